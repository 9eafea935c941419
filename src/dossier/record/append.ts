import { randomUUID } from 'node:crypto';
import type { Calculation } from '#dossier/calendar';
import { dossierProblem, type dossierProblems } from '#dossier/problems';
import type { Sealer } from '#shared/crypto';
import { one, type Tx } from '#shared/db';
import { detailPlace, type EventDetail } from './history.ts';
import { appendEvent, changedBetween, type EventRow } from './record-sql.ts';
import type { ReasonCode, Status } from './status.ts';

/** An event as it is appended. */
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
 * Appends one event to a dossier's history, which is the only way to change a dossier, and answers its number. The database decides: a
 * move that is not allowed, a missing reason or a dossier that has changed since `seen` was read, or since `event.after`, is a problem,
 * and nothing happens. A clock that is behind holds nobody up: an event is never earlier than the one it follows.
 *
 * Stays inside this room: `move` and `note` say all that has to happen with an event.
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
  if (event.after !== undefined && (await changedSince(tx, { dossierId: input.dossierId, after: event.after, last: seq - 1 })))
    throw dossierProblem('dossier.changed');
  return seq;
}

/** Whether somebody has acted after the event `after`, when `last` is the last one. A form from the future knows nothing. */
export async function changedSince(tx: Tx, about: { dossierId: string; after: number; last: number }): Promise<boolean> {
  const { dossierId, after, last } = about;
  if (after === last) return false;
  return after > last || (await one(tx, changedBetween, [dossierId, after, last])).changed;
}
