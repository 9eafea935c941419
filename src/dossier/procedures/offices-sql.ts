import { z } from 'zod';
import { statement } from '#shared/db';

const text = z.object({ vi: z.string(), en: z.string() });
const office = z.object({ code: z.string(), name: text, place: text, seen_at: z.date() });

// A few dozen rows: those of the catalogue's last answer.
export const officesInForce = statement(
  'dossier.offices-in-force',
  `SELECT code, name, place, seen_at FROM dossier.office WHERE seen_at = (SELECT max(seen_at) FROM dossier.office)`,
  office,
);

// office_pkey
export const officeByCode = statement(
  'dossier.office-by-code',
  'SELECT code, name, place, seen_at FROM dossier.office WHERE code = $1',
  office,
);

// office_pkey; the whole answer at once, so that all its rows have one seen_at
export const keepOffices = statement(
  'dossier.keep-offices',
  `INSERT INTO dossier.office (code, name, place, seen_at)
   SELECT given.code, given.name, given.place, $2 FROM jsonb_to_recordset($1::jsonb) AS given (code text, name jsonb, place jsonb) ORDER BY given.code
   ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, place = EXCLUDED.place, seen_at = EXCLUDED.seen_at`,
  z.unknown(),
);
