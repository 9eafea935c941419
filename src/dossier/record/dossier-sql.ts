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
