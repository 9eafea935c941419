import { z } from 'zod';
import { statement } from '#shared/db';
import { clientEntries, payloadColumn, sessionRow } from '#identity/store/rows';

// Primary keys of both tables.
export const findSessionByUid = statement(
  'store.session.find-by-uid',
  `SELECT s.uid, s.id, s.login, s.payload, s.expires_at, s.max_expires_at,
     ${clientEntries} AS clients
   FROM identity.oidc_session s WHERE s.uid = $1`,
  sessionRow,
);

const saved = z.object({ uid: z.string() });

/** A session that was not loaded from here: a new one, or one saved again by the request that made it. Primary keys. */
export const insertSession = statement(
  'store.session.insert',
  `INSERT INTO identity.oidc_session AS s
     (uid, id, account_id, login_ts, login, payload, created_at, seen_at, expires_at, sweep_at, max_expires_at, user_agent, ip)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12)
   ON CONFLICT (uid) DO UPDATE SET
     id = excluded.id, account_id = excluded.account_id, login_ts = excluded.login_ts, login = excluded.login,
     payload = excluded.payload, seen_at = excluded.seen_at, expires_at = excluded.expires_at, sweep_at = excluded.sweep_at,
     max_expires_at = excluded.max_expires_at
   WHERE s.account_id IS NULL OR s.account_id = excluded.account_id
   RETURNING uid`,
  saved,
);

// Indexes oidc_session_id and oidc_session_previous.
export const sessionUidOf = statement(
  'store.session.uid-of',
  `SELECT uid FROM identity.oidc_session WHERE id = $1
   UNION ALL
   SELECT uid FROM identity.oidc_session WHERE previous_id = $1
   LIMIT 1`,
  saved,
);

/** Primary key. From here on a save of the session waits, and then finds it gone. */
export const lockSession = statement(
  'store.session.lock',
  'SELECT account_id FROM identity.oidc_session WHERE uid = $1 FOR UPDATE',
  z.object({ account_id: z.string().nullable() }),
);

const clientRow = z.object({ client_id: z.string(), sid: z.string().nullable(), other_sids: z.array(z.string()) });

/** Must follow `lockSession`, so that clients entered by a save that had the lock before are seen. Primary keys. */
export const deleteSession = statement(
  'store.session.delete',
  `WITH gone AS (DELETE FROM identity.oidc_session WHERE uid = $1)
   DELETE FROM identity.oidc_session_client WHERE session_uid = $1 RETURNING client_id, sid, other_sids`,
  clientRow,
);

// Primary key.
export const clientsOfSession = statement(
  'store.session.clients',
  `SELECT client_id, sid, other_sids FROM identity.oidc_session_client WHERE session_uid = $1 AND client_id = ANY ($2::text[])`,
  clientRow,
);

// Index oidc_session_account. Ordered, so that two calls at once lock in the same order.
export const sessionsOfAccount = statement(
  'store.session.of-account',
  'SELECT uid FROM identity.oidc_session WHERE account_id = $1 AND ($2::text IS NULL OR uid <> $2) ORDER BY uid',
  saved,
);

// Index oidc_session_account, then the primary key of oidc_session_client.
export const listSessions = statement(
  'store.session.list',
  `SELECT s.uid, s.login, s.created_at, s.seen_at, s.expires_at, s.user_agent, s.ip,
     ARRAY(SELECT c.client_id FROM identity.oidc_session_client c WHERE c.session_uid = s.uid ORDER BY c.client_id) AS clients
   FROM identity.oidc_session s WHERE s.account_id = $1 AND s.expires_at > $2 ORDER BY s.seen_at DESC, s.uid`,
  z.object({
    uid: z.string(),
    login: payloadColumn,
    created_at: z.date(),
    seen_at: z.date(),
    expires_at: z.date(),
    user_agent: z.string().nullable(),
    ip: z.string().nullable(),
    clients: z.array(z.string()),
  }),
);

// Primary key. The hard limit is only ever brought forward.
export const annotateSession = statement(
  'store.session.annotate',
  `UPDATE identity.oidc_session SET
     user_agent = COALESCE($2, user_agent), ip = COALESCE($3, ip),
     max_expires_at = LEAST(max_expires_at, $4::timestamptz), expires_at = LEAST(expires_at, $4::timestamptz)
   WHERE uid = $1`,
  z.unknown(),
);

// Index oidc_session_sweep; it lags up to ten minutes behind expires_at so that it need not move with every visit.
export const expiredSessions = statement(
  'store.session.expired',
  'SELECT uid FROM identity.oidc_session WHERE sweep_at <= $1 AND expires_at <= $1 ORDER BY sweep_at LIMIT $2',
  saved,
);
