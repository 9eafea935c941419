import { z } from 'zod';
import { statement } from '#shared/db';

const gateway = z.enum(['vnpay', 'vietqr']);

const transaction = z.object({
  id: z.string(),
  gateway,
  reference: z.string(),
  amount: z.string().transform(BigInt),
  outcome: z.string(),
  response_code: z.string(),
  status: z.string(),
  order_info: z.string(),
  expires_at: z.date(),
  decided_at: z.date(),
});
export type TransactionRow = z.infer<typeof transaction>;

// The unique index on VNPAY references decides which of two decisions about one reference counts.
export const insertTransaction = statement(
  'sandbox.bank.insert-transaction',
  `INSERT INTO sandbox.bank_transaction (gateway, reference, amount, outcome, response_code, status, order_info, expires_at, decided_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   ON CONFLICT (reference) WHERE gateway = 'vnpay' DO NOTHING
   RETURNING id, gateway, reference, amount, outcome, response_code, status, order_info, expires_at, decided_at`,
  transaction,
);

// Index bank_transaction_vnpay_reference.
export const findVnpayTransaction = statement(
  'sandbox.bank.find-vnpay-transaction',
  `SELECT id, gateway, reference, amount, outcome, response_code, status, order_info, expires_at, decided_at
     FROM sandbox.bank_transaction WHERE gateway = 'vnpay' AND reference = $1`,
  transaction,
);

// Primary key backwards; indexes bank_notice_transaction and bank_request_transaction.
export const listTransactions = statement(
  'sandbox.bank.list-transactions',
  `SELECT id, gateway, reference, amount, outcome, response_code, decided_at,
          ARRAY(SELECT COALESCE(answer, '') FROM sandbox.bank_notice WHERE transaction_id = bank_transaction.id ORDER BY bank_notice.id) AS answers,
          (SELECT COALESCE(sum(refunded), 0)::text FROM sandbox.bank_request WHERE transaction_id = bank_transaction.id) AS refunded
     FROM sandbox.bank_transaction ORDER BY id DESC LIMIT $1::int`,
  z.object({
    id: z.string(),
    gateway,
    reference: z.string(),
    amount: z.string(),
    outcome: z.string(),
    response_code: z.string(),
    decided_at: z.date(),
    answers: z.array(z.string()),
    refunded: z.string(),
  }),
);

export const insertNotice = statement(
  'sandbox.bank.insert-notice',
  `INSERT INTO sandbox.bank_notice (transaction_id, gateway, content, forged, next_at) VALUES ($1, $2, $3, $4, $5)`,
  z.object({}),
);

// Index bank_notice_due. Taking a notice puts it off, so that a bank that dies while telling tells again; the wait doubles.
export const takeNotices = statement(
  'sandbox.bank.take-notices',
  `UPDATE sandbox.bank_notice
      SET tries = tries + 1, next_at = $1::timestamptz + least(5 * 2 ^ tries, 300) * interval '1 second'
    WHERE id IN (SELECT id FROM sandbox.bank_notice WHERE ended_at IS NULL AND next_at <= $1 ORDER BY next_at LIMIT $2::int FOR UPDATE SKIP LOCKED)
   RETURNING id, gateway, content, forged, tries`,
  z.object({ id: z.string(), gateway, content: z.string(), forged: z.boolean(), tries: z.number() }),
);

// Primary key.
export const endNotice = statement(
  'sandbox.bank.end-notice',
  `UPDATE sandbox.bank_notice SET answer = $2, ended_at = $3 WHERE id = $1`,
  z.object({}),
);

// Primary key.
export const keepAnswer = statement('sandbox.bank.keep-answer', `UPDATE sandbox.bank_notice SET answer = $2 WHERE id = $1`, z.object({}));

// Primary key: a request id counts once.
export const insertRequest = statement(
  'sandbox.bank.insert-request',
  `INSERT INTO sandbox.bank_request (request_id, transaction_id, refunded, asked_at) VALUES ($1, $2, $3, $4) ON CONFLICT (request_id) DO NOTHING`,
  z.object({}),
);

// Primary key.
export const findRequest = statement(
  'sandbox.bank.find-request',
  `SELECT request_id FROM sandbox.bank_request WHERE request_id = $1`,
  z.object({ request_id: z.string() }),
);

// Primary key: refunds of one transaction wait for each other.
export const lockTransaction = statement(
  'sandbox.bank.lock-transaction',
  `SELECT id FROM sandbox.bank_transaction WHERE id = $1 FOR UPDATE`,
  z.object({ id: z.string() }),
);

// Index bank_request_transaction.
export const sumRefunds = statement(
  'sandbox.bank.sum-refunds',
  `SELECT COALESCE(sum(refunded), 0)::bigint AS refunded FROM sandbox.bank_request WHERE transaction_id = $1`,
  z.object({ refunded: z.string().transform(BigInt) }),
);
