import { z } from 'zod';
import { statement } from '#shared/db';
import { vnd } from './order-sql.ts';

const suspense = z.enum(['late', 'twice', 'wrong-amount', 'unknown-reference']);
export type SuspenseReason = z.infer<typeof suspense>;

// Unique (gateway, transaction_no).
export const findIncoming = statement(
  'payment.incoming.find',
  `SELECT suspense FROM payment.incoming WHERE gateway = $1 AND transaction_no = $2`,
  z.object({ suspense: suspense.nullable() }),
);

// Unique (gateway, transaction_no): of parallel reports of one transaction, one inserts.
export const insertIncoming = statement(
  'payment.incoming.insert',
  `INSERT INTO payment.incoming (id, gateway, transaction_no, reference, attempt_id, order_id, amount, suspense, recorded_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7::bigint, $8, $9) ON CONFLICT (gateway, transaction_no) DO NOTHING`,
  z.object({}),
);

export const insertJournal = statement(
  'payment.journal.insert',
  `INSERT INTO payment.journal (id, kind, order_id, incoming_id, return_id, at) VALUES ($1, $2, $3, $4, $5, $6)`,
  z.object({}),
);

export const insertPostings = statement(
  'payment.posting.insert',
  `INSERT INTO payment.posting (journal_id, account, amount) SELECT $1, account, amount FROM unnest($2::text[], $3::bigint[]) AS leg (account, amount)`,
  z.object({}),
);

// Index posting_account (covering).
export const readBalances = statement(
  'payment.posting.balances',
  `SELECT account, sum(amount)::text AS balance FROM payment.posting GROUP BY account ORDER BY account`,
  z.object({ account: z.string(), balance: vnd }),
);
