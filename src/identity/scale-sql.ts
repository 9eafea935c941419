import { z } from 'zod';
import { statement } from '#shared/db';

/** Which of these citizen numbers have an account. Index: account_citizen_number. */
export const knownNumbers = statement(
  'identity.scale.known-numbers',
  'SELECT citizen_number_index FROM identity.account WHERE citizen_number_index = ANY ($1::bytea[])',
  z.object({ citizen_number_index: z.instanceof(Buffer) }),
);

/**
 * A batch of accounts, each with its password and its audit event; who owns a citizen number or a phone number already
 * stays (account_citizen_number, account_phone). Returns the numbers of accounts made.
 */
export const insertAccounts = statement(
  'identity.scale.insert-accounts',
  `WITH made AS (
     INSERT INTO identity.account (id, created_at, language, identity_level, needs_review, citizen_number, citizen_number_index,
       phone, phone_index, phone_bound_level, phone_bound_at, name, birth_date, gender, email, email_index, address)
     SELECT id, $2, 'vi', level, false, citizen_number, citizen_number_index, phone, phone_index, 3, $2, name, birth_date, gender, email,
       email_index, address
       FROM unnest($1::uuid[], $5::smallint[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bytea[],
                   $13::bytea[], $14::bytea[], $15::bytea[])
         AS given (id, level, citizen_number, citizen_number_index, phone, phone_index, name, birth_date, gender, email, email_index, address)
     ON CONFLICT DO NOTHING RETURNING id, identity_level),
   passwords AS (INSERT INTO identity.password (account_id, hash, changed_at, bound_level) SELECT id, $3, $2, 3 FROM made),
   facts AS (
     INSERT INTO identity.audit_event (id, at, type, account_id, actor, detail)
     SELECT gen_random_uuid(), $2, 'account.imported', id, $4, jsonb_build_object('verified', identity_level = 2, 'scale', true) FROM made)
   SELECT count(*)::integer AS made FROM made`,
  z.object({ made: z.number() }),
);
