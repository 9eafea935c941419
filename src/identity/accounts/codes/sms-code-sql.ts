import { z } from 'zod';
import { statement } from '#shared/db';

/** Index: sms_code_pkey. The code sent before stops working. */
export const writeSmsCode = statement(
  'accounts.sms-code-write',
  `INSERT INTO identity.sms_code (purpose, subject_hash, code_mac, expires_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT (purpose, subject_hash) DO UPDATE
     SET code_mac = excluded.code_mac, expires_at = excluded.expires_at, tries = 0, used_at = NULL`,
  z.object({}),
);

/**
 * Index: sms_code_pkey. Counts the try and, when the code fits, uses it up, in one statement: of parallel calls with the
 * right code one gets `fits`, and no number of parallel calls makes more than $5 tries. No row: expired, used or out of tries.
 */
export const trySmsCode = statement(
  'accounts.sms-code-try',
  `UPDATE identity.sms_code SET tries = tries + 1, used_at = CASE WHEN code_mac = $3 THEN $4::timestamptz END
   WHERE purpose = $1 AND subject_hash = $2 AND used_at IS NULL AND tries < $5 AND expires_at > $4
   RETURNING used_at IS NOT NULL AS fits`,
  z.object({ fits: z.boolean() }),
);

/** Index: sms_code_expires_at. */
export const deleteSmsCodes = statement(
  'accounts.clean-sms-codes',
  `DELETE FROM identity.sms_code WHERE (purpose, subject_hash) IN
     (SELECT purpose, subject_hash FROM identity.sms_code WHERE expires_at < $1 ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
  z.object({}),
);

/** Index: account_pkey. */
export const updateSmsSecondFactor = statement(
  'accounts.update-sms-second-factor',
  'UPDATE identity.account SET sms_second_factor = $2 WHERE id = $1 AND sms_second_factor <> $2',
  z.object({}),
);
