import { uuidv7 } from '#shared/crypto';
import { many, run, type Tx } from '#shared/db';
import { insertJournal, insertPostings, readBalances } from './ledger-sql.ts';

/** Why money that came paid nothing; it is then held in the account `suspense`. */
export const suspenseReasons = ['late', 'twice', 'wrong-amount', 'unknown-reference'] as const;
export type SuspenseReason = (typeof suspenseReasons)[number];

/** One leg: debit positive, credit negative, whole đồng. */
export interface Posting {
  readonly account: string;
  readonly amount: bigint;
}

/**
 * Writes one journal. The database refuses it at commit unless its postings sum to zero, and refuses a second payment of
 * the same order, a second booking of the same incoming money and a second one of the same return.
 */
export async function writeJournal(
  tx: Tx,
  journal: {
    kind: 'payment' | 'suspense' | 'return';
    orderId: string | null;
    incomingId: string | null;
    returnId?: string;
    at: Date;
    postings: readonly Posting[];
  },
): Promise<void> {
  const id = uuidv7(journal.at);
  const totals = new Map<string, bigint>();
  for (const { account, amount } of journal.postings) totals.set(account, (totals.get(account) ?? 0n) + amount);
  const legs = [...totals].filter(([, amount]) => amount !== 0n);
  await run(tx, insertJournal, [id, journal.kind, journal.orderId, journal.incomingId, journal.returnId ?? null, journal.at]);
  await run(tx, insertPostings, [id, legs.map(([account]) => account), legs.map(([, amount]) => String(amount))]);
}

/** Where the money of an order's item goes; a discount lowers the fine. */
export function payableAccount(kind: string): string {
  if (kind === 'discount') return 'payable/fine';
  return ['fee', 'charge', 'tax', 'fine', 'interest'].includes(kind) ? `payable/${kind}` : 'payable/other';
}

/** The balance of every account that was ever used: the sum of its postings. */
export async function balances(tx: Tx): Promise<ReadonlyMap<string, bigint>> {
  return new Map((await many(tx, readBalances, [])).map(({ account, balance }) => [account, balance]));
}
