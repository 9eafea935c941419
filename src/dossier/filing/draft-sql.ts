import { z } from 'zod';
import { statement } from '#shared/db';

const draft = z.object({
  id: z.string(),
  person_id: z.string(),
  procedure_code: z.string(),
  procedure_version: z.number(),
  agency: z.string(),
  answers: z.instanceof(Buffer),
  prefilled: z.record(z.string(), z.string()),
  version: z.number(),
  dossier_id: z.string().nullable(),
  updated_at: z.date(),
});
export type DraftRow = z.infer<typeof draft>;

// draft_pkey; the owner is part of the question
export const findDraft = statement(
  'dossier.find-draft',
  `SELECT id, person_id, procedure_code, procedure_version, agency, answers, prefilled, version, dossier_id, updated_at
     FROM dossier.draft WHERE id = $1 AND person_id = $2`,
  draft,
);

// draft_pkey; the row is held until the end of the transaction
export const lockDraft = statement(
  'dossier.lock-draft',
  `SELECT id, person_id, procedure_code, procedure_version, agency, answers, prefilled, version, dossier_id, updated_at
     FROM dossier.draft WHERE id = $1 AND person_id = $2 FOR UPDATE`,
  draft,
);

// draft_open
export const openDrafts = statement(
  'dossier.open-drafts',
  `SELECT d.id, d.procedure_code, d.updated_at, v.body -> 'name' AS name FROM dossier.draft d
     JOIN dossier.procedure_version v ON v.code = d.procedure_code AND v.version = d.procedure_version
    WHERE d.person_id = $1 AND d.dossier_id IS NULL ORDER BY d.updated_at DESC LIMIT 50`,
  z.object({ id: z.string(), procedure_code: z.string(), updated_at: z.date(), name: z.object({ vi: z.string(), en: z.string() }) }),
);

// person_pkey. Whoever holds it is the only one who begins a draft for this person.
export const holdPerson = statement(
  'dossier.hold-person',
  'SELECT id FROM dossier.person WHERE id = $1 FOR NO KEY UPDATE',
  z.object({ id: z.string() }),
);

// draft_open; files by file_draft. Nothing was saved in it, and no document is there.
export const untouchedDraft = statement(
  'dossier.untouched-draft',
  `SELECT id FROM dossier.draft d
    WHERE person_id = $1 AND procedure_code = $2 AND procedure_version = $3 AND agency = $4 AND version = 1 AND dossier_id IS NULL
      AND NOT EXISTS (SELECT FROM dossier.file WHERE draft_id = d.id)
    ORDER BY updated_at DESC LIMIT 1 FOR UPDATE`,
  z.object({ id: z.string() }),
);

// draft_pkey; still untouched afterwards
export const refreshDraft = statement(
  'dossier.refresh-draft',
  'UPDATE dossier.draft SET answers = $2, prefilled = $3, updated_at = $4 WHERE id = $1',
  z.unknown(),
);

export const insertDraft = statement(
  'dossier.insert-draft',
  `INSERT INTO dossier.draft (id, person_id, procedure_code, procedure_version, agency, answers, prefilled, created_at, updated_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
  z.unknown(),
);

// draft_pkey; only when nobody saved in between
export const saveDraft = statement(
  'dossier.save-draft',
  `UPDATE dossier.draft SET answers = $4, prefilled = $5, version = version + 1, updated_at = $6
    WHERE id = $1 AND person_id = $2 AND version = $3 AND dossier_id IS NULL RETURNING version`,
  z.object({ version: z.number() }),
);

// draft_pkey
export const finishDraft = statement(
  'dossier.finish-draft',
  'UPDATE dossier.draft SET dossier_id = $2 WHERE id = $1 AND dossier_id IS NULL',
  z.unknown(),
);

// draft_idle; what another process is forgetting, or somebody is saving, is left to them
export const holdIdleDrafts = statement(
  'dossier.hold-idle-drafts',
  `SELECT id FROM dossier.draft WHERE dossier_id IS NULL AND updated_at < $1 ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
  z.object({ id: z.string() }),
);

// draft_pkey
export const deleteDrafts = statement(
  'dossier.delete-drafts',
  'DELETE FROM dossier.draft WHERE id = ANY ($1::uuid[]) AND dossier_id IS NULL',
  z.unknown(),
);

// draft_pkey
export const deleteDraft = statement(
  'dossier.delete-draft',
  'DELETE FROM dossier.draft WHERE id = $1 AND person_id = $2 AND dossier_id IS NULL',
  z.unknown(),
);
