import { z } from 'zod';
import { vnd } from '#payment/ledger';
import { statement } from '#shared/db';

// Primary key of the counter, whose row stays locked until the settlement commits: that is what keeps the numbers without gap.
export const insertReceipt = statement(
  'payment.receipt.insert',
  `WITH taken AS (
     INSERT INTO payment.receipt_counter (series, year, last) VALUES ($1, $2::int, 1)
     ON CONFLICT (series, year) DO UPDATE SET last = receipt_counter.last + 1 RETURNING last
   )
   INSERT INTO payment.receipt (number, series, year, sequence, order_id, amount, issued_at)
   SELECT $1 || lpad(($2::int % 100)::text, 2, '0') || '-' || lpad(last::text, 8, '0'), $1, $2::int, last, $3, $4::bigint, $5 FROM taken
   RETURNING number`,
  z.object({ number: z.string() }),
);

// Primary key.
export const findReceipt = statement(
  'payment.receipt.find',
  `SELECT number, order_id, amount::text AS amount, issued_at FROM payment.receipt WHERE number = $1`,
  z.object({ number: z.string(), order_id: z.string(), amount: vnd, issued_at: z.date() }),
);
