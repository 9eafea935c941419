import { z } from 'zod';
import { statement } from '#shared/db';
import { procedureContent } from './import/content.ts';

const version = z.object({
  code: z.string(),
  version: z.number(),
  valid_from: z.string(),
  valid_to: z.string().nullable(),
  content: procedureContent,
  published_at: z.date(),
  agency_vi: z.string(),
  agency_en: z.string(),
  field_vi: z.string(),
  field_en: z.string(),
});
export type VersionRow = z.infer<typeof version>;

const selected = `
  SELECT v.code, v.version, v.valid_from::text AS valid_from, v.valid_to::text AS valid_to, v.content, v.published_at,
         coalesce(a.name_vi, v.agency_code) AS agency_vi, coalesce(a.name_en, v.agency_code) AS agency_en,
         f.name_vi AS field_vi, f.name_en AS field_en
    FROM catalogue.procedure_version v
    JOIN catalogue.field f ON f.code = v.field_code
    LEFT JOIN LATERAL (
      SELECT name_vi, name_en FROM catalogue.agency
       WHERE code = v.agency_code AND valid_from <= coalesce(v.valid_to, $2::date)
       ORDER BY valid_from DESC LIMIT 1
    ) a ON true`;

// Primary key of procedure_version. The version that holds on $2; when none does, the last one before, else the first to come.
export const versionOn = statement(
  'catalogue.procedure-version.on',
  `${selected}
   WHERE v.code = $1
   ORDER BY (v.valid_from <= $2::date AND (v.valid_to IS NULL OR v.valid_to >= $2::date)) DESC,
            (v.valid_from <= $2::date) DESC,
            CASE WHEN v.valid_from <= $2::date THEN v.version ELSE -v.version END DESC
   LIMIT 1`,
  version,
);

// Primary key of procedure_version.
export const versionNumbered = statement(
  'catalogue.procedure-version.numbered',
  `${selected}
   WHERE v.code = $1 AND v.version = $3::int`,
  version,
);

// Primary key of procedure_version, backwards.
export const versionsOf = statement(
  'catalogue.procedure-version.list',
  `SELECT version, valid_from::text AS valid_from, valid_to::text AS valid_to, published_at
     FROM catalogue.procedure_version
    WHERE code = $1
    ORDER BY version DESC`,
  z.object({ version: z.number(), valid_from: z.string(), valid_to: z.string().nullable(), published_at: z.date() }),
);

// Primary key of procedure_version.
export const recordOf = statement(
  'catalogue.procedure-version.record',
  `SELECT record FROM catalogue.procedure_version WHERE code = $1 AND version = $2`,
  z.object({ record: z.object({ MATTHC: z.string(), TENTTHC: z.string() }).loose() }),
);

// Index procedure_version_agency.
export const proceduresOfAgency = statement(
  'catalogue.procedure-version.of-agency',
  `SELECT code, name_vi, name_en, online
     FROM catalogue.procedure_version
    WHERE agency_code = $1 AND valid_from <= $2::date AND (valid_to IS NULL OR valid_to >= $2::date)
    ORDER BY name_vi
    LIMIT 500`,
  z.object({ code: z.string(), name_vi: z.string(), name_en: z.string(), online: z.enum(['full', 'partial', 'none']) }),
);
