import { z } from 'zod';
import { statement } from '#shared/db';

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

// Index payment_order_unfinished; attempts by attempt_order.
export const listOverdueOrders = statement(
  'payment.order.list-overdue',
  `SELECT id FROM payment.payment_order
    WHERE status IN ('created', 'pending', 'failed') AND expires_at < $1
      AND (expires_at < $2 OR NOT EXISTS (SELECT FROM payment.attempt WHERE attempt.order_id = payment_order.id AND attempt.status = 'open'))
    ORDER BY expires_at LIMIT $3`,
  z.object({ id: z.string() }),
);
