import { z } from 'zod';
import { statement } from '#shared/db';

/**
 * Counts one try against up to four limits in their order and stops at the first that is over. `$1` keys, `$2` points
 * allowed, `$3` when a window that begins now ends, `$4` now; times in milliseconds since the epoch. Returns the limits
 * that were counted; only the last can be over. A limit is counted by one upsert of its row, so parallel tries are all
 * counted, and each place reads the one before it, which makes PostgreSQL work (and lock) in this order.
 * Index: rate_limit_pkey.
 */
export const countTry = statement(
  'accounts.limits-count',
  `WITH one AS (
     INSERT INTO identity.rate_limit AS l (key, points, expire) VALUES (($1::text[])[1], 1, ($3::bigint[])[1])
     ON CONFLICT (key) DO UPDATE SET points = CASE WHEN l.expire > $4 THEN l.points + 1 ELSE 1 END,
       expire = CASE WHEN l.expire > $4 THEN l.expire ELSE excluded.expire END
     RETURNING l.points, l.expire
   ), two AS (
     INSERT INTO identity.rate_limit AS l (key, points, expire)
     SELECT ($1::text[])[2], 1, ($3::bigint[])[2] FROM one WHERE one.points <= ($2::integer[])[1] AND cardinality($1) >= 2
     ON CONFLICT (key) DO UPDATE SET points = CASE WHEN l.expire > $4 THEN l.points + 1 ELSE 1 END,
       expire = CASE WHEN l.expire > $4 THEN l.expire ELSE excluded.expire END
     RETURNING l.points, l.expire
   ), three AS (
     INSERT INTO identity.rate_limit AS l (key, points, expire)
     SELECT ($1::text[])[3], 1, ($3::bigint[])[3] FROM two WHERE two.points <= ($2::integer[])[2] AND cardinality($1) >= 3
     ON CONFLICT (key) DO UPDATE SET points = CASE WHEN l.expire > $4 THEN l.points + 1 ELSE 1 END,
       expire = CASE WHEN l.expire > $4 THEN l.expire ELSE excluded.expire END
     RETURNING l.points, l.expire
   ), four AS (
     INSERT INTO identity.rate_limit AS l (key, points, expire)
     SELECT ($1::text[])[4], 1, ($3::bigint[])[4] FROM three WHERE three.points <= ($2::integer[])[3] AND cardinality($1) >= 4
     ON CONFLICT (key) DO UPDATE SET points = CASE WHEN l.expire > $4 THEN l.points + 1 ELSE 1 END,
       expire = CASE WHEN l.expire > $4 THEN l.expire ELSE excluded.expire END
     RETURNING l.points, l.expire
   )
   SELECT 1 AS place, points, expire FROM one UNION ALL SELECT 2, points, expire FROM two
   UNION ALL SELECT 3, points, expire FROM three UNION ALL SELECT 4, points, expire FROM four`,
  z.object({ place: z.number(), points: z.number(), expire: z.string() }),
);
