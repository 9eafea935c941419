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

/** Columns that tell which other factors there are, of the same. Index: totp_pkey, passkey_account, recovery_code_pkey. */
export const factorColumns = `a.sms_second_factor AS sms,
     EXISTS (SELECT 1 FROM identity.totp t WHERE t.account_id = a.id AND t.secret IS NOT NULL) AS totp,
     (SELECT count(*)::integer FROM identity.passkey k WHERE k.account_id = a.id) AS passkeys,
     (SELECT count(*)::integer FROM identity.recovery_code r WHERE r.account_id = a.id AND r.used_at IS NULL) AS recovery_codes`;
export const factorRow = z.object({ sms: z.boolean(), totp: z.boolean(), passkeys: z.number(), recovery_codes: z.number() });

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

/** Changes nothing when a unique index (account_citizen_number, account_phone) says that somebody else was first. */
export const insertAccount = statement(
  'accounts.insert',
  `INSERT INTO identity.account (id, created_at, language, identity_level, needs_review, citizen_number, citizen_number_index,
     phone, phone_index, name, birth_date, gender, email, email_index, address)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
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

/** Index: account_pkey, password_pkey. */
export const readFactors = statement(
  'accounts.read-factors',
  `SELECT EXISTS (SELECT 1 FROM identity.password p WHERE p.account_id = a.id) AS password, ${factorColumns}
   FROM identity.account a WHERE a.id = $1`,
  factorRow.extend({ password: z.boolean() }),
);
