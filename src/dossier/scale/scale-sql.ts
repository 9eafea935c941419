import { z } from 'zod';
import { statement } from '#shared/db';

const nothing = z.unknown();

/** Two who seed at once take turns: codes are counted per agency and day, and each batch needs many days. */
export const takeTurn = statement(
  'dossier.scale.take-turn',
  `SELECT pg_advisory_xact_lock(hashtext('dossier.scale')) IS NULL AS taken`,
  z.object({ taken: z.boolean().nullable() }),
);

/** Index: dossier_pkey of each partition. */
export const knownDossiers = statement(
  'dossier.scale.known-dossiers',
  'SELECT id FROM dossier.dossier WHERE id = ANY ($1::uuid[])',
  z.object({ id: z.string() }),
);

/** Index: person_pkey; who is there already stays. */
export const insertPeople = statement(
  'dossier.scale.insert-people',
  `INSERT INTO dossier.person (id, issuer, subject, contact, contact_digest, language, created_at)
   SELECT id, $4, subject, contact, digest, 'vi', $6 FROM unnest($1::uuid[], $2::text[], $3::bytea[], $5::bytea[]) AS given (id, subject, contact, digest)
   ON CONFLICT DO NOTHING`,
  nothing,
);

/** Index: staff_pkey; who is there already stays. */
export const insertStaff = statement(
  'staff.scale-insert',
  `INSERT INTO dossier.staff (id, citizen_index, agency, name, role, created_at) VALUES ($1, $2, $3, $4, 'officer', $5) ON CONFLICT DO NOTHING`,
  nothing,
);

/** Codes are issued one by one by the function that issues every code. */
export const insertDossiers = statement(
  'dossier.scale.insert-dossiers',
  `INSERT INTO dossier.dossier (id, code, agency, person_id, procedure_code, procedure_version, draft_id, answers, applicant, lookup_secret, filed_at)
   SELECT id, dossier.issue_code(id, agency, day), agency, person, procedure, 1, draft, answers, applicant, secret, filed_at
     FROM unnest($1::uuid[], $2::text[], $3::date[], $4::uuid[], $5::text[], $6::uuid[], $7::bytea[], $8::bytea[], $9::bytea[], $10::timestamptz[])
       WITH ORDINALITY AS given (id, agency, day, person, procedure, draft, answers, applicant, secret, filed_at, number)
    ORDER BY number
   RETURNING id, code`,
  z.object({ id: z.string(), code: z.string() }),
);

/** The trigger `append` judges, chains and applies each, in the order given. */
export const appendEvents = statement(
  'dossier.scale.append-events',
  `INSERT INTO dossier.dossier_event (dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, due_at, calculation, rating, detail)
   SELECT dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, due_at, calculation, rating, detail
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[], $5::smallint[], $6::timestamptz[], $7::text[], $8::uuid[], $9::text[], $10::text[], $11::text[],
                 $12::timestamptz[], $13::jsonb[], $14::smallint[], $15::bytea[])
       WITH ORDINALITY AS given (dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, due_at, calculation, rating, detail, number)
    ORDER BY number`,
  nothing,
);

/** What the citizen was told about each status. Index: dossier_event_pkey, dossier_pkey of each partition. */
export const insertMessages = statement(
  'dossier.scale.insert-messages',
  `INSERT INTO dossier.inbox_message (id, person_id, dossier_id, seq, template, code, at)
   SELECT gen_random_uuid(), d.person_id, d.id, e.seq, 'status-' || e.to_status, d.code, e.at
     FROM dossier.dossier d JOIN dossier.dossier_event e ON e.dossier_id = d.id
    WHERE d.id = ANY ($1::uuid[]) AND e.to_status IS NOT NULL`,
  nothing,
);
