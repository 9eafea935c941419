import { z } from 'zod';
import { statement } from '#shared/db';

const file = z.object({
  id: z.string(),
  draft_id: z.string().nullable(),
  dossier_id: z.string().nullable(),
  slot: z.string(),
  name: z.instanceof(Buffer),
  type: z.string(),
  size: z.number(),
  sha256: z.instanceof(Buffer),
  created_at: z.date(),
});
export type FileRow = z.infer<typeof file>;

export const insertFile = statement(
  'dossier.insert-file',
  `INSERT INTO dossier.file (id, draft_id, dossier_id, slot, name, type, size, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, 0, 'receiving', $7)`,
  z.unknown(),
);

// file_chunk_pkey
export const insertChunk = statement(
  'dossier.insert-chunk',
  'INSERT INTO dossier.file_chunk (file_id, n, bytes) VALUES ($1, $2, $3)',
  z.unknown(),
);

// file_pkey
export const keepFile = statement(
  'dossier.keep-file',
  `UPDATE dossier.file SET state = 'kept', size = $2, sha256 = $3 WHERE id = $1 AND state = 'receiving'`,
  z.unknown(),
);

// file_draft
export const filesOfDraft = statement(
  'dossier.files-of-draft',
  `SELECT id, draft_id, dossier_id, slot, name, type, size, sha256, created_at FROM dossier.file
    WHERE draft_id = $1 AND state = 'kept' ORDER BY created_at, id`,
  file,
);

// file_dossier; the same document sent to a dossier in which nothing has happened since
export const sameInDossier = statement(
  'dossier.same-file-in-dossier',
  `SELECT f.id FROM dossier.file f JOIN dossier.dossier d ON d.id = f.dossier_id
    WHERE f.dossier_id = $1 AND f.slot = $2 AND f.sha256 = $3 AND f.state = 'kept' AND f.created_at >= d.changed_at LIMIT 1`,
  z.object({ id: z.string() }),
);

// file_dossier
export const filesOfDossier = statement(
  'dossier.files-of-dossier',
  `SELECT id, draft_id, dossier_id, slot, name, type, size, sha256, created_at FROM dossier.file
    WHERE dossier_id = $1 AND state = 'kept' ORDER BY created_at, id`,
  file,
);

// file_pkey
export const fileById = statement(
  'dossier.file-by-id',
  `SELECT f.id, f.draft_id, f.dossier_id, f.slot, f.name, f.type, f.size, f.sha256, f.created_at FROM dossier.file f WHERE f.id = $1 AND f.state = 'kept'`,
  file,
);

// file_chunk_pkey
export const chunkOf = statement(
  'dossier.chunk-of',
  'SELECT bytes FROM dossier.file_chunk WHERE file_id = $1 AND n = $2',
  z.object({ bytes: z.instanceof(Buffer) }),
);

// file_draft
export const giveToDossier = statement(
  'dossier.give-to-dossier',
  `UPDATE dossier.file SET draft_id = NULL, dossier_id = $2 WHERE draft_id = $1 AND state = 'kept'`,
  z.unknown(),
);

// file_pkey
export const removeFile = statement('dossier.remove-file', 'DELETE FROM dossier.file WHERE id = $1 AND draft_id = $2', z.unknown());

// file_draft
export const removeFilesOfDraft = statement('dossier.remove-files-of-draft', 'DELETE FROM dossier.file WHERE draft_id = $1', z.unknown());

// file_draft
export const removeFilesOfDrafts = statement(
  'dossier.remove-files-of-drafts',
  'DELETE FROM dossier.file WHERE draft_id = ANY ($1::uuid[])',
  z.unknown(),
);

// file_draft; a file that is chosen again takes the place of the one before
export const removeSlot = statement(
  'dossier.remove-slot',
  `DELETE FROM dossier.file WHERE draft_id = $1 AND slot = $2 AND id <> $3 AND state = 'kept'`,
  z.unknown(),
);

// file_pkey
export const abandonFile = statement('dossier.abandon-file', `DELETE FROM dossier.file WHERE id = $1 AND state = 'receiving'`, z.unknown());

// file_unfinished
export const removeUnfinished = statement(
  'dossier.remove-unfinished-files',
  `DELETE FROM dossier.file WHERE state = 'receiving' AND created_at < $1`,
  z.unknown(),
);

// draft_pkey; a document that comes or goes is a change of the draft, and of nothing that was typed
export const touchDraft = statement(
  'dossier.touch-draft',
  'UPDATE dossier.draft SET updated_at = $2 WHERE id = $1 AND dossier_id IS NULL RETURNING id',
  z.object({ id: z.string() }),
);
