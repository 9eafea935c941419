import { z } from 'zod';
import { statement } from '#shared/db';
import { cancelReasons, orderStates } from './order-state.ts';

/** bigint arrives as text and is never rounded on its way. */
export const vnd = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform((value) => BigInt(value));

const item = z.object({
  code: z.string(),
  name: z.string(),
  amount: z.number(),
  kind: z.enum(['fee', 'charge', 'tax', 'fine', 'interest', 'discount', 'other']),
});

const orderRow = z.object({
  id: z.string(),
  status: z.enum(orderStates),
  client_id: z.string().nullable(),
  fine_id: z.string().nullable(),
  reference: z.string(),
  description: z.string(),
  payer_name: z.instanceof(Buffer),
  owner_sub: z.string().nullable(),
  amount: vnd,
  items: z.array(item),
  return_url: z.string().nullable(),
  notify_url: z.string().nullable(),
  created_at: z.date(),
  expires_at: z.date(),
  paid_at: z.date().nullable(),
  cancel_reason: z.enum(cancelReasons).nullable(),
  receipt: z.string().nullable(),
});

/** Money that came for an order, did not pay it and is still held; what of it has been given back, and when last. */
export const suspense = z.object({ held: vnd, returned: vnd, returned_at: z.date().nullable() });

export const insertOrder = statement(
  'payment.order.insert',
  `INSERT INTO payment.payment_order (id, status, client_id, fine_id, reference, description, payer_name, owner_sub, amount, items, return_url, notify_url, created_at, expires_at)
   VALUES ($1, 'created', $2, $3, $4, $5, $6, $7, $8::bigint, $9::jsonb, $10, $11, $12, $13)`,
  z.object({}),
);

// Primary key; the receipt by its unique order_id.
export const findOrder = statement(
  'payment.order.find',
  `SELECT payment_order.id, status, client_id, fine_id, reference, description, payer_name, owner_sub, payment_order.amount::text AS amount, items,
          return_url, notify_url, created_at, expires_at, paid_at, cancel_reason, receipt.number AS receipt
     FROM payment.payment_order LEFT JOIN payment.receipt ON receipt.order_id = payment_order.id
    WHERE payment_order.id = $1`,
  orderRow,
);

// Index payment_order_owner; incoming by incoming_order, returns by suspense_return_live. What came to nothing is no payment of anybody's, unless money came for it.
export const listOrdersOf = statement(
  'payment.order.list-of',
  `SELECT payment_order.id, status, client_id, fine_id, reference, description, payer_name, owner_sub, payment_order.amount::text AS amount, items,
          return_url, notify_url, created_at, expires_at, paid_at, cancel_reason, receipt.number AS receipt, suspense.held, suspense.returned, suspense.returned_at
     FROM payment.payment_order LEFT JOIN payment.receipt ON receipt.order_id = payment_order.id,
          LATERAL (SELECT coalesce(sum(incoming.amount) FILTER (WHERE back.id IS NULL), 0)::text AS held, coalesce(sum(back.amount), 0)::text AS returned,
                          max(back.returned_at) AS returned_at
                     FROM payment.incoming LEFT JOIN payment.suspense_return AS back ON back.incoming_id = incoming.id AND back.status = 'returned'
                    WHERE incoming.order_id = payment_order.id AND incoming.suspense IS NOT NULL) AS suspense
    WHERE owner_sub = $1
      AND (status NOT IN ('expired', 'cancelled') OR EXISTS (SELECT FROM payment.incoming WHERE incoming.order_id = payment_order.id))
    ORDER BY created_at DESC LIMIT $2`,
  orderRow.extend(suspense.shape),
);

// Primary key.
export const lockOrder = statement(
  'payment.order.lock',
  `SELECT id, status, fine_id, notify_url, amount::text AS amount, created_at, expires_at FROM payment.payment_order WHERE id = $1 FOR UPDATE`,
  z.object({
    id: z.string(),
    status: z.enum(orderStates),
    fine_id: z.string().nullable(),
    notify_url: z.string().nullable(),
    amount: vnd,
    created_at: z.date(),
    expires_at: z.date(),
  }),
);

// Primary key. The caller holds the row's lock and names the state it has seen.
export const moveOrder = statement(
  'payment.order.move',
  `UPDATE payment.payment_order SET status = $3, paid_at = coalesce($4::timestamptz, paid_at) WHERE id = $1 AND status = $2`,
  z.object({}),
);

// Primary key. The caller holds the row's lock and names the state it has seen.
export const cancelOrderAs = statement(
  'payment.order.cancel',
  `UPDATE payment.payment_order SET status = 'cancelled', cancel_reason = $3 WHERE id = $1 AND status = $2`,
  z.object({}),
);

// Primary key.
export const claimOrder = statement(
  'payment.order.claim',
  `UPDATE payment.payment_order SET owner_sub = $2 WHERE id = $1 AND owner_sub IS NULL`,
  z.object({}),
);

// Index payment_order_fine.
export const findLiveFineOrder = statement(
  'payment.order.find-live-fine',
  `SELECT id, status, amount::text AS amount, expires_at FROM payment.payment_order
    WHERE fine_id = $1 AND status IN ('created', 'pending', 'failed', 'paid') FOR UPDATE`,
  z.object({ id: z.string(), status: z.enum(orderStates), amount: vnd, expires_at: z.date() }),
);

// Index payment_order_unfinished; attempts by attempt_order.
export const listOverdueOrders = statement(
  'payment.order.list-overdue',
  `SELECT id FROM payment.payment_order
    WHERE status IN ('created', 'pending', 'failed') AND expires_at < $1
      AND (expires_at < $2 OR NOT EXISTS (SELECT FROM payment.attempt WHERE attempt.order_id = payment_order.id AND attempt.status = 'open'))
    ORDER BY expires_at LIMIT $3`,
  z.object({ id: z.string() }),
);
