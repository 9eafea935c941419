import { z } from 'zod';
import { statement } from '#shared/db';

const bytes = z.instanceof(Buffer);

export const accountRow = z.object({
  id: z.string(),
  created_at: z.date(),
  status: z.enum(['active', 'locked', 'disabled']),
  language: z.enum(['vi', 'en']),
  identity_level: z.union([z.literal(1), z.literal(2)]),
  needs_review: z.boolean(),
  email_verified: z.boolean(),
  citizen_number: bytes,
  phone: bytes,
  name: bytes,
  birth_date: bytes,
  gender: bytes.nullable(),
  email: bytes.nullable(),
  address: bytes.nullable(),
  organisations: z.array(z.object({ taxCode: z.string(), name: z.string() })),
});

export type AccountRow = z.infer<typeof accountRow>;

/** The columns of an {@link AccountRow}, of `identity.account a`. Index: account_organisation_pkey. */
export const accountColumns = `a.id, a.created_at, a.status, a.language, a.identity_level, a.needs_review, a.email_verified, a.citizen_number,
     a.phone, a.name, a.birth_date, a.gender, a.email, a.address,
     (SELECT coalesce(json_agg(json_build_object('taxCode', o.tax_code, 'name', o.name) ORDER BY o.tax_code), '[]')
        FROM identity.account_organisation o WHERE o.account_id = a.id) AS organisations`;

/**
 * Columns that tell which factors there are and what each was bound at, of the same.
 * Index: password_pkey, totp_pkey, passkey_account, recovery_code_pkey.
 */
export const factorColumns = `a.sms_second_factor AS sms, a.phone_bound_level AS phone_bound, a.phone_bound_at,
     (SELECT p.bound_level FROM identity.password p WHERE p.account_id = a.id) AS password_bound,
     (SELECT t.bound_level FROM identity.totp t WHERE t.account_id = a.id) AS totp_bound,
     (SELECT count(*)::integer FROM identity.passkey k WHERE k.account_id = a.id) AS passkeys,
     (SELECT max(k.bound_level) FROM identity.passkey k WHERE k.account_id = a.id) AS passkey_bound,
     (SELECT count(*)::integer FROM identity.recovery_code r WHERE r.account_id = a.id AND r.used_at IS NULL) AS recovery_codes,
     (SELECT min(r.bound_level) FROM identity.recovery_code r WHERE r.account_id = a.id) AS recovery_bound`;
export const bound = z.union([z.literal(1), z.literal(2), z.literal(3)]);
export const factorRow = z.object({
  sms: z.boolean(),
  phone_bound: bound,
  phone_bound_at: z.date(),
  password_bound: bound.nullable(),
  totp_bound: bound.nullable(),
  passkeys: z.number(),
  passkey_bound: bound.nullable(),
  recovery_codes: z.number(),
  recovery_bound: bound.nullable(),
});
export type FactorRow = z.infer<typeof factorRow>;

/** Index: account_pkey. */
export const findById = statement('accounts.find-by-id', `SELECT ${accountColumns} FROM identity.account a WHERE a.id = $1`, accountRow);

/** Index: account_citizen_number. */
export const findByCitizenNumber = statement(
  'accounts.find-by-citizen-number',
  `SELECT ${accountColumns} FROM identity.account a WHERE a.citizen_number_index = $1`,
  accountRow,
);

/** Index: account_phone. */
export const findByPhone = statement(
  'accounts.find-by-phone',
  `SELECT ${accountColumns} FROM identity.account a WHERE a.phone_index = $1`,
  accountRow,
);

/** The phone is part of making the account. Changes nothing when a unique index (account_citizen_number, account_phone) says that somebody else was first. */
export const insertAccount = statement(
  'accounts.insert',
  `INSERT INTO identity.account (id, created_at, language, identity_level, needs_review, citizen_number, citizen_number_index,
     phone, phone_index, phone_bound_level, phone_bound_at, name, birth_date, gender, email, email_index, address)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 3, $2, $10, $11, $12, $13, $14, $15)
   ON CONFLICT DO NOTHING`,
  z.object({}),
);

/** Index: account_organisation_pkey. */
export const insertOrganisation = statement(
  'accounts.insert-organisation',
  `INSERT INTO identity.account_organisation (account_id, tax_code, name) VALUES ($1, $2, $3)
   ON CONFLICT (account_id, tax_code) DO UPDATE SET name = excluded.name`,
  z.object({}),
);

/** Index: account_pkey. Nothing when the account has this status already. */
export const updateStatus = statement(
  'accounts.update-status',
  'UPDATE identity.account SET status = $2 WHERE id = $1 AND status <> $2',
  z.object({}),
);

/** Index: account_pkey. */
export const readFactors = statement('accounts.read-factors', `SELECT ${factorColumns} FROM identity.account a WHERE a.id = $1`, factorRow);

/** Index: account_pkey. Changes of one account wait for each other, so that each decides on what the others left. */
export const holdAccount = statement(
  'accounts.hold',
  `SELECT status = 'active' AS active FROM identity.account WHERE id = $1 FOR UPDATE`,
  z.object({ active: z.boolean() }),
);
