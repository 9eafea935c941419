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
  `INSERT INTO identity.password (account_id, hash, changed_at, bound_level) VALUES ($1, $2, $3, $4)
   ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, bound_level = excluded.bound_level`,
  z.object({}),
);

/** Index: password_pkey. Nothing when the password was changed meanwhile: a new hash of an old password must not win. */
export const replaceHash = statement(
  'accounts.password-rehash',
  'UPDATE identity.password SET hash = $3 WHERE account_id = $1 AND hash = $2',
  z.object({}),
);

/** Index: password_pkey. Nothing when the level is not below it. */
export const raisePassword = statement(
  'accounts.password-raise',
  'UPDATE identity.password SET bound_level = $2 WHERE account_id = $1 AND bound_level < $2',
  z.object({}),
);

/** Index: password_pkey. */
export const deletePassword = statement('accounts.password-delete', 'DELETE FROM identity.password WHERE account_id = $1', z.object({}));
