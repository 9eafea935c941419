import { z } from 'zod';
import { statement } from '#shared/db';

const person = z.object({
  id: z.string(),
  contact: z.instanceof(Buffer),
  contact_digest: z.instanceof(Buffer),
  language: z.enum(['vi', 'en']),
});

// person_issuer_subject_key
export const findPerson = statement(
  'dossier.find-person',
  'SELECT id, contact, contact_digest, language FROM dossier.person WHERE issuer = $1 AND subject = $2',
  person,
);

// person_pkey
export const personById = statement(
  'dossier.person-by-id',
  'SELECT id, contact, contact_digest, language FROM dossier.person WHERE id = $1',
  person,
);

// person_issuer_subject_key; who is there already stays
export const insertPerson = statement(
  'dossier.insert-person',
  `INSERT INTO dossier.person (id, issuer, subject, contact, contact_digest, language, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (issuer, subject) DO NOTHING`,
  z.unknown(),
);

// person_pkey
export const updatePerson = statement(
  'dossier.update-person',
  'UPDATE dossier.person SET contact = $2, contact_digest = $3, language = $4 WHERE id = $1',
  z.unknown(),
);

// staff_citizen_index_agency_key
export const staffOf = statement(
  'dossier.staff-of',
  'SELECT id, agency, name, role FROM dossier.staff WHERE citizen_index = $1 AND active ORDER BY agency',
  z.object({ id: z.string(), agency: z.string(), name: z.instanceof(Buffer), role: z.enum(['officer', 'head']) }),
);
