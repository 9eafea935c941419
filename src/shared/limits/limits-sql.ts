import { z } from 'zod';
import { statement, type Statement } from '#shared/db';

/**
 * What stands at each limit of a try, in their order, up to the last that was counted: only that one can be over, or one that is merely
 * watched. `ends` in milliseconds since the epoch.
 */
export const countedRow = z.object({ points: z.array(z.number().nullable()), ends: z.array(z.string().nullable()) });
export type Counted = z.infer<typeof countedRow>;

const LEVELS = [1, 2, 3, 4] as const;

/** Counts that begin so do not begin again with a window: each failure prolongs them. */
export const FAILURES = 'failures-';

const level = (schema: string, n: (typeof LEVELS)[number], now: string): string => `
   wanted${n} AS (
     SELECT w.*, (sum(w.adds) OVER (PARTITION BY w.key ORDER BY w.place DESC))::integer - w.adds AS later
     FROM (SELECT t.place, t.keys[${n}] AS key, t.ends[${n}] AS ends,
         ${n === 1 ? '1' : `CASE WHEN t.firsts[${n}] AND c.points > 1 THEN 0 ELSE 1 END`} AS adds
       FROM tried t ${n === 1 ? '' : `JOIN counted${n - 1} c ON c.place = t.place AND c.points <= t.most[${n - 1}]`}
       WHERE t.keys[${n}] IS NOT NULL) w
   ), added${n} AS (
     INSERT INTO ${schema}.rate_limit AS l (key, points, expire)
     SELECT key, sum(adds)::integer, max(ends) FROM wanted${n} GROUP BY key ORDER BY key
     ON CONFLICT (key) DO UPDATE SET points = CASE WHEN l.expire > ${now} THEN l.points + excluded.points ELSE excluded.points END,
       expire = CASE WHEN l.expire > ${now} AND NOT l.key ^@ '${FAILURES}' THEN l.expire ELSE excluded.expire END
     RETURNING l.key, l.points, l.expire
   ), counted${n} AS (
     SELECT w.place, a.points - w.later AS points, a.expire FROM wanted${n} w JOIN added${n} a USING (key)
   )`;

/**
 * Counts tries, each against up to four limits in their order, and stops at the first that is over. Wants a CTE `tried`: `place`, and one
 * array each for its limits' `keys`, the points allowed (`most`), when a window that begins now `ends` (milliseconds since the epoch, as
 * is `now`), and whether only `firsts` are counted: those at which the limit before it stands at one.
 *
 * Several tries of one statement count as if they came one after the other, in the order of `place`. A limit is counted by one upsert of
 * its row, so parallel tries are all counted; each limit reads the one before it, and the rows of one limit are taken in the order of
 * their keys, so statements lock in one order. Index: rate_limit_pkey.
 */
export const countLevels = (schema: string, now: string): string => LEVELS.map((n) => level(schema, n, now)).join(',');

const each = (column: string): string => `ARRAY[${LEVELS.map((n) => `l${n}.${column}`).join(', ')}]`;

/** The columns of {@link countedRow} and the joins that bring them to a row with a `place`. */
export const countedColumns = `${each('points')} AS points, ${each('expire')} AS ends`;
export const countedJoins = LEVELS.map((n) => `LEFT JOIN counted${n} l${n} ON l${n}.place = t.place`).join(' ');

/**
 * A count is not waited for on its way to the disk: whoever comes next waits for the row until then, and on a row that everybody counts in
 * that is what counting costs (decision 11). A crash of the database may forget the tries of the last moments. Only outside transactions:
 * a transaction has more in it that must not be forgotten.
 */
export const unhurried = `(SELECT set_config('synchronous_commit', 'off', true)) unhurried`;

/** Counts one try: `$1` the keys of its limits, `$2` points allowed, `$3` ends of windows that begin now, `$4` firsts, `$5` now. */
export const countTry = (schema: string, where: 'alone' | 'inside'): Statement<Counted> =>
  statement(
    `${schema}.limits-count-${where}`,
    `WITH tried AS (SELECT 1 AS place, $1::text[] AS keys, $2::integer[] AS most, $3::bigint[] AS ends, $4::boolean[] AS firsts),
   ${countLevels(schema, '$5::bigint')}
   SELECT ${countedColumns} FROM ${where === 'alone' ? `${unhurried} CROSS JOIN ` : ''}tried t ${countedJoins}`,
    countedRow,
  );

/** What stands at the keys `$1` at `$2`, where anything does. Index: rate_limit_pkey. */
export const readCounts = (schema: string) =>
  statement(
    `${schema}.limits-read`,
    `SELECT key, points, expire FROM ${schema}.rate_limit WHERE key = ANY($1::text[]) AND expire > $2`,
    z.object({ key: z.string(), points: z.number(), expire: z.string() }),
  );

/** Deletes windows that were over at `$1`, `$2` of them at most. Index: rate_limit_expire. */
export const sweepWindows = (schema: string): Statement<unknown> =>
  statement(
    `${schema}.limits-sweep`,
    `DELETE FROM ${schema}.rate_limit WHERE key IN
       (SELECT key FROM ${schema}.rate_limit WHERE expire < $1 ORDER BY expire LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    z.unknown(),
  );
