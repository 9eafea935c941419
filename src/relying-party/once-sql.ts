import { z } from 'zod';
import { statement } from '#shared/db';

const nothing = z.unknown();

/** Changes one row for the first comer and none for everybody after. Index: primary key. */
export const insertOnce = statement(
  'relying-party.insert-once',
  `INSERT INTO rp_once (kind, key, expires_at) VALUES ($1, $2, $3) ON CONFLICT (kind, key) DO NOTHING`,
  nothing,
);

/** Index: primary key. */
export const findOnce = statement(
  'relying-party.find-once',
  `SELECT 1 AS found FROM rp_once WHERE kind = $1 AND key = $2 AND expires_at > $3`,
  z.object({ found: z.literal(1) }),
);

/** Held to the end of the transaction; lets a session's beginning and its logout happen in one order or the other. */
export const lockProviderSession = statement(
  'relying-party.lock-provider-session',
  `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text AS locked`,
  z.object({ locked: z.string() }),
);
