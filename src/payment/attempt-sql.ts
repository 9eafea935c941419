import { z } from 'zod';
import { statement } from '#shared/db';
import { vnd } from './order-sql.ts';
import { orderStates } from './order-state.ts';

const gateway = z.enum(['vnpay', 'vietqr']);
const status = z.enum(['open', 'paid', 'failed']);

const attemptRow = z.object({
  id: z.string(),
  order_id: z.string(),
  gateway,
  reference: z.string(),
  amount: vnd,
  status,
  failure: z.string().nullable(),
  address: z.string(),
  begun_at: z.date(),
  order_expires_at: z.date(),
});

export const insertAttempt = statement(
  'payment.attempt.insert',
  `INSERT INTO payment.attempt (id, order_id, gateway, reference, amount, address, begun_at, next_query_at) VALUES ($1, $2, $3, $4, $5::bigint, $6, $7, $8)`,
  z.object({}),
);

// Index attempt_order; order by primary key.
export const listAttempts = statement(
  'payment.attempt.list',
  `SELECT attempt.id, order_id, gateway, attempt.reference, attempt.amount::text AS amount, attempt.status, failure, address, begun_at, payment_order.expires_at AS order_expires_at
     FROM payment.attempt JOIN payment.payment_order ON payment_order.id = attempt.order_id
    WHERE order_id = $1 ORDER BY begun_at DESC, attempt.id DESC`,
  attemptRow,
);

// Unique index on reference.
export const findAttempt = statement(
  'payment.attempt.find',
  `SELECT attempt.id, order_id, gateway, attempt.reference, attempt.amount::text AS amount, attempt.status, failure, address, begun_at, payment_order.expires_at AS order_expires_at
     FROM payment.attempt JOIN payment.payment_order ON payment_order.id = attempt.order_id
    WHERE attempt.reference = $1`,
  attemptRow,
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
    status,
    amount: vnd,
    order_status: z.enum(orderStates),
    fine_id: z.string().nullable(),
    notify_url: z.string().nullable(),
    items: z.array(z.object({ amount: z.number(), kind: z.string() })),
  }),
);

// Primary key.
export const closeAttempt = statement(
  'payment.attempt.close',
  `UPDATE payment.attempt SET status = $2, failure = $3, next_query_at = NULL WHERE id = $1 AND status <> 'paid'`,
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

// Index attempt_query. Several workers take different rows; one that dies leaves them due again later.
export const takeDueAttempts = statement(
  'payment.attempt.take-due',
  `UPDATE payment.attempt SET next_query_at = $2
    WHERE id IN (SELECT id FROM payment.attempt WHERE next_query_at <= $1 ORDER BY next_query_at LIMIT $3 FOR UPDATE SKIP LOCKED)
   RETURNING reference`,
  z.object({ reference: z.string() }),
);

// Primary key.
export const scheduleQuery = statement(
  'payment.attempt.schedule',
  `UPDATE payment.attempt SET next_query_at = CASE WHEN status = 'open' THEN $2::timestamptz ELSE next_query_at END WHERE id = $1`,
  z.object({}),
);
