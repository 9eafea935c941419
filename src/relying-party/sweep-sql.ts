import { z } from 'zod';
import { statement } from '#shared/db';

const nothing = z.unknown();

/** Index: rp_login_expires_at. */
export const sweepLogins = statement(
  'relying-party.sweep-logins',
  `DELETE FROM rp_login WHERE state_hash IN
     (SELECT state_hash FROM rp_login WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500 FOR UPDATE SKIP LOCKED)`,
  nothing,
);

/** Index: rp_session_expires_at. */
export const sweepSessions = statement(
  'relying-party.sweep-sessions',
  `DELETE FROM rp_session WHERE id_hash IN
     (SELECT id_hash FROM rp_session WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500 FOR UPDATE SKIP LOCKED)`,
  nothing,
);

/** Index: rp_once_expires_at. */
export const sweepOnce = statement(
  'relying-party.sweep-once',
  `DELETE FROM rp_once WHERE (kind, key) IN
     (SELECT kind, key FROM rp_once WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500 FOR UPDATE SKIP LOCKED)`,
  nothing,
);
