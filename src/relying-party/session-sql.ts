import { z } from 'zod';
import { statement } from '#shared/db';

const sessionRow = z.object({
  issuer: z.string(),
  subject: z.string(),
  sid: z.string().nullable(),
  acr: z.string().nullable(),
  amr: z.array(z.string()),
  auth_time: z.date().nullable(),
  claims: z.instanceof(Buffer),
  created_at: z.date(),
  seen_at: z.date(),
  ends_at: z.date(),
});

const nothing = z.unknown();

// Tables are found by the connection's search_path: each module has its own.

/** Index: primary key. */
export const findSession = statement(
  'relying-party.find-session',
  `SELECT issuer, subject, sid, acr, amr, auth_time, claims, created_at, seen_at, ends_at
     FROM rp_session WHERE id_hash = $1 AND expires_at > $2`,
  sessionRow,
);

export const insertSession = statement(
  'relying-party.insert-session',
  `INSERT INTO rp_session (id_hash, issuer, subject, sid, acr, amr, auth_time, claims, tokens, tokens_version,
                           created_at, seen_at, ends_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $10, $11, $12)`,
  nothing,
);

/** Index: primary key. Never moves the end of the session beyond `ends_at`. */
export const touchSession = statement(
  'relying-party.touch-session',
  `UPDATE rp_session SET seen_at = $2, expires_at = least(ends_at, $3) WHERE id_hash = $1 AND seen_at < $2`,
  nothing,
);

/** Index: primary key. */
export const deleteSession = statement('relying-party.delete-session', `DELETE FROM rp_session WHERE id_hash = $1`, nothing);

/** Index: rp_session_sid. */
export const deleteSessionsBySid = statement(
  'relying-party.delete-sessions-by-sid',
  `DELETE FROM rp_session WHERE issuer = $1 AND sid = $2 AND ($3::text IS NULL OR subject = $3)`,
  nothing,
);

/** Index: rp_session_subject. */
export const deleteSessionsBySubject = statement(
  'relying-party.delete-sessions-by-subject',
  `DELETE FROM rp_session WHERE issuer = $1 AND subject = $2`,
  nothing,
);

const tokensRow = z.object({ tokens: z.instanceof(Buffer), tokens_version: z.number().int() });

/** Index: primary key. */
export const findTokens = statement(
  'relying-party.find-tokens',
  `SELECT tokens, tokens_version FROM rp_session WHERE id_hash = $1 AND expires_at > $2`,
  tokensRow,
);

/** Index: primary key. One winner: nobody else holds the lease and the tokens are those the caller read. */
export const leaseTokens = statement(
  'relying-party.lease-tokens',
  `UPDATE rp_session SET refresh_lease = $3
    WHERE id_hash = $1 AND tokens_version = $2 AND (refresh_lease IS NULL OR refresh_lease <= $4)`,
  nothing,
);

/** Index: primary key. */
export const storeTokens = statement(
  'relying-party.store-tokens',
  `UPDATE rp_session SET tokens = $3, tokens_version = tokens_version + 1, refresh_lease = NULL
    WHERE id_hash = $1 AND tokens_version = $2`,
  nothing,
);

/** Index: primary key. */
export const releaseLease = statement(
  'relying-party.release-lease',
  `UPDATE rp_session SET refresh_lease = NULL WHERE id_hash = $1 AND tokens_version = $2`,
  nothing,
);

/** Index: primary key. */
export const deleteRefusedSession = statement(
  'relying-party.delete-refused-session',
  `DELETE FROM rp_session WHERE id_hash = $1 AND tokens_version = $2`,
  nothing,
);
