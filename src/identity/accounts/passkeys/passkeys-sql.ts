import { z } from 'zod';
import { statement } from '#shared/db';
import { bound } from '#identity/accounts/person';

const bytes = z.instanceof(Buffer);

const passkeyRow = z.object({
  id: z.string(),
  label: z.string(),
  created_at: z.date(),
  last_used_at: z.date().nullable(),
  backed_up: z.boolean(),
  bound_level: bound,
});

/** Index: passkey_account. */
export const listPasskeys = statement(
  'accounts.passkey-list',
  'SELECT id, label, created_at, last_used_at, backed_up, bound_level FROM identity.passkey WHERE account_id = $1 ORDER BY created_at, id',
  passkeyRow,
);

/** Index: passkey_account. */
export const listCredentials = statement(
  'accounts.passkey-credentials',
  'SELECT credential_id, transports FROM identity.passkey WHERE account_id = $1',
  z.object({ credential_id: bytes, transports: z.array(z.string()) }),
);

/** Index: passkey_user_pkey. */
export const readUserHandle = statement(
  'accounts.passkey-user',
  'SELECT user_handle FROM identity.passkey_user WHERE account_id = $1',
  z.object({ user_handle: bytes }),
);

/** Index: passkey_user_pkey. The first handle of an account stays its handle. */
export const insertUserHandle = statement(
  'accounts.passkey-user-insert',
  'INSERT INTO identity.passkey_user (account_id, user_handle) VALUES ($1, $2) ON CONFLICT (account_id) DO NOTHING',
  z.object({}),
);

/** Index: passkey_ceremony_pkey. A ceremony begun again has only its newest challenge. */
export const writeCeremony = statement(
  'accounts.passkey-ceremony-write',
  `INSERT INTO identity.passkey_ceremony (ceremony_hash, kind, challenge, account_id, user_handle, expires_at, bound_level)
   VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (ceremony_hash) DO UPDATE SET kind = excluded.kind, challenge = excluded.challenge,
     account_id = excluded.account_id, user_handle = excluded.user_handle, expires_at = excluded.expires_at,
     bound_level = excluded.bound_level`,
  z.object({}),
);

/** Index: passkey_ceremony_pkey. Taking the challenge removes it: of parallel answers one gets it. */
export const takeCeremony = statement(
  'accounts.passkey-ceremony-take',
  `DELETE FROM identity.passkey_ceremony WHERE ceremony_hash = $1 AND kind = $2
   RETURNING challenge, account_id, user_handle, expires_at, bound_level`,
  z.object({
    challenge: z.string(),
    account_id: z.string().nullable(),
    user_handle: bytes.nullable(),
    expires_at: z.date(),
    bound_level: bound.nullable(),
  }),
);

/** Index: passkey_credential. Nothing when the credential is registered already, to whomever. */
export const insertPasskey = statement(
  'accounts.passkey-insert',
  `INSERT INTO identity.passkey (id, account_id, credential_id, public_key, counter, transports, aaguid, backed_up, label, created_at, bound_level, backup_eligible)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (credential_id) DO NOTHING`,
  z.object({}),
);

/** Index: passkey_credential, passkey_user_pkey. */
export const findCredential = statement(
  'accounts.passkey-find',
  `SELECT p.id, p.account_id, p.public_key, p.counter, p.bound_level, u.user_handle
   FROM identity.passkey p JOIN identity.passkey_user u ON u.account_id = p.account_id
   WHERE p.credential_id = $1`,
  z.object({
    id: z.string(),
    account_id: z.string(),
    public_key: bytes,
    counter: z.string(),
    bound_level: bound,
    user_handle: bytes,
  }),
);

/**
 * Index: passkey_pkey. Nothing when the counter does not grow, except where that says nothing: authenticators without a counter always say 0, and
 * a passkey that may be synchronised goes on with the counter of whatever device it has moved to. Whether it may be was fixed when it was made
 * (WebAuthn Level 3 section 6.1.3); a later answer ($5) says it only of those bound before that was kept: a copy signs whatever flags it likes.
 */
export const takeCounter = statement(
  'accounts.passkey-take-counter',
  `UPDATE identity.passkey SET counter = $2, last_used_at = $3, backed_up = $4, backup_eligible = COALESCE(backup_eligible, $5)
   WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0) OR COALESCE(backup_eligible, $5))`,
  z.object({}),
);

/** Index: passkey_pkey. Nothing when the level is not below it. */
export const raisePasskey = statement(
  'accounts.passkey-raise',
  'UPDATE identity.passkey SET bound_level = $3 WHERE id = $2 AND account_id = $1 AND bound_level < $3',
  z.object({}),
);

/** Index: passkey_pkey. */
export const renamePasskey = statement(
  'accounts.passkey-rename',
  'UPDATE identity.passkey SET label = $3 WHERE id = $2 AND account_id = $1',
  z.object({}),
);

/** Index: passkey_pkey. */
export const deletePasskey = statement(
  'accounts.passkey-delete',
  'DELETE FROM identity.passkey WHERE id = $2 AND account_id = $1',
  z.object({}),
);

/** Index: passkey_ceremony_expires_at. */
export const deleteCeremonies = statement(
  'accounts.clean-ceremonies',
  `DELETE FROM identity.passkey_ceremony WHERE ceremony_hash IN
     (SELECT ceremony_hash FROM identity.passkey_ceremony WHERE expires_at < $1 ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
  z.object({}),
);
