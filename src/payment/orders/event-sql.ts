import { z } from 'zod';
import { vnd } from '#payment/ledger';
import { statement } from '#shared/db';

export const eventTypes = ['order.paid', 'order.expired'] as const;
export type EventType = (typeof eventTypes)[number];

export const insertEvent = statement(
  'payment.event.insert',
  `INSERT INTO payment.order_event (id, order_id, type, at) VALUES ($1, $2, $3, $4)`,
  z.object({}),
);

// Primary keys; the receipt by its unique order_id.
export const findEvent = statement(
  'payment.event.find',
  `SELECT order_event.id, type, at, delivered_at, order_event.order_id, payment_order.reference, payment_order.amount::text AS amount, paid_at, notify_url, receipt.number AS receipt
     FROM payment.order_event JOIN payment.payment_order ON payment_order.id = order_event.order_id
     LEFT JOIN payment.receipt ON receipt.order_id = payment_order.id
    WHERE order_event.id = $1`,
  z.object({
    id: z.string(),
    type: z.enum(eventTypes),
    at: z.date(),
    delivered_at: z.date().nullable(),
    order_id: z.string(),
    reference: z.string(),
    amount: vnd,
    paid_at: z.date().nullable(),
    notify_url: z.string().nullable(),
    receipt: z.string().nullable(),
  }),
);

// Primary key.
export const markDelivered = statement(
  'payment.event.delivered',
  `UPDATE payment.order_event SET delivered_at = coalesce(delivered_at, $2), last_error = NULL WHERE id = $1`,
  z.object({}),
);

// Primary key.
export const markUndelivered = statement(
  'payment.event.undelivered',
  `UPDATE payment.order_event SET last_error = $2 WHERE id = $1 AND delivered_at IS NULL`,
  z.object({}),
);

// Index order_event_undelivered, short by nature; orders by their primary key. The oldest event each receiver still waits for.
export const oldestWaiting = statement(
  'payment.event.oldest-waiting',
  `SELECT DISTINCT ON (notify_url) order_event.id
     FROM payment.order_event JOIN payment.payment_order ON payment_order.id = order_event.order_id
    WHERE delivered_at IS NULL AND at > $1 AND at < $2 AND notify_url IS NOT NULL
    ORDER BY notify_url, at LIMIT 100`,
  z.object({ id: z.string() }),
);

// The same, for one receiver.
export const waitingFor = statement(
  'payment.event.waiting-for',
  `SELECT order_event.id FROM payment.order_event JOIN payment.payment_order ON payment_order.id = order_event.order_id
    WHERE delivered_at IS NULL AND at < $2 AND notify_url = $1
    ORDER BY at LIMIT 100`,
  z.object({ id: z.string() }),
);
