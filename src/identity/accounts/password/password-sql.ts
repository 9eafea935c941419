import { z } from 'zod';
import { statement } from '#shared/db';

/** Index: password_pkey. */
export const readHash = statement(
  'accounts.password-read',
  'SELECT hash FROM identity.password WHERE account_id = $1',
  z.object({ hash: z.string() }),
);

/** Index: password_pkey. */
export const writeHash = statement(
  'accounts.password-write',
  `INSERT INTO identity.password (account_id, hash, changed_at) VALUES ($1, $2, $3)
   ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`,
  z.object({}),
);

/** Index: password_pkey. Nothing when the password was changed meanwhile: a new hash of an old password must not win. */
export const replaceHash = statement(
  'accounts.password-rehash',
  'UPDATE identity.password SET hash = $3 WHERE account_id = $1 AND hash = $2',
  z.object({}),
);
