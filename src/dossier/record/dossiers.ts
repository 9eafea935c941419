import { type Db, maybe, type Tx } from '#shared/db';
import { Problem } from '#shared/problem';
import { changedSince } from './append.ts';
import { parseDossierCode } from './code.ts';
import { type Dossier, openDossier } from './dossier.ts';
import { fileDossier, type Filing } from './file-dossier.ts';
import { type HistoryEvent, readHistory } from './history.ts';
import { move, type Move, type MovedBy, type MoveParts } from './move.ts';
import { note, type Note } from './note.ts';
import * as sql from './record-sql.ts';

/** The record: dossiers read, and the only three ways to change one. Each tells its owner in the transaction in which it happens. */
export interface Dossiers {
  byCode(tx: Tx, code: string): Promise<Dossier | null>;
  byId(tx: Tx, id: string): Promise<Dossier | null>;
  history(tx: Tx, dossier: Pick<Dossier, 'id'>): Promise<readonly HistoryEvent[]>;
  /** Whether a form that was made when `seen` was the last event knows less than `dossier`; one that says nothing does. */
  overtaken(dossier: Pick<Dossier, 'id' | 'seq'>, seen: number | undefined): Promise<boolean>;
  /** Makes a draft's answers a dossier. */
  file(tx: Tx, filing: Filing): Promise<{ readonly id: string; readonly code: string }>;
  /** From its status to another. */
  move(tx: Tx, dossier: Dossier, how: { by: MovedBy; move: Move }): Promise<void>;
  /** The same in a transaction of its own, for a form: false where somebody else was faster, and nothing has happened. */
  moveUnlessChanged(dossier: Dossier, how: { by: MovedBy; move: Move }): Promise<boolean>;
  /** What happens in it beside its moves. */
  note(tx: Tx, dossier: Dossier, noted: Note): Promise<void>;
}

export function createDossiers(parts: MoveParts & { readonly db: Db }): Dossiers {
  const { db, sealer } = parts;
  const opened = (row: sql.DossierRow | null): Dossier | null => (row === null ? null : openDossier(sealer, row));
  return {
    async byCode(tx, code) {
      const parsed = parseDossierCode(code);
      return parsed === null ? null : opened(await maybe(tx, sql.dossierByCode, [parsed.code]));
    },
    byId: async (tx, id) => opened(await maybe(tx, sql.dossierById, [id])),
    history: (tx, { id }) => readHistory(tx, sealer, id),
    overtaken: async ({ id, seq }, seen) => seen === undefined || changedSince(db, { dossierId: id, after: seen, last: seq }),
    file: (tx, filing) => fileDossier(parts, tx, filing),
    move: (tx, dossier, how) => move(parts, tx, { dossier, ...how }),
    async moveUnlessChanged(dossier, how) {
      try {
        await db.transaction((tx) => move(parts, tx, { dossier, ...how }));
        return true;
      } catch (error) {
        if (error instanceof Problem && error.code === 'dossier.changed') return false;
        throw error;
      }
    },
    note: (tx, dossier, noted) => note(parts, tx, { dossier, note: noted }),
  };
}
