// Documents of drafts and dossiers: received piece by piece, sealed, checked by their bytes. Who may read one is decided where it
// is asked for.
export { removeFilesOfDraft, removeFilesOfDrafts } from './file-sql.ts';
export { createFiles, type Files, type StoredFile } from './files.ts';
export { LOOSE_FILE, looseFile, megabytes } from './file-type.ts';
export { messages as documentMessages } from './messages.ts';
