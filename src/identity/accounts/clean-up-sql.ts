import { z } from 'zod';
import { statement } from '#shared/db';

/** Index: sms_code_expires_at. */
export const deleteSmsCodes = statement(
  'accounts.clean-sms-codes',
  `DELETE FROM identity.sms_code WHERE (purpose, subject_hash) IN
     (SELECT purpose, subject_hash FROM identity.sms_code WHERE expires_at < $1 ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
  z.object({}),
);

/** Index: passkey_ceremony_expires_at. */
export const deleteCeremonies = statement(
  'accounts.clean-ceremonies',
  `DELETE FROM identity.passkey_ceremony WHERE ceremony_hash IN
     (SELECT ceremony_hash FROM identity.passkey_ceremony WHERE expires_at < $1 ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
  z.object({}),
);

/** Index: rate_limit_expire. $1 is in milliseconds since the epoch. */
export const deleteLimits = statement(
  'accounts.clean-limits',
  `DELETE FROM identity.rate_limit WHERE key IN
     (SELECT key FROM identity.rate_limit WHERE expire < $1 ORDER BY expire LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
  z.object({}),
);
