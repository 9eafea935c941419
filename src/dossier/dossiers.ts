import { dayOf } from '#shared/day';
import { randomBytes, randomUUID } from 'node:crypto';
import { sameSecret, type Place } from '#shared/crypto';
import { maybe, one, run, type Tx } from '#shared/db';
import type { FormValues } from '#forms';
import { dueDate, type Calculation, type Calendar } from './calendar/index.ts';
import { parseDossierCode } from './code.ts';
import * as sql from './dossier-sql.ts';
import type { Draft } from './drafts.ts';
import { append, changedSince, pausesOf, readHistory, type HistoryEvent, type NewEvent } from './history.ts';
import type { DossierOptions } from './options.ts';
import type { Citizen } from './people.ts';
import { processingTime, type Procedure } from './procedure.ts';
import type { Tell } from './tell.ts';

/** A dossier, opened. */
export interface Dossier extends Omit<sql.DossierRow, 'answers' | 'applicant' | 'lookup_secret'> {
  readonly answers: FormValues;
  readonly applicant: string;
  /** Printed on the receipt: whoever has it and the code may see how far the dossier is. */
  readonly lookupSecret: string;
}

export interface Dossiers {
  byCode(tx: Tx, code: string): Promise<Dossier | null>;
  byId(tx: Tx, id: string): Promise<Dossier | null>;
  history(tx: Tx, dossier: Pick<Dossier, 'id'>): Promise<readonly HistoryEvent[]>;
  /** Makes a draft's answers a dossier with a code of its own, in the caller's transaction; a rollback takes no number. */
  file(tx: Tx, input: { draft: Draft; citizen: Citizen; procedure: Procedure; answers: FormValues; feeDue: boolean }): Promise<Dossier>;
  /** Appends an event and tells the citizen, both or neither. */
  happen(tx: Tx, dossier: Dossier, event: NewEvent): Promise<Dossier>;
  /** Whether a form that was made when `seen` was the last event knows less than there is. */
  overtaken(tx: Tx, dossier: Dossier, seen: number): Promise<boolean>;
  /** When the result is due if it is received (or resumed) at `at`; null when the catalogue promises no time. */
  dueAt(tx: Tx, input: { dossier: Dossier; procedure: Procedure; at: Date }): Promise<Calculation | null>;
  /** Compares in constant time. */
  hasSecret(dossier: Dossier, typed: string): boolean;
}

/** 32 characters that nobody mistakes for another when reading a printed receipt. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const newSecret = (): string => [...randomBytes(10)].map((byte) => ALPHABET[byte % 32]).join('');
const tidySecret = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '');

/** Where a dossier's sealed columns live. */
export const dossierPlace = (column: 'answers' | 'applicant' | 'lookup_secret', row: string): Place => ({
  table: 'dossier.dossier',
  column,
  row,
});

export function createDossiers(options: Pick<DossierOptions, 'clock' | 'sealer'> & { calendar: Calendar; tell: Tell }): Dossiers {
  const { clock, sealer, calendar, tell } = options;
  const open = (row: sql.DossierRow | null): Dossier | null =>
    row === null
      ? null
      : {
          ...row,
          answers: JSON.parse(sealer.open(row.answers, dossierPlace('answers', row.id))) as FormValues,
          applicant: sealer.open(row.applicant, dossierPlace('applicant', row.id)),
          lookupSecret: sealer.open(row.lookup_secret, dossierPlace('lookup_secret', row.id)),
        };
  const byId: Dossiers['byId'] = async (tx, id) => open(await maybe(tx, sql.dossierById, [id]));
  const again = async (tx: Tx, id: string): Promise<Dossier> => {
    const found = await byId(tx, id);
    if (found === null) throw new Error('a dossier that was just changed is not there');
    return found;
  };
  const happen: Dossiers['happen'] = async (tx, dossier, event) => {
    const seq = await append(tx, sealer, { dossierId: dossier.id, seen: event.kind === 'filed' ? null : dossier.status, event });
    await tell(tx, { dossier, event, seq });
    return again(tx, dossier.id);
  };
  return {
    async byCode(tx, code) {
      const parsed = parseDossierCode(code);
      return parsed === null ? null : open(await maybe(tx, sql.dossierByCode, [parsed.code]));
    },
    byId,
    history: (tx, dossier) => readHistory(tx, sealer, dossier),
    async file(tx, { draft, citizen, procedure, answers, feeDue }) {
      const id = randomUUID();
      const now = clock.now();
      const { code } = await one(tx, sql.issueCode, [id, draft.agency, dayOf(now)]);
      await run(tx, sql.insertDossier, [
        id,
        code,
        draft.agency,
        citizen.id,
        procedure.code,
        procedure.version,
        draft.id,
        sealer.seal(JSON.stringify(answers), dossierPlace('answers', id)),
        sealer.seal(citizen.contact.name, dossierPlace('applicant', id)),
        sealer.seal(newSecret(), dossierPlace('lookup_secret', id)),
        now,
      ]);
      const fresh = await again(tx, id);
      return happen(tx, fresh, {
        kind: 'filed',
        to: 1,
        at: now,
        actor: 'citizen',
        actorId: citizen.id,
        ...(feeDue ? { paymentState: 'to-arrange' as const } : {}),
      });
    },
    happen,
    overtaken: (tx, { id, seq }, seen) => changedSince(tx, { dossierId: id, after: seen, before: seq + 1 }),
    async dueAt(tx, { dossier, procedure, at }) {
      const time = processingTime(procedure);
      if (time === null) return null;
      const history = await readHistory(tx, sealer, dossier);
      return dueDate(calendar, { receivedAt: dossier.received_at ?? at, time, pauses: pausesOf(history, at) });
    },
    hasSecret: (dossier, typed) => sameSecret(tidySecret(typed), dossier.lookupSecret),
  };
}
