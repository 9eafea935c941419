import { z } from 'zod';
import { statement } from '#shared/db';
import type { Status } from './status.ts';

const status = z.int().min(1).max(10) as unknown as z.ZodType<Status>;
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
  status,
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

// dossier_person of every partition; a procedure with one receiving agency (`hasOneAgency`) was no choice
export const lastChosenAgency = statement(
  'dossier.last-chosen-agency',
  `SELECT d.agency FROM dossier.dossier d
     JOIN dossier.procedure_version v ON v.code = d.procedure_code AND v.version = d.procedure_version
    WHERE d.person_id = $1 AND v.body ->> 'level' <> 'ministry' AND v.body -> 'agency' ->> 'code' NOT LIKE 'H%'
    ORDER BY d.filed_at DESC LIMIT 1`,
  z.object({ agency: z.string() }),
);

const listed = z.object({
  code: z.string(),
  agency: z.string(),
  filed_at: z.date(),
  status,
  due_at: z.date().nullable(),
  payment_state: z.enum(['none', 'to-arrange', 'requested', 'paid', 'refunded']),
  supplements: z.number(),
  name: z.object({ vi: z.string(), en: z.string() }),
});

// dossier_person of every partition
export const dossiersOfPerson = statement(
  'dossier.of-person',
  `SELECT d.code, d.agency, d.filed_at, d.status, d.due_at, d.payment_state, d.supplements, v.body -> 'name' AS name FROM dossier.dossier d
     JOIN dossier.procedure_version v ON v.code = d.procedure_code AND v.version = d.procedure_version
    WHERE d.person_id = $1 ORDER BY d.filed_at DESC LIMIT 100`,
  listed,
);

// dossier_queue of every partition
export const dossiersOfAgency = statement(
  'dossier.of-agency',
  `SELECT d.code, d.agency, d.filed_at, d.status, d.due_at, d.payment_state, d.supplements, v.body -> 'name' AS name FROM dossier.dossier d
     JOIN dossier.procedure_version v ON v.code = d.procedure_code AND v.version = d.procedure_version
    WHERE d.agency_root = $1 AND d.status IN (1, 2, 4, 5, 6, 9) AND (d.agency = $2 OR d.agency LIKE $2 || '.%') AND d.status = ANY ($3::smallint[])
    ORDER BY d.due_at NULLS LAST, d.filed_at LIMIT 200`,
  listed,
);

const event = z.object({
  id: z.string(),
  seq: z.number(),
  kind: z.enum(['filed', 'moved', 'fee-requested', 'fee-paid', 'fee-expired', 'fee-refunded', 'rated', 'noted']),
  from_status: status.nullable(),
  to_status: status.nullable(),
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
  `SELECT EXISTS (SELECT FROM dossier.dossier_event WHERE dossier_id = $1 AND seq > $2 AND seq < $3 AND actor <> 'system') AS changed`,
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
