import { z } from 'zod';
import { statement } from '#shared/db';
import { vnd } from './vnd.ts';

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
