import { z } from 'zod';
import { statement } from '#shared/db';
import type { Status } from './status.ts';

/** A status as a column has it. */
export const statusColumn = z.int().min(1).max(10) as unknown as z.ZodType<Status>;
const dossier = z.object({
  id: z.string(),
  code: z.string(),
  agency: z.string(),
  person_id: z.string(),
  procedure_code: z.string(),
  procedure_version: z.number(),
  answers: z.instanceof(Buffer),
  applicant: z.instanceof(Buffer),
  lookup_secret: z.instanceof(Buffer),
  filed_at: z.date(),
  status: statusColumn,
  seq: z.number(),
  received_at: z.date().nullable(),
  due_at: z.date().nullable(),
  supplements: z.number(),
  counted_overdue: z.boolean(),
  payment_state: z.enum(['none', 'to-arrange', 'requested', 'paid', 'refunded']),
  rating: z.number().nullable(),
});
export type DossierRow = z.infer<typeof dossier>;

// issue_code: code_counter_pkey, dossier_code_pkey
export const issueCode = statement(
  'dossier.issue-code',
  'SELECT dossier.issue_code($1::uuid, $2::text, $3::date) AS code',
  z.object({ code: z.string() }),
);

export const insertDossier = statement(
  'dossier.insert-dossier',
  `INSERT INTO dossier.dossier (id, code, agency, person_id, procedure_code, procedure_version, draft_id, answers, applicant, lookup_secret, filed_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  z.unknown(),
);

// dossier_code_pkey, then the partition's dossier_pkey
export const dossierByCode = statement(
  'dossier.by-code',
  `SELECT d.id, d.code, d.agency, d.person_id, d.procedure_code, d.procedure_version, d.answers, d.applicant, d.lookup_secret, d.filed_at, d.status,
          d.seq, d.received_at, d.due_at, d.supplements, d.counted_overdue, d.payment_state, d.rating
     FROM dossier.dossier_code c JOIN dossier.dossier d ON d.id = c.dossier_id WHERE c.code = $1`,
  dossier,
);

// dossier_pkey of one partition
export const dossierById = statement(
  'dossier.by-id',
  `SELECT d.id, d.code, d.agency, d.person_id, d.procedure_code, d.procedure_version, d.answers, d.applicant, d.lookup_secret, d.filed_at, d.status,
          d.seq, d.received_at, d.due_at, d.supplements, d.counted_overdue, d.payment_state, d.rating
     FROM dossier.dossier d WHERE d.id = $1`,
  dossier,
);

const event = z.object({
  id: z.string(),
  seq: z.number(),
  kind: z.enum(['filed', 'moved', 'fee-requested', 'fee-paid', 'fee-expired', 'fee-refunded', 'rated', 'noted']),
  from_status: statusColumn.nullable(),
  to_status: statusColumn.nullable(),
  at: z.date(),
  actor: z.enum(['citizen', 'officer', 'payment', 'system']),
  actor_id: z.string().nullable(),
  reason_code: z.string().nullable(),
  legal_ground: z.string().nullable(),
  remedy: z.string().nullable(),
  due_at: z.date().nullable(),
  calculation: z.unknown(),
  rating: z.number().nullable(),
  detail: z.instanceof(Buffer).nullable(),
  hash: z.instanceof(Buffer),
});
export type EventRow = z.infer<typeof event>;

// dossier_event_pkey of one partition
export const historyOf = statement(
  'dossier.history-of',
  `SELECT id, seq, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, due_at, calculation, rating, detail, hash
     FROM dossier.dossier_event WHERE dossier_id = $1 ORDER BY seq`,
  event,
);

// dossier_event_pkey. What the service itself notes changes nothing that somebody decides.
export const changedBetween = statement(
  'dossier.changed-between',
  `SELECT EXISTS (SELECT FROM dossier.dossier_event WHERE dossier_id = $1 AND seq > $2 AND seq <= $3 AND actor <> 'system') AS changed`,
  z.object({ changed: z.boolean() }),
);

/** The trigger `append` numbers, judges, chains and applies it. The dossier by its primary key; what is being filed has no change yet. */
export const appendEvent = statement(
  'dossier.append-event',
  `INSERT INTO dossier.dossier_event (dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, approved_by,
                                      payment_state, payment_notice, due_at, calculation, rating, detail)
   VALUES ($1, $2, $3, $4, $5, greatest($6, (SELECT changed_at FROM dossier.dossier WHERE id = $1)),
           $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING seq`,
  z.object({ seq: z.number() }),
);

// inbox_message_dossier_id_seq_key
export const insertMessage = statement(
  'dossier.insert-inbox-message',
  'INSERT INTO dossier.inbox_message (id, person_id, dossier_id, seq, template, code, at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
  z.unknown(),
);
