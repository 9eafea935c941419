import { z } from 'zod';
import { statement } from '#shared/db';
import { statusColumn } from './record-sql.ts';

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
  status: statusColumn,
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
