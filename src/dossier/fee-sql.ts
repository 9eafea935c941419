import { z } from 'zod';
import { statement } from '#shared/db';

const fee = z.object({
  id: z.string(),
  dossier_id: z.string(),
  items: z.array(z.object({ code: z.string(), name: z.string(), amount: z.number(), kind: z.enum(['fee', 'charge', 'tax']) })),
  amount: z.string(),
  state: z.enum(['to-arrange', 'requested', 'paid', 'refunded']),
  attempt: z.number(),
  order_id: z.string().nullable(),
  order_url: z.string().nullable(),
  order_expires_at: z.date().nullable(),
  receipt_number: z.string().nullable(),
  paid_at: z.date().nullable(),
  created_at: z.date(),
});
export type FeeRow = z.infer<typeof fee>;

export const insertFee = statement(
  'dossier.insert-fee',
  `INSERT INTO dossier.fee_request (id, dossier_id, items, amount, state, created_at) VALUES ($1, $2, $3, $4, 'to-arrange', $5)`,
  z.unknown(),
);

// person_pkey
export const payerOf = statement('dossier.payer-of', `SELECT subject FROM dossier.person WHERE id = $1`, z.object({ subject: z.string() }));

const feesOfDossier = `SELECT id, dossier_id, items, amount, state, attempt, order_id, order_url, order_expires_at, receipt_number, paid_at, created_at
  FROM dossier.fee_request WHERE dossier_id = $1 ORDER BY created_at, id`;

// fee_request_dossier
export const feesOf = statement('dossier.fees-of', feesOfDossier, fee);

// fee_request_dossier
export const lockFeesOf = statement('dossier.lock-fees-of', `${feesOfDossier} FOR UPDATE`, fee);

// fee_request_pkey
export const lockFee = statement(
  'dossier.lock-fee',
  `SELECT id, dossier_id, items, amount, state, attempt, order_id, order_url, order_expires_at, receipt_number, paid_at, created_at
     FROM dossier.fee_request WHERE id = $1 FOR UPDATE`,
  fee,
);

// fee_request_dossier
export const lockOpenFees = statement(
  'dossier.lock-open-fees',
  `SELECT id FROM dossier.fee_request WHERE dossier_id = $1 AND state IN ('to-arrange', 'requested') ORDER BY created_at, id FOR UPDATE`,
  z.object({ id: z.string() }),
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
