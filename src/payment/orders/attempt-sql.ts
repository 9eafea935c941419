import { z } from 'zod';
import { gatewayCodes } from '#payment/gateways';
import { vnd } from '#payment/ledger';
import { statement } from '#shared/db';

export const attemptStates = ['open', 'paid', 'failed'] as const;

const attemptRow = z.object({
  id: z.string(),
  order_id: z.string(),
  gateway: z.enum(gatewayCodes),
  reference: z.string(),
  amount: vnd,
  status: z.enum(attemptStates),
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
