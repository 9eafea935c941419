import type { Calculation, Pause } from '#dossier/calendar';
import type { Place, Sealer } from '#shared/crypto';
import { many, type Tx } from '#shared/db';
import { type EventRow, historyOf } from './record-sql.ts';

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

/** One thing that happened, opened. */
export interface HistoryEvent extends Omit<EventRow, 'detail' | 'calculation' | 'hash'> {
  readonly detail: EventDetail;
  readonly calculation: Calculation | null;
  /** The first 16 characters of its link of the chain, as printed on forms. */
  readonly mark: string;
}

/** Where an event's detail is sealed. */
export const detailPlace = (id: string): Place => ({ table: 'dossier.dossier_event', column: 'detail', row: id });

export async function readHistory(tx: Tx, sealer: Sealer, dossierId: string): Promise<readonly HistoryEvent[]> {
  const rows = await many(tx, historyOf, [dossierId]);
  return rows.map(({ detail, calculation, hash, ...row }) => ({
    ...row,
    calculation: (calculation ?? null) as Calculation | null,
    detail: detail === null ? {} : (JSON.parse(sealer.open(detail, detailPlace(row.id))) as EventDetail),
    mark: hash.toString('hex').slice(0, 16),
  }));
}

/** The times in which the citizen had to act, from a dossier's history; the last one may still be open. */
export function pausesOf(history: readonly Pick<HistoryEvent, 'to_status' | 'at'>[], now: Date): Pause[] {
  const pauses: Pause[] = [];
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
