import { z } from 'zod';
import { vnd } from '#payment/ledger';
import { statement } from '#shared/db';
import { cancelReasons, itemKinds, orderStates } from './order-state.ts';

const item = z.object({
  code: z.string(),
  name: z.string(),
  amount: z.number(),
  kind: z.enum(itemKinds),
});

export const orderRow = z.object({
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
export const beginOrder = statement(
  'payment.order.begin',
  `UPDATE payment.payment_order SET status = 'pending' WHERE id = $1 AND status = $2`,
  z.object({}),
);

// Primary key. The same.
export const expireOrderAs = statement(
  'payment.order.expire',
  `UPDATE payment.payment_order SET status = 'expired' WHERE id = $1 AND status = $2`,
  z.object({}),
);

// Primary key. The same.
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
