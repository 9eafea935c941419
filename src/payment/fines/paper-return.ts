import type { PaymentOptions } from '#payment/terms';
import type { Place } from '#shared/crypto';
import { maybe, run, type Tx } from '#shared/db';
import { findPaperReturn, insertPaperReturn } from './fine-sql.ts';

/** Where held papers go. */
export interface Recipient {
  readonly name: string;
  readonly phone: string;
  readonly address: string;
}

const place = (fineId: string): Place => ({ table: 'paper_return', column: 'recipient', row: fineId });

export function openRecipient(deps: Pick<PaymentOptions, 'sealer'>, fineId: string, sealed: Buffer): Recipient {
  return JSON.parse(deps.sealer.open(sealed, place(fineId))) as Recipient;
}

/** Asks for the held papers by post; false when that was asked before, which then stands. */
export async function requestReturn(
  deps: Pick<PaymentOptions, 'sealer' | 'clock'>,
  tx: Tx,
  input: { fineId: string; recipient: Recipient },
): Promise<boolean> {
  const sealed = deps.sealer.seal(JSON.stringify(input.recipient), place(input.fineId));
  return (await run(tx, insertPaperReturn, [input.fineId, sealed, deps.clock.now()])) === 1;
}

/** How far the return of papers has come, or null when none was asked for. */
export async function returnOf(deps: Pick<PaymentOptions, 'sealer'>, tx: Tx, fineId: string) {
  const row = await maybe(tx, findPaperReturn, [fineId]);
  return row === null
    ? null
    : { status: row.status, trackingNumber: row.tracking_number, recipient: openRecipient(deps, fineId, row.recipient) };
}
