import { z } from 'zod';
import { statement } from '#shared/db';

// How near a procedure's names and everyday words are to what was asked: the same words 4, a name that begins with them 3, with them
// inside it 2, everyday words with them inside 1, each plus the share they fill, so that of two names the shorter one comes first; or
// everyday words inside a longer question, up to 2 by their share of it. What parts of the question mean in other words counts half.
const nearness = `
  SELECT coalesce(max(near.points) FILTER (WHERE asked.own), 0) + 0.5 * coalesce(max(near.points) FILTER (WHERE NOT asked.own), 0)
    FROM (SELECT unnest($10::text[]), true UNION ALL SELECT unnest($11::text[]), false) AS asked (words, own)
    CROSS JOIN (
      SELECT btrim(line) AS words, number <= 2 AS named
        FROM string_to_table(translate(catalogue.fold(concat_ws(E'\\n', v.name_vi, v.name_en, v.keywords)), '-/,.;:()’', '  '), E'\\n') WITH ORDINALITY AS lines (line, number)
      OFFSET 0
    ) AS said
    CROSS JOIN LATERAL (
      SELECT CASE
        WHEN said.words = asked.words THEN 4
        WHEN said.named AND starts_with(said.words, asked.words || ' ') THEN 3 + length(asked.words)::real / length(said.words)
        WHEN position(' ' || asked.words || ' ' IN ' ' || said.words || ' ') > 0
          THEN CASE WHEN said.named THEN 2 ELSE 1 END + length(asked.words)::real / length(said.words)
        WHEN position(' ' || said.words || ' ' IN ' ' || asked.words || ' ') > 0 THEN 2 * length(said.words)::real / length(asked.words)
        ELSE 0 END AS points
    ) AS near
   WHERE asked.words <> '' AND said.words <> ''`;

// $1 way, $2 words as a tsquery, $3 the same with marks, $4 folded text or code, $5 day, $6 agency, $7 field, $8 audience, $9 online,
// $10 the question whole, without idle words and in other words, $11 parts of it in other words.
// A branch whose way is not asked for is never executed. Indexes: procedure_version_search (words), procedure_version_trigrams
// (similar), the primary key (code); `all` reads in the order of procedure_version_name.
const hits = `
  WITH found AS (
    SELECT v.code, v.version,
           ts_rank('{0.1, 0.2, 0.5, 1.0}', v.search, to_tsquery('simple', $2), 1)
             + CASE WHEN $3 = '' THEN 0 ELSE ts_rank(v.search, to_tsquery('simple', $3)) END
             + public.word_similarity($4, v.search_text)
             -- Of two that are equally near, most people mean the one that is for people.
             + CASE WHEN 'citizen' = ANY (v.audience) THEN 0.05 ELSE 0 END
             + (${nearness}) AS rank
      FROM catalogue.procedure_version v
     WHERE $1 = 'words' AND v.search @@ to_tsquery('simple', $2)
    UNION ALL
    SELECT v.code, v.version, public.word_similarity($4, v.search_text)
      FROM catalogue.procedure_version v
     WHERE $1 = 'similar' AND $4 OPERATOR(public.<%) v.search_text
    UNION ALL
    SELECT v.code, v.version, 1 FROM catalogue.procedure_version v WHERE $1 = 'code' AND v.code = $4
    UNION ALL
    SELECT v.code, v.version, 0 FROM catalogue.procedure_version v WHERE $1 = 'all'
  ), hits AS (
    SELECT v.code, v.version, v.name_vi, v.name_en, v.summary_vi, v.summary_en, v.agency_code, v.field_code, v.audience, v.online, f.rank,
           ($6::text IS NULL OR v.agency_code = $6) AS in_agency,
           ($7::text IS NULL OR v.field_code = $7) AS in_field,
           ($8::text IS NULL OR $8 = ANY (v.audience)) AS in_audience,
           ($9::text IS NULL OR v.online = $9) AS in_online
      FROM found f JOIN catalogue.procedure_version v ON v.code = f.code AND v.version = f.version
     WHERE v.valid_from <= $5::date AND (v.valid_to IS NULL OR v.valid_to >= $5::date)
  )`;

// $12 rows, $13 rows to leave out before. Primary keys of agency and field for the names.
export const searchPage = statement(
  'catalogue.search.page',
  `${hits}
  SELECT h.code, h.version, h.name_vi, h.name_en, h.summary_vi, h.summary_en, h.audience, h.online,
         h.agency_code, coalesce(a.name_vi, h.agency_code) AS agency_vi, coalesce(a.name_en, h.agency_code) AS agency_en,
         h.field_code, f.name_vi AS field_vi, f.name_en AS field_en
    FROM hits h
    JOIN catalogue.field f ON f.code = h.field_code
    LEFT JOIN catalogue.agency a ON a.code = h.agency_code AND a.valid_from <= $5::date AND (a.valid_to IS NULL OR a.valid_to >= $5::date)
   WHERE h.in_agency AND h.in_field AND h.in_audience AND h.in_online
   ORDER BY h.rank DESC, h.name_vi, h.code
   LIMIT $12::int OFFSET $13::int`,
  z.object({
    code: z.string(),
    version: z.number(),
    name_vi: z.string(),
    name_en: z.string(),
    summary_vi: z.string(),
    summary_en: z.string(),
    audience: z.array(z.enum(['citizen', 'business'])),
    online: z.enum(['full', 'partial', 'none']),
    agency_code: z.string(),
    agency_vi: z.string(),
    agency_en: z.string(),
    field_code: z.string(),
    field_vi: z.string(),
    field_en: z.string(),
  }),
);

// Each facet is counted under the other facets' choices, so that its own choice can be changed.
export const searchFacets = statement(
  'catalogue.search.facets',
  `${hits}
  SELECT c.facet, c.value, coalesce(a.name_vi, f.name_vi) AS name_vi, coalesce(a.name_en, f.name_en) AS name_en, c.count
    FROM (
      SELECT x.facet, x.value, count(*)::int AS count
        FROM hits h
        CROSS JOIN LATERAL (
          SELECT 'agency' AS facet, h.agency_code AS value WHERE h.in_field AND h.in_audience AND h.in_online
          UNION ALL SELECT 'field', h.field_code WHERE h.in_agency AND h.in_audience AND h.in_online
          UNION ALL SELECT 'online', h.online WHERE h.in_agency AND h.in_field AND h.in_audience
          UNION ALL SELECT 'audience', unnest(h.audience) WHERE h.in_agency AND h.in_field AND h.in_online
          UNION ALL SELECT 'total', '' WHERE h.in_agency AND h.in_field AND h.in_audience AND h.in_online
        ) x
       GROUP BY x.facet, x.value
    ) c
    LEFT JOIN catalogue.agency a
      ON c.facet = 'agency' AND a.code = c.value AND a.valid_from <= $5::date AND (a.valid_to IS NULL OR a.valid_to >= $5::date)
    LEFT JOIN catalogue.field f ON c.facet = 'field' AND f.code = c.value
   ORDER BY c.facet, c.count DESC, c.value`,
  z.object({
    facet: z.enum(['agency', 'field', 'online', 'audience', 'total']),
    value: z.string(),
    name_vi: z.string().nullable(),
    name_en: z.string().nullable(),
    count: z.number(),
  }),
);

// Primary key of synonym.
export const meaningsOf = statement(
  'catalogue.synonym.meanings',
  `SELECT phrase, meaning FROM catalogue.synonym WHERE phrase = ANY ($1::text[]) ORDER BY length(phrase) DESC, meaning`,
  z.object({ phrase: z.string(), meaning: z.string() }),
);
