import { z } from 'zod';
import { feeRow } from '#dossier/fees';
import { statement } from '#shared/db';

// person_pkey
export const payerOf = statement('dossier.payer-of', `SELECT subject FROM dossier.person WHERE id = $1`, z.object({ subject: z.string() }));

// fee_request_pkey
export const feeById = statement(
  'dossier.fee-by-id',
  `SELECT id, dossier_id, items, amount, state, attempt, order_id, order_url, order_expires_at, receipt_number, paid_at, created_at
     FROM dossier.fee_request WHERE id = $1`,
  feeRow,
);

// dossier_code_pkey, then fee_request_dossier. Whoever holds a dossier's fees is the only one who says what became of them.
export const lockFeesOf = statement(
  'dossier.lock-fees-of',
  `SELECT f.id, f.dossier_id, f.items, f.amount, f.state, f.attempt, f.order_id, f.order_url, f.order_expires_at, f.receipt_number, f.paid_at,
          f.created_at
     FROM dossier.dossier_code c JOIN dossier.fee_request f ON f.dossier_id = c.dossier_id
    WHERE c.code = $1 ORDER BY f.created_at, f.id FOR UPDATE OF f`,
  feeRow,
);

// fee_request_pkey
export const setOrder = statement(
  'dossier.set-order',
  `UPDATE dossier.fee_request SET state = 'requested', order_id = $3, order_url = $4, order_expires_at = $5 WHERE id = $1 AND attempt = $2 AND state = 'to-arrange'`,
  z.unknown(),
);

// fee_request_pkey; the next order is asked for under another key
export const nextAttempt = statement(
  'dossier.next-fee-attempt',
  `UPDATE dossier.fee_request SET attempt = attempt + 1 WHERE id = $1 AND attempt = $2 AND state = 'to-arrange'`,
  z.unknown(),
);

// fee_request_pkey
export const orderExpired = statement(
  'dossier.order-expired',
  `UPDATE dossier.fee_request SET state = 'to-arrange', attempt = attempt + 1, order_id = NULL, order_url = NULL, order_expires_at = NULL
    WHERE id = $1 AND order_id = $2 AND state = 'requested'`,
  z.unknown(),
);

// fee_request_pkey
export const feePaid = statement(
  'dossier.fee-paid',
  `UPDATE dossier.fee_request SET state = 'paid', order_id = $2, paid_at = $3, receipt_number = $4 WHERE id = $1 AND state IN ('to-arrange', 'requested')`,
  z.unknown(),
);

// fee_request_pkey
export const feeRefunded = statement(
  'dossier.fee-refunded',
  `UPDATE dossier.fee_request SET state = 'refunded' WHERE id = $1 AND state = 'paid'`,
  z.unknown(),
);

// payment_notice_event_id_key
export const insertNotice = statement(
  'dossier.insert-notice',
  `INSERT INTO dossier.payment_notice (id, event_id, type, dossier_id, order_id, amount, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (event_id) DO NOTHING`,
  z.unknown(),
);
