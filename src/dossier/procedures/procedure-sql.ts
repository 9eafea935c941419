import { z } from 'zod';
import { statement } from '#shared/db';

// procedure_current_pkey, procedure_version_pkey
export const currentProcedure = statement(
  'dossier.current-procedure',
  `SELECT c.version, c.etag, c.checked_at, v.body FROM dossier.procedure_current c
     JOIN dossier.procedure_version v ON v.code = c.code AND v.version = c.version WHERE c.code = $1`,
  z.object({ version: z.number(), etag: z.string().nullable(), checked_at: z.date(), body: z.unknown() }),
);

// procedure_version_pkey
export const procedureAt = statement(
  'dossier.procedure-at',
  'SELECT body FROM dossier.procedure_version WHERE code = $1 AND version = $2',
  z.object({ body: z.unknown() }),
);

// procedure_version_pkey; what is pinned stays
export const insertProcedure = statement(
  'dossier.insert-procedure',
  'INSERT INTO dossier.procedure_version (code, version, body, fetched_at) VALUES ($1, $2, $3, $4) ON CONFLICT (code, version) DO NOTHING',
  z.unknown(),
);

// procedure_current_pkey
export const setCurrent = statement(
  'dossier.set-current-procedure',
  `INSERT INTO dossier.procedure_current (code, version, etag, checked_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT (code) DO UPDATE SET version = EXCLUDED.version, etag = EXCLUDED.etag, checked_at = EXCLUDED.checked_at`,
  z.unknown(),
);
