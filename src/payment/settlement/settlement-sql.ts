import { z } from 'zod';
import { suspenseReasons, vnd } from '#payment/ledger';
import { attemptStates, itemKinds, orderStates } from '#payment/orders';
import { statement } from '#shared/db';

// Unique (gateway, transaction_no).
export const findIncoming = statement(
  'payment.incoming.find',
  `SELECT suspense FROM payment.incoming WHERE gateway = $1 AND transaction_no = $2`,
  z.object({ suspense: z.enum(suspenseReasons).nullable() }),
);

// Unique (gateway, transaction_no): of parallel reports of one transaction, one inserts.
export const insertIncoming = statement(
  'payment.incoming.insert',
  `INSERT INTO payment.incoming (id, gateway, transaction_no, reference, attempt_id, order_id, amount, suspense, recorded_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7::bigint, $8, $9) ON CONFLICT (gateway, transaction_no) DO NOTHING`,
  z.object({}),
);

// Unique index on reference, order by primary key. Only the order is locked, so that attempts of one order cannot wait for one another; whoever holds this lock decides about the order and its attempts.
export const lockAttempt = statement(
  'payment.attempt.lock',
  `SELECT attempt.id, order_id, attempt.status, attempt.amount::text AS amount, payment_order.status AS order_status, fine_id, notify_url, items
     FROM payment.payment_order JOIN payment.attempt ON attempt.order_id = payment_order.id
    WHERE attempt.reference = $1 AND attempt.gateway = $2 FOR UPDATE OF payment_order`,
  z.object({
    id: z.string(),
    order_id: z.string(),
    status: z.enum(attemptStates),
    amount: vnd,
    order_status: z.enum(orderStates),
    fine_id: z.string().nullable(),
    notify_url: z.string().nullable(),
    items: z.array(z.object({ amount: z.number(), kind: z.enum(itemKinds) })),
  }),
);

// Primary key. The caller holds the row's lock and names the state it has seen. Nothing else makes an order paid.
export const payOrder = statement(
  'payment.order.pay',
  `UPDATE payment.payment_order SET status = 'paid', paid_at = $3 WHERE id = $1 AND status = $2`,
  z.object({}),
);

// Primary key. The caller holds the row's lock. Nothing else makes an order failed.
export const failOrder = statement(
  'payment.order.fail',
  `UPDATE payment.payment_order SET status = 'failed' WHERE id = $1 AND status = 'pending'`,
  z.object({}),
);

// Primary key.
export const failAttempt = statement(
  'payment.attempt.fail',
  `UPDATE payment.attempt SET status = 'failed', failure = $2, next_query_at = NULL WHERE id = $1 AND status <> 'paid'`,
  z.object({}),
);

// Index attempt_order. One attempt has paid; whatever else was open need not be asked about any more.
export const closeAllAttempts = statement(
  'payment.attempt.close-all',
  `UPDATE payment.attempt SET status = CASE WHEN id = $2 THEN 'paid' ELSE 'failed' END, failure = CASE WHEN id = $2 THEN NULL ELSE 'superseded' END, next_query_at = NULL
    WHERE order_id = $1 AND (id = $2 OR status = 'open')`,
  z.object({}),
);

// Index attempt_one_open.
export const countOpenAttempts = statement(
  'payment.attempt.count-open',
  `SELECT count(*)::int AS open FROM payment.attempt WHERE order_id = $1 AND status = 'open'`,
  z.object({ open: z.number() }),
);

// Primary key.
export const markFinePaid = statement(
  'payment.fine.mark-paid',
  `UPDATE payment.fine SET status = 'paid', paid_at = $2, paid_amount = $3::bigint WHERE id = $1 AND status = 'unpaid'`,
  z.object({}),
);
