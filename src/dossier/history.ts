import { randomUUID } from 'node:crypto';
import type { Sealer, Place } from '#shared/crypto';
import { many, one, type Tx } from '#shared/db';
import type { Calculation } from './calendar/index.ts';
import { appendEvent, changedBetween, historyOf, type DossierRow, type EventRow } from './dossier-sql.ts';
import { dossierProblem, type dossierProblems } from './problems.ts';
import type { ReasonCode, Status } from './status.ts';

/** What an event says beside its coded columns; sealed. */
export interface EventDetail {
  /** Everything that is missing, item by item. */
  readonly missing?: readonly string[];
  readonly note?: string;
  /** Who signed, as form 01–03 show it. */
  readonly signer?: string;
  readonly amount?: string;
  readonly receiptNumber?: string;
  /** The receipt's page at the payment service. */
  readonly receiptUrl?: string;
  /** Documents added with this event. */
  readonly files?: readonly string[];
}

export interface NewEvent {
  readonly kind: EventRow['kind'];
  readonly to?: Status;
  readonly at: Date;
  readonly actor: EventRow['actor'];
  readonly actorId?: string;
  /** The last event that whoever decided this had seen. */
  readonly after?: number;
  readonly reason?: { readonly code: ReasonCode; readonly ground: string; readonly remedy: string };
  readonly approvedBy?: string;
  readonly paymentState?: 'to-arrange' | 'requested' | 'paid' | 'refunded';
  readonly paymentNotice?: string;
  readonly due?: Calculation;
  readonly rating?: number;
  readonly detail?: EventDetail;
}

/** One thing that happened, opened. */
export interface HistoryEvent extends Omit<EventRow, 'detail' | 'calculation' | 'hash'> {
  readonly detail: EventDetail;
  readonly calculation: Calculation | null;
  /** The first 16 characters of its link of the chain, as printed on forms. */
  readonly mark: string;
}

/** Where an event's detail is sealed. */
export const detailPlace = (id: string): Place => ({ table: 'dossier.dossier_event', column: 'detail', row: id });

/** What the database says when it refuses an event, as a problem of this service. */
const refusals: Readonly<Record<string, keyof typeof dossierProblems>> = {
  DS001: 'dossier.changed',
  DS002: 'dossier.move-refused',
  DS003: 'dossier.move-refused',
  DS004: 'dossier.fee-due',
  DS005: 'dossier.needs-head',
  DS007: 'dossier.rated',
};

/**
 * Appends one event to a dossier's history, which is the only way to change a dossier. The database decides: a move that
 * is not allowed, a missing reason or a dossier that has changed since `seen` was read, or since `event.after`, is a problem, and nothing
 * happens. A clock that is behind holds nobody up: an event is never earlier than the one it follows.
 */
export async function append(tx: Tx, sealer: Sealer, input: { dossierId: string; seen: Status | null; event: NewEvent }): Promise<number> {
  const { event } = input;
  const id = randomUUID();
  const values = [
    input.dossierId,
    id,
    event.kind,
    input.seen,
    event.to ?? null,
    event.at,
    event.actor,
    event.actorId ?? null,
    event.reason?.code ?? null,
    event.reason?.ground ?? null,
    event.reason?.remedy ?? null,
    event.approvedBy ?? null,
    event.paymentState ?? null,
    event.paymentNotice ?? null,
    event.due === undefined ? null : new Date(event.due.dueAt),
    event.due === undefined ? null : JSON.stringify(event.due),
    event.rating ?? null,
    event.detail === undefined ? null : sealer.seal(JSON.stringify(event.detail), detailPlace(id)),
  ];
  let seq: number;
  try {
    ({ seq } = await one(tx, appendEvent, values));
  } catch (cause) {
    const state = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
    const code = refusals[state];
    if (code !== undefined) throw dossierProblem(code, { cause });
    if (state === '23514') throw dossierProblem('dossier.move-refused', { cause, detail: 'reason, legal ground and remedy are required' });
    throw cause;
  }
  // The dossier's lock is held now: no further event comes in between.
  if (event.after !== undefined && (await changedSince(tx, { dossierId: input.dossierId, after: event.after, before: seq })))
    throw dossierProblem('dossier.changed');
  return seq;
}

/** Whether somebody acted between the events `after` and `before`. */
export async function changedSince(tx: Tx, about: { dossierId: string; after: number; before: number }): Promise<boolean> {
  const { dossierId, after, before } = about;
  return after >= before || (await one(tx, changedBetween, [dossierId, after, before])).changed;
}

export async function readHistory(tx: Tx, sealer: Sealer, dossier: Pick<DossierRow, 'id'>): Promise<readonly HistoryEvent[]> {
  const rows = await many(tx, historyOf, [dossier.id]);
  return rows.map(({ detail, calculation, hash, ...row }) => ({
    ...row,
    calculation: (calculation ?? null) as Calculation | null,
    detail: detail === null ? {} : (JSON.parse(sealer.open(detail, detailPlace(row.id))) as EventDetail),
    mark: hash.toString('hex').slice(0, 16),
  }));
}

/** The times in which the citizen had to act, from a dossier's history; the last one may still be open. */
export function pausesOf(history: readonly HistoryEvent[], now: Date): { from: Date; to: Date }[] {
  const pauses: { from: Date; to: Date }[] = [];
  let since: Date | null = null;
  let received = false;
  for (const { to_status: to, at } of history) {
    if (to === null) continue;
    if ((to === 5 || to === 6) && received) since = at;
    else if (since !== null) {
      pauses.push({ from: since, to: at });
      since = null;
    }
    received ||= to === 2 || to === 4;
  }
  if (since !== null) pauses.push({ from: since, to: now });
  return pauses;
}
