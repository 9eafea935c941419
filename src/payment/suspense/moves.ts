import { writeJournal } from '#payment/ledger';
import { run, type Tx } from '#shared/db';
import { insertStep, moveReturn, type ReturnRow, type ReturnStatus } from './suspense-sql.ts';

interface Move {
  readonly status: ReturnStatus;
  readonly actor: string;
  readonly at: Date;
  readonly approvedBy?: string;
  readonly number?: string | null;
  readonly failure?: string;
  readonly detail?: string;
}

/** Moves a return and writes who did it. The caller holds the row's lock; the database refuses what may not follow. */
export async function move(tx: Tx, row: Pick<ReturnRow, 'id'>, to: Move): Promise<void> {
  const returnedAt = to.status === 'returned' ? to.at : null;
  await run(tx, moveReturn, [row.id, to.status, to.approvedBy ?? null, to.number ?? null, to.failure ?? null, returnedAt]);
  await run(tx, insertStep, [row.id, to.status, to.actor, to.detail ?? to.number ?? to.failure ?? null, to.at]);
}

/** The money has left: suspense owes it no longer, and whoever held it for us holds it no longer. */
export async function bookReturned(tx: Tx, row: ReturnRow, by: { actor: string; number: string | null; at: Date }): Promise<void> {
  await writeJournal(tx, {
    kind: 'return',
    orderId: row.order_id,
    incomingId: null,
    returnId: row.id,
    at: by.at,
    postings: [
      { account: 'suspense', amount: row.amount },
      { account: `received/${row.gateway}`, amount: -row.amount },
    ],
  });
  await move(tx, row, { status: 'returned', actor: by.actor, at: by.at, number: by.number });
}
