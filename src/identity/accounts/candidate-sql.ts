import { z } from 'zod';
import { statement } from '#shared/db';
import { accountRow } from './account-sql.ts';

/**
 * Everything that a try of a password needs, by one of two blind indexes; the other is null.
 * Index: account_citizen_number, account_phone; account_organisation_pkey, password_pkey, totp_pkey, passkey_account,
 * recovery_code_pkey.
 */
export const findCandidate = statement(
  'accounts.find-for-sign-in',
  `SELECT a.id, a.created_at, a.status, a.language, a.identity_level, a.needs_review, a.email_verified, a.citizen_number,
     a.phone, a.name, a.birth_date, a.gender, a.email, a.address,
     (SELECT coalesce(json_agg(json_build_object('taxCode', o.tax_code, 'name', o.name) ORDER BY o.tax_code), '[]')
        FROM identity.account_organisation o WHERE o.account_id = a.id) AS organisations,
     (SELECT p.hash FROM identity.password p WHERE p.account_id = a.id) AS hash,
     a.sms_second_factor AS sms,
     EXISTS (SELECT 1 FROM identity.totp t WHERE t.account_id = a.id AND t.secret IS NOT NULL) AS totp,
     (SELECT count(*)::integer FROM identity.passkey k WHERE k.account_id = a.id) AS passkeys,
     (SELECT count(*)::integer FROM identity.recovery_code r WHERE r.account_id = a.id AND r.used_at IS NULL) AS recovery_codes
   FROM identity.account a WHERE a.citizen_number_index = $1 OR a.phone_index = $2`,
  accountRow.extend({ hash: z.string().nullable(), sms: z.boolean(), totp: z.boolean(), passkeys: z.number(), recovery_codes: z.number() }),
);
