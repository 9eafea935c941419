import { z } from 'zod';
import { statement } from '#shared/db';

// $1 way, $2 words as a tsquery, $3 the same with marks, $4 folded text or code, $5 day, $6 agency, $7 field, $8 audience, $9 online.
// A branch whose way is not asked for is never executed. Indexes: procedure_version_search (words), procedure_version_trigrams
// (similar), the primary key (code); `all` reads in the order of procedure_version_name.
const hits = `
  WITH found AS (
    SELECT v.code, v.version,
           ts_rank('{0.1, 0.2, 0.5, 1.0}', v.search, to_tsquery('simple', $2), 1)
             + CASE WHEN $3 = '' THEN 0 ELSE ts_rank(v.search, to_tsquery('simple', $3)) END
             + public.word_similarity($4, v.search_text)
             + CASE WHEN position($4 IN v.search_text) > 0 THEN 1 ELSE 0 END
             + CASE WHEN position($4 IN catalogue.fold(v.name_vi)) = 1 THEN 1 ELSE 0 END AS rank
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

// $10 rows, $11 rows to leave out before. Primary keys of agency and field for the names.
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
   LIMIT $10::int OFFSET $11::int`,
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
