import { z } from 'zod';
import { fineStates } from '#payment/fines';
import { vnd } from '#payment/ledger';
import { orderRow, suspenseRow } from '#payment/orders';
import { statement } from '#shared/db';

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
  orderRow.extend(suspenseRow.shape),
);

// Index fine_citizen.
export const listFinesOf = statement(
  'payment.fine.list-of',
  `SELECT id, decision_number, decision_date::text AS decision_date, authority, amount::text AS amount, status
     FROM payment.fine WHERE citizen_index = $1 ORDER BY decision_date DESC LIMIT 50`,
  z.object({
    id: z.string(),
    decision_number: z.string(),
    decision_date: z.string(),
    authority: z.string(),
    amount: vnd,
    status: z.enum(fineStates),
  }),
);
