import { z } from 'zod';
import { statement } from '#shared/db';

const nothing = z.object({});
const stored = z.object({ stored: z.boolean() });

// Primary keys decide; a register's row may be corrected, so it is replaced by the newer import.
export const putField = statement(
  'catalogue.field.put',
  `INSERT INTO catalogue.field (code, name_vi, name_en) VALUES ($1, $2, $3)
   ON CONFLICT (code) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en`,
  nothing,
);

export const putUnit = statement(
  'catalogue.unit.put',
  `INSERT INTO catalogue.unit (code, valid_from, valid_to, level, kind, name_vi, name_en, parent_code, parent_from, unconfirmed)
   VALUES ($1, $2::date, $3::date, $4, $5, $6, $7, $8, $9::date, $10)
   ON CONFLICT (code, valid_from) DO UPDATE
      SET valid_to = excluded.valid_to, level = excluded.level, kind = excluded.kind, name_vi = excluded.name_vi, name_en = excluded.name_en,
          parent_code = excluded.parent_code, parent_from = excluded.parent_from, unconfirmed = excluded.unconfirmed`,
  nothing,
);

export const putUnitChange = statement(
  'catalogue.unit-change.put',
  `INSERT INTO catalogue.unit_change (from_code, from_valid_from, to_code, to_valid_from, legal_basis)
   VALUES ($1, $2::date, $3, $4::date, $5)
   ON CONFLICT (from_code, from_valid_from, to_code, to_valid_from) DO UPDATE SET legal_basis = excluded.legal_basis`,
  nothing,
);

export const putAgency = statement(
  'catalogue.agency.put',
  `INSERT INTO catalogue.agency (code, valid_from, valid_to, kind, name_vi, name_en, unit_code, unit_from, successor_code, unconfirmed)
   VALUES ($1, $2::date, $3::date, $4, $5, $6, $7, $8::date, $9, $10)
   ON CONFLICT (code, valid_from) DO UPDATE
      SET valid_to = excluded.valid_to, kind = excluded.kind, name_vi = excluded.name_vi, name_en = excluded.name_en,
          unit_code = excluded.unit_code, unit_from = excluded.unit_from, successor_code = excluded.successor_code,
          unconfirmed = excluded.unconfirmed`,
  nothing,
);

export const putSynonym = statement(
  'catalogue.synonym.put',
  `INSERT INTO catalogue.synonym (phrase, meaning) VALUES ($1, $2) ON CONFLICT (phrase, meaning) DO NOTHING`,
  nothing,
);

// Primary key of field.
export const fieldKnown = statement(
  'catalogue.import.field-known',
  `SELECT code FROM catalogue.field WHERE code = $1`,
  z.object({ code: z.string() }),
);

// Primary key of unit.
export const unitKnown = statement(
  'catalogue.import.unit-known',
  `SELECT code FROM catalogue.unit WHERE code = $1 AND valid_from = $2::date`,
  z.object({ code: z.string() }),
);

const validity = z.object({ valid_from: z.string(), valid_to: z.string().nullable() });

// Primary key of the table: a code has few validities. The one that is replaced ($2) does not count.
const overlap = (table: 'unit' | 'agency') =>
  statement(
    `catalogue.import.${table}-overlap`,
    `SELECT valid_from::text AS valid_from, valid_to::text AS valid_to FROM catalogue.${table}
      WHERE code = $1 AND valid_from <> $2::date AND valid_from <= coalesce($3::date, 'infinity') AND coalesce(valid_to, 'infinity') >= $2::date
      ORDER BY valid_from`,
    validity,
  );
export const unitOverlap = overlap('unit');
export const agencyOverlap = overlap('agency');

// Primary key of agency.
export const agencyKnown = statement(
  'catalogue.import.agency-known',
  `SELECT code FROM catalogue.agency WHERE code = $1 LIMIT 1`,
  z.object({ code: z.string() }),
);

export const putProcedure = statement(
  'catalogue.procedure.put',
  `INSERT INTO catalogue.procedure (code) VALUES ($1) ON CONFLICT (code) DO NOTHING`,
  nothing,
);

// Primary key of procedure: whoever publishes versions of one procedure takes turns.
export const lockProcedure = statement(
  'catalogue.procedure.lock',
  `SELECT code FROM catalogue.procedure WHERE code = $1 FOR UPDATE`,
  z.object({ code: z.string() }),
);

const versionKey = z.object({
  version: z.number(),
  valid_from: z.string(),
  valid_to: z.string().nullable(),
  content_hash: z.instanceof(Buffer),
});

// Primary key of procedure_version, backwards.
export const latestVersions = statement(
  'catalogue.import.versions',
  `SELECT version, valid_from::text AS valid_from, valid_to::text AS valid_to, content_hash
     FROM catalogue.procedure_version
    WHERE code = $1
    ORDER BY version DESC`,
  versionKey,
);

// Primary key of procedure_version. The trigger keep_published lets only this one change through.
export const closeVersion = statement(
  'catalogue.procedure-version.close',
  `UPDATE catalogue.procedure_version SET valid_to = $3::date WHERE code = $1 AND version = $2 AND valid_to IS NULL`,
  nothing,
);

export const publishVersion = statement(
  'catalogue.procedure-version.publish',
  `INSERT INTO catalogue.procedure_version (code, version, valid_from, valid_to, agency_code, field_code, level, audience, online, name_vi,
                                            name_en, summary_vi, summary_en, keywords, record, content, content_hash, published_at)
   VALUES ($1, $2, $3::date, $4::date, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb, $16::jsonb, $17, $18)
   RETURNING true AS stored`,
  stored,
);
