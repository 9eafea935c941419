import { z } from 'zod';
import { vnd } from '#payment/ledger';
import { statement } from '#shared/db';

export const fineStates = ['unpaid', 'paid'] as const;
/** How far held papers have come that were asked for by post. */
export const paperStates = ['requested', 'posted', 'delivered'] as const;

const fineRow = z.object({
  id: z.string(),
  decision_number: z.string(),
  decision_date: z.string(),
  record_number: z.string(),
  violation_date: z.string(),
  offender: z.instanceof(Buffer),
  amount: vnd,
  authority: z.string(),
  treasury_account: z.string(),
  received_on: z.string().nullable(),
  paper_held: z.array(z.string()),
  status: z.enum(fineStates),
  paid_at: z.date().nullable(),
  paid_amount: vnd.nullable(),
});

// Unique fine_decision and fine_record: of one client, a decision is taken once.
export const insertFine = statement(
  'payment.fine.insert',
  `INSERT INTO payment.fine (id, decision_number, decision_date, record_number, violation_date, offender, lookup_index, citizen_index, amount, authority,
                             treasury_account, received_on, pay_by, paper_held, upload_hash, uploaded_by, uploaded_at)
   VALUES ($1, $2, $3::date, $4, $5::date, $6, $7, $8, $9::bigint, $10, $11, $12::date, $13::date, $14::text[], $15, $16, $17)
   ON CONFLICT DO NOTHING`,
  z.object({}),
);

// Unique index fine_decision. A client's own uploads only.
export const findUploads = statement(
  'payment.fine.find-uploads',
  `SELECT upload_hash FROM payment.fine WHERE uploaded_by = $1 AND decision_number = $2 AND (authority = $3 OR lookup_index = $4)`,
  z.object({ upload_hash: z.instanceof(Buffer) }),
);

// Primary key.
export const findFine = statement(
  'payment.fine.find',
  `SELECT id, decision_number, decision_date::text AS decision_date, record_number, violation_date::text AS violation_date, offender, amount::text AS amount,
          authority, treasury_account, received_on::text AS received_on, paper_held, status, paid_at, paid_amount::text AS paid_amount
     FROM payment.fine WHERE id = $1`,
  fineRow,
);

// Unique index fine_decision; order and receipt by payment_order_fine and the receipt's order_id; paper_return by primary key. Authorities
// number alike, so one client may have several; two are enough to know that.
export const findDecisionsOf = statement(
  'payment.fine.find-decisions-of',
  `SELECT fine.id, fine.decision_number, fine.authority, fine.status, fine.paid_at, fine.paid_amount::text AS paid_amount, fine.amount::text AS amount, receipt.number AS receipt,
          paper_return.status AS return_status, paper_return.recipient, paper_return.tracking_number
     FROM payment.fine
     LEFT JOIN payment.payment_order ON payment_order.fine_id = fine.id AND payment_order.status = 'paid'
     LEFT JOIN payment.receipt ON receipt.order_id = payment_order.id
     LEFT JOIN payment.paper_return ON paper_return.fine_id = fine.id
    WHERE fine.uploaded_by = $1 AND fine.decision_number = $2 AND ($3::text IS NULL OR fine.authority = $3) LIMIT 2`,
  z.object({
    id: z.string(),
    decision_number: z.string(),
    authority: z.string(),
    status: z.enum(fineStates),
    paid_at: z.date().nullable(),
    paid_amount: vnd.nullable(),
    amount: vnd,
    receipt: z.string().nullable(),
    return_status: z.enum(paperStates).nullable(),
    recipient: z.instanceof(Buffer).nullable(),
    tracking_number: z.string().nullable(),
  }),
);

// Index fine_record: one question, the same work whether there is an answer or not.
export const lookUpFines = statement(
  'payment.fine.look-up',
  `SELECT id, decision_number, authority FROM payment.fine WHERE lookup_index = $1 ORDER BY decision_date DESC LIMIT 20`,
  z.object({ id: z.string(), decision_number: z.string(), authority: z.string() }),
);

// Index payment_order_fine; the receipt by its unique order_id.
export const receiptOfFine = statement(
  'payment.fine.receipt',
  `SELECT receipt.number FROM payment.payment_order JOIN payment.receipt ON receipt.order_id = payment_order.id
    WHERE payment_order.fine_id = $1 AND payment_order.status = 'paid'`,
  z.object({ number: z.string() }),
);

// A handful of rows; read whole.
export const incentivesOn = statement(
  'payment.fine.incentives-on',
  `SELECT name_vi, name_en, legal_basis, basis_points, within_days FROM payment.fine_incentive
    WHERE enabled AND valid_from <= $1::date AND (valid_to IS NULL OR valid_to >= $1::date) ORDER BY basis_points DESC`,
  z.object({ name_vi: z.string(), name_en: z.string(), legal_basis: z.string(), basis_points: z.number(), within_days: z.number() }),
);

// Primary key.
export const insertPaperReturn = statement(
  'payment.paper-return.insert',
  `INSERT INTO payment.paper_return (fine_id, recipient, requested_at, changed_at) VALUES ($1, $2, $3, $3) ON CONFLICT (fine_id) DO NOTHING`,
  z.object({}),
);

// Primary key.
export const findPaperReturn = statement(
  'payment.paper-return.find',
  `SELECT fine_id, recipient, status, tracking_number, requested_at, changed_at FROM payment.paper_return WHERE fine_id = $1`,
  z.object({
    fine_id: z.string(),
    recipient: z.instanceof(Buffer),
    status: z.enum(paperStates),
    tracking_number: z.string().nullable(),
    requested_at: z.date(),
    changed_at: z.date(),
  }),
);

// Primary key. Never backwards: a parcel that was delivered is not posted again.
export const movePaperReturn = statement(
  'payment.paper-return.move',
  `UPDATE payment.paper_return SET status = $2, tracking_number = coalesce($3, tracking_number), changed_at = $4
    WHERE fine_id = $1 AND (status, $2) IN (('requested', 'posted'), ('requested', 'delivered'), ('posted', 'delivered'), ('posted', 'posted'), ('delivered', 'delivered'))`,
  z.object({}),
);

// Primary key. Whoever holds it decides which order pays this fine.
export const lockFine = statement(
  'payment.fine.lock',
  `SELECT id FROM payment.fine WHERE id = $1 FOR UPDATE`,
  z.object({ id: z.string() }),
);
