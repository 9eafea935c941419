import { many, maybe, run, type Db, type Tx } from '#shared/db';
import type { Clock } from '#shared/clock';
import { findVnpayTransaction, insertNotice, insertTransaction, type TransactionRow } from './bank-sql.ts';
import { amountTaken, codesOf, tellingOf, type DeclineCode, type Outcome } from './outcomes.ts';

export interface Decision {
  readonly gateway: 'vnpay' | 'vietqr';
  readonly reference: string;
  readonly asked: bigint;
  readonly orderInfo: string;
  readonly expiresAt: Date;
  readonly outcome: Outcome;
  readonly decline: DeclineCode;
  /** Seconds until a late notification. */
  readonly delay: number;
  /** What the merchant is told of the transaction, signed where the content carries its signature. */
  readonly tell: (transaction: TransactionRow, forged: boolean) => string;
}

/**
 * Books what a person chose, with the notifications it leads to, in one transaction. A VNPAY reference is decided once: whoever
 * comes later gets the first decision, with `first` false.
 */
export async function decide(
  { db, clock }: { db: Db; clock: Clock },
  decision: Decision,
): Promise<{ first: boolean; transaction: TransactionRow }> {
  return db.transaction(async (tx) => {
    const { gateway, reference, outcome, decline } = decision;
    const now = clock.now();
    const { responseCode, status } = codesOf(outcome, decline);
    const values = [
      gateway,
      reference,
      amountTaken(outcome, decision.asked),
      outcome,
      responseCode,
      status,
      decision.orderInfo,
      decision.expiresAt,
      now,
    ];
    const [made] = await many(tx, insertTransaction, values);
    if (made === undefined) return { first: false, transaction: await known(tx, reference) };
    const { copies, delay, forged } = tellingOf(outcome, decision.delay);
    // A bank tells an account holder only of money that came.
    const told = gateway === 'vietqr' && outcome === 'declined' ? 0 : copies;
    for (let copy = 0; copy < told; copy += 1) {
      await run(tx, insertNotice, [made.id, gateway, decision.tell(made, forged), forged, new Date(now.getTime() + delay * 1000)]);
    }
    return { first: true, transaction: made };
  });
}

async function known(tx: Tx, reference: string): Promise<TransactionRow> {
  const found = await maybe(tx, findVnpayTransaction, [reference]);
  if (found === null) throw new Error(`the bank has lost ${reference}`);
  return found;
}
