import { z } from 'zod';
import { statement } from '#shared/db';

/** A fee as its table has it. */
export const feeRow = z.object({
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
export type FeeRow = z.infer<typeof feeRow>;

export const insertFee = statement(
  'dossier.insert-fee',
  `INSERT INTO dossier.fee_request (id, dossier_id, items, amount, state, created_at) VALUES ($1, $2, $3, $4, 'to-arrange', $5)`,
  z.unknown(),
);

// fee_request_dossier
export const feesOf = statement(
  'dossier.fees-of',
  `SELECT id, dossier_id, items, amount, state, attempt, order_id, order_url, order_expires_at, receipt_number, paid_at, created_at
     FROM dossier.fee_request WHERE dossier_id = $1 ORDER BY created_at, id`,
  feeRow,
);

// fee_request_dossier
export const lockOpenFees = statement(
  'dossier.lock-open-fees',
  `SELECT id FROM dossier.fee_request WHERE dossier_id = $1 AND state IN ('to-arrange', 'requested') ORDER BY created_at, id FOR UPDATE`,
  z.object({ id: z.string() }),
);
