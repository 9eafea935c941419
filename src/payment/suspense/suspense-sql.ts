import { z } from 'zod';
import { gatewayCodes } from '#payment/gateways';
import { suspenseReasons, vnd } from '#payment/ledger';
import { statement } from '#shared/db';

const reason = z.enum(suspenseReasons);
const status = z.enum(['proposed', 'approved', 'unclear', 'returned', 'declined', 'refused']);
const way = z.enum(['gateway', 'transfer']);
export type ReturnStatus = z.infer<typeof status>;

// Index incoming_suspense; of each, the newest return by suspense_return_incoming.
export const listSuspense = statement(
  'payment.suspense.list',
  `SELECT incoming.id, gateway, transaction_no, reference, order_id, incoming.amount::text AS amount, suspense, recorded_at,
          back.status AS return_status, back.way, back.proposed_by, back.approved_by, back.bank_reference, back.failure, back.to_account, back.id AS return_id
     FROM payment.incoming
     LEFT JOIN LATERAL (SELECT id, status, way, proposed_by, approved_by, bank_reference, failure, to_account FROM payment.suspense_return
                         WHERE incoming_id = incoming.id ORDER BY proposed_at DESC, id DESC LIMIT 1) AS back ON true
    WHERE suspense IS NOT NULL AND ($2 OR back.status IS DISTINCT FROM 'returned') ORDER BY recorded_at DESC LIMIT $1`,
  z.object({
    id: z.string(),
    gateway: z.enum(gatewayCodes),
    transaction_no: z.string(),
    reference: z.string().nullable(),
    order_id: z.string().nullable(),
    amount: vnd,
    suspense: reason,
    recorded_at: z.date(),
    return_status: status.nullable(),
    way: way.nullable(),
    proposed_by: z.string().nullable(),
    approved_by: z.string().nullable(),
    bank_reference: z.string().nullable(),
    failure: z.string().nullable(),
    to_account: z.instanceof(Buffer).nullable(),
    return_id: z.string().nullable(),
  }),
);

// Primary key.
export const findSuspense = statement(
  'payment.suspense.find',
  `SELECT id, gateway, attempt_id, amount::text AS amount, suspense FROM payment.incoming WHERE id = $1`,
  z.object({
    id: z.string(),
    gateway: z.enum(gatewayCodes),
    attempt_id: z.string().nullable(),
    amount: vnd,
    suspense: reason.nullable(),
  }),
);

const returnRow = z.object({
  id: z.string(),
  incoming_id: z.string(),
  amount: vnd,
  way,
  status,
  to_account: z.instanceof(Buffer).nullable(),
  proposed_by: z.string(),
  approved_by: z.string().nullable(),
  asked_at: z.date().nullable(),
  gateway: z.enum(gatewayCodes),
  transaction_no: z.string(),
  order_id: z.string().nullable(),
  reference: z.string().nullable(),
});
export type ReturnRow = z.infer<typeof returnRow>;

// Index suspense_return_live: at most one; incoming by primary key.
export const lockLiveReturn = statement(
  'payment.suspense.lock-live-return',
  `SELECT back.id, incoming_id, back.amount::text AS amount, way, status, to_account, proposed_by, approved_by, asked_at,
          gateway, transaction_no, order_id, reference
     FROM payment.suspense_return AS back JOIN payment.incoming ON incoming.id = incoming_id
    WHERE incoming_id = $1 AND status IN ('proposed', 'approved', 'unclear', 'returned') FOR UPDATE OF back`,
  returnRow,
);

// Primary keys.
export const lockReturn = statement(
  'payment.suspense.lock-return',
  `SELECT back.id, incoming_id, back.amount::text AS amount, way, status, to_account, proposed_by, approved_by, asked_at,
          gateway, transaction_no, order_id, reference
     FROM payment.suspense_return AS back JOIN payment.incoming ON incoming.id = incoming_id
    WHERE back.id = $1 FOR UPDATE OF back`,
  returnRow,
);

// Index suspense_return_live: a second proposal for the same money inserts nothing.
export const insertReturn = statement(
  'payment.suspense.insert-return',
  `INSERT INTO payment.suspense_return (id, incoming_id, amount, way, to_account, proposed_by, proposed_at) VALUES ($1, $2, $3::bigint, $4, $5, $6, $7)
   ON CONFLICT (incoming_id) WHERE status IN ('proposed', 'approved', 'unclear', 'returned') DO NOTHING`,
  z.object({}),
);

// Primary key. The caller holds the row's lock; the table of moves is in the trigger.
export const moveReturn = statement(
  'payment.suspense.move-return',
  `UPDATE payment.suspense_return
      SET status = $2, approved_by = coalesce($3, approved_by), bank_reference = coalesce($4, bank_reference), failure = $5, returned_at = $6
    WHERE id = $1`,
  z.object({}),
);

// Primary key.
export const markAsked = statement(
  'payment.suspense.mark-asked',
  `UPDATE payment.suspense_return SET asked_at = coalesce(asked_at, $2) WHERE id = $1`,
  z.object({}),
);

export const insertStep = statement(
  'payment.suspense.insert-step',
  `INSERT INTO payment.suspense_return_event (return_id, status, actor, detail, at) VALUES ($1, $2, $3, $4, $5)`,
  z.object({}),
);
