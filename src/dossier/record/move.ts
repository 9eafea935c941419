import { type Calculation, type Calendar, dueDate } from '#dossier/calendar';
import type { Fees } from '#dossier/fees';
import { dossierProblem } from '#dossier/problems';
import { type FeeItem, type Procedures, processingTime } from '#dossier/procedures';
import type { Clock } from '#shared/clock';
import type { Sealer } from '#shared/crypto';
import type { Tx } from '#shared/db';
import { append, type NewEvent } from './append.ts';
import { type EventDetail, pausesOf, readHistory } from './history.ts';
import type { DossierRow } from './record-sql.ts';
import { endedWithoutResult, type ReasonCode } from './status.ts';
import type { Tell } from './tell.ts';

/** Who moves a dossier. A person acts on what a page showed, whose last event was `seen`; the payment service by a notice it signed. */
export type MovedBy =
  | { readonly actor: 'citizen' | 'officer'; readonly id: string; readonly seen: number }
  | { readonly actor: 'payment'; readonly notice: string };

/** Where a dossier goes, with all that has to be said for it to go there. */
export type Move = { readonly detail?: EventDetail } & (
  | { readonly to: 2 | 4 | 9 | 10 }
  | { readonly to: 6; readonly fee: FeeItem }
  | {
      readonly to: 3 | 5 | 7 | 8;
      readonly reason: { readonly code: ReasonCode; readonly ground: string; readonly remedy: string };
      /** The head of unit who agrees to a second request for papers. */
      readonly approvedBy?: string;
    }
);

export interface MoveParts {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly calendar: Calendar;
  readonly procedures: Pick<Procedures, 'at'>;
  readonly fees: Pick<Fees, 'ask' | 'end'>;
  readonly tell: Tell;
}

/** What a move needs to know of its dossier. */
export type Moved = Pick<
  DossierRow,
  'id' | 'code' | 'person_id' | 'status' | 'procedure_code' | 'procedure_version' | 'received_at' | 'due_at' | 'payment_state'
>;

/** A fee is asked for and not paid. */
export const feeOpen = ({ payment_state: state }: Pick<DossierRow, 'payment_state'>): boolean =>
  state === 'to-arrange' || state === 'requested';

/**
 * The one way from a status to another, in the caller's transaction: open fees of a dossier that ends are taken back, a fee that it now
 * waits for is asked for, the promised time is made when it is received or goes on, the event is appended, and its owner is told. All of
 * it or nothing.
 *
 * `dossier` is what the caller has read. It is not read again: every change is an event, the event appended here locks the dossier, and
 * the database refuses it with `dossier.changed` when the status is another by then, `append` when somebody acted after what `by` had
 * seen. Fees are held before that lock, as everywhere.
 */
export async function move(
  parts: MoveParts,
  tx: Tx,
  { dossier, by, move: wanted }: { dossier: Moved; by: MovedBy; move: Move },
): Promise<void> {
  const { clock, sealer, fees } = parts;
  const at = clock.now();
  if (wanted.to === 6 && feeOpen(dossier)) throw dossierProblem('dossier.fee-due');
  if (endedWithoutResult(wanted.to)) await fees.end(tx, dossier.id);
  const due = await promise(parts, tx, { dossier, to: wanted.to, at });
  const event: NewEvent = {
    kind: 'moved',
    to: wanted.to,
    at,
    actor: by.actor,
    ...(by.actor === 'payment' ? { paymentNotice: by.notice } : { actorId: by.id, after: by.seen }),
    ...('reason' in wanted ? { reason: wanted.reason } : {}),
    ...('approvedBy' in wanted ? { approvedBy: wanted.approvedBy } : {}),
    ...(wanted.to === 6 ? { paymentState: 'to-arrange' } : {}),
    ...(due === null ? {} : { due }),
    ...(wanted.to === 6
      ? { detail: { ...wanted.detail, amount: String(wanted.fee.amount) } }
      : wanted.detail === undefined
        ? {}
        : { detail: wanted.detail }),
  };
  const seq = await append(tx, sealer, { dossierId: dossier.id, seen: dossier.status, event });
  if (wanted.to === 6) await fees.ask(tx, dossier.id, [wanted.fee]);
  await parts.tell(tx, { dossier, event, seq });
}

/**
 * When the result is due, if this move promises it: whoever is received or goes on, and has no date, gets one. The clock stood still
 * while the citizen had to act. Null where the catalogue promises no time.
 */
async function promise(
  { sealer, calendar, procedures }: MoveParts,
  tx: Tx,
  { dossier, to, at }: { dossier: Moved; to: Move['to']; at: Date },
): Promise<Calculation | null> {
  if ((to !== 2 && to !== 4) || dossier.due_at !== null) return null;
  const time = processingTime(await procedures.at(tx, dossier.procedure_code, dossier.procedure_version));
  if (time === null) return null;
  const receivedAt = dossier.received_at ?? at;
  // Nothing stands still before it is received.
  const pauses = dossier.received_at === null ? [] : pausesOf(await readHistory(tx, sealer, dossier.id), at);
  return dueDate(calendar, { receivedAt, time, pauses });
}
