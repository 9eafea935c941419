import { z } from 'zod';
import { statement } from '#shared/db';

/** Index: totp_pkey. */
export const readTotp = statement(
  'accounts.totp-read',
  'SELECT secret, last_step, pending_secret, pending_until FROM identity.totp WHERE account_id = $1',
  z.object({
    secret: z.instanceof(Buffer).nullable(),
    last_step: z.string().nullable(),
    pending_secret: z.instanceof(Buffer).nullable(),
    pending_until: z.date().nullable(),
  }),
);

/** Index: totp_pkey. The secret in force stays in force. */
export const writePending = statement(
  'accounts.totp-begin',
  `INSERT INTO identity.totp (account_id, pending_secret, pending_until) VALUES ($1, $2, $3)
   ON CONFLICT (account_id) DO UPDATE SET pending_secret = excluded.pending_secret, pending_until = excluded.pending_until`,
  z.object({}),
);

/** Index: totp_pkey. Nothing when the pending secret was confirmed or replaced meanwhile. */
export const confirmPending = statement(
  'accounts.totp-confirm',
  `UPDATE identity.totp SET secret = $3, last_step = $4, enrolled_at = $5, bound_level = $6, pending_secret = NULL, pending_until = NULL
   WHERE account_id = $1 AND pending_secret = $2`,
  z.object({}),
);

/** Index: totp_pkey. The step only grows: of parallel calls with one code, one changes the row. */
export const takeStep = statement(
  'accounts.totp-take-step',
  'UPDATE identity.totp SET last_step = $3 WHERE account_id = $1 AND secret = $2 AND (last_step IS NULL OR last_step < $3)',
  z.object({}),
);

/** Index: totp_pkey. */
export const importSecret = statement(
  'accounts.totp-import',
  `INSERT INTO identity.totp (account_id, secret, enrolled_at, bound_level) VALUES ($1, $2, $3, $4)
   ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, enrolled_at = excluded.enrolled_at, bound_level = excluded.bound_level,
     last_step = NULL, pending_secret = NULL, pending_until = NULL`,
  z.object({}),
);

/** Index: totp_pkey. Nothing when none is in force or the level is not below it. */
export const raiseTotp = statement(
  'accounts.totp-raise',
  'UPDATE identity.totp SET bound_level = $2 WHERE account_id = $1 AND bound_level < $2',
  z.object({}),
);

/** Index: totp_pkey. */
export const deleteTotp = statement(
  'accounts.totp-delete',
  'DELETE FROM identity.totp WHERE account_id = $1 AND secret IS NOT NULL',
  z.object({}),
);
