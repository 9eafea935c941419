// Dossiers and their histories. A dossier is the projection of its history: `file`, `move` and `note` are the only ways to change
// one, and each appends its event, sees to fees and dates, and tells the owner together. `append` itself is not handed out.
export type { NewEvent } from './append.ts';
export { parseDossierCode } from './code.ts';
export { dossierPlace, hasSecret, type Dossier } from './dossier.ts';
export { createDossiers, type Dossiers } from './dossiers.ts';
export { detailPlace, type EventDetail, type HistoryEvent } from './history.ts';
export { dossiersOfAgency, dossiersOfPerson, lastChosenAgency } from './lists-sql.ts';
export { messages as recordMessages } from './messages.ts';
export { feeOpen, type Move } from './move.ts';
export { seen } from './seen.ts';
export { endedWithoutResult, mayMove, openMoves, reasons, type ReasonCode, type Status } from './status.ts';
export { createTell } from './tell.ts';
