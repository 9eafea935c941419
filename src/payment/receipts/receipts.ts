import type { Collector } from '#payment/terms';
import { dayOf } from '#shared/day';
import { maybe, one, type Tx } from '#shared/db';
import { findReceipt, insertReceipt } from './receipt-sql.ts';

/** How a receipt number looks: series, year, eight digits. */
export const receiptNumber = /^[A-Z]{1,6}\d{2}-\d{8}$/;

/**
 * Gives an order its receipt, in the transaction that settles it. Numbers have no gap and begin with 1 on 1 January in
 * Vietnam; a transaction that rolls back leaves none behind. Called last, since every settlement of a series waits here.
 */
export async function issueReceipt(tx: Tx, input: { collector: Collector; orderId: string; amount: bigint; at: Date }): Promise<string> {
  const year = Number(dayOf(input.at).slice(0, 4));
  const { number } = await one(tx, insertReceipt, [input.collector.series, year, input.orderId, String(input.amount), input.at]);
  return number;
}

/** A receipt by its printed number, or null. */
export async function receiptByNumber(tx: Tx, number: string) {
  return receiptNumber.test(number) ? maybe(tx, findReceipt, [number]) : null;
}

/** Everything a receipt says, on its page and on paper. */
export interface ReceiptModel {
  readonly number: string;
  readonly collector: Pick<Collector, 'name' | 'taxCode'>;
  readonly payerName: string;
  readonly description: string;
  readonly reference: string;
  readonly items: readonly { readonly name: string; readonly kind: string; readonly amount: number }[];
  readonly amount: number;
  /** Vietnamese always; a receipt is a Vietnamese document. */
  readonly words: string;
  readonly wordsEn: string;
  readonly issuedAt: string;
  readonly verifyUrl: string;
  readonly qr: string;
  readonly pdf: string;
}
