import { z } from 'zod';
import { statement, type Statement } from '#shared/db';

/** How far a try was counted: the last limit (from 1) and what stands there. Only the last can be over. `expire` in milliseconds since the epoch. */
export const countedRow = z.object({ level: z.number(), points: z.number(), expire: z.string() });
export type Counted = z.infer<typeof countedRow>;

interface Where {
  readonly points: string;
  readonly ends: string;
  readonly now: string;
}

const level = (schema: string, n: 1 | 2 | 3 | 4, { points, ends, now }: Where): string => `
   wanted${n} AS (
     SELECT t.place, t.keys[${n}] AS key, (count(*) OVER (PARTITION BY t.keys[${n}] ORDER BY t.place DESC))::integer - 1 AS later FROM tried t
     ${n === 1 ? '' : `JOIN counted${n - 1} c ON c.place = t.place AND c.points <= (${points}::integer[])[${n - 1}]`}
     WHERE t.keys[${n}] IS NOT NULL
   ), added${n} AS (
     INSERT INTO ${schema}.rate_limit AS l (key, points, expire)
     SELECT key, count(*)::integer, (${ends}::bigint[])[${n}] FROM wanted${n} GROUP BY key ORDER BY key
     ON CONFLICT (key) DO UPDATE SET points = CASE WHEN l.expire > ${now} THEN l.points + excluded.points ELSE excluded.points END,
       expire = CASE WHEN l.expire > ${now} THEN l.expire ELSE excluded.expire END
     RETURNING l.key, l.points, l.expire
   ), counted${n} AS (
     SELECT w.place, a.points - w.later AS points, a.expire FROM wanted${n} w JOIN added${n} a USING (key)
   )`;

/**
 * Counts tries, each against up to four limits in their order, and stops at the first that is over. Wants a CTE `tried` (`place`, and
 * `keys`, an array of text), and where the points allowed, the ends of windows that begin now, and now are (milliseconds since the epoch).
 *
 * Several tries of one statement count as if they came one after the other, in the order of `place`. A limit is counted by one upsert of
 * its row, so parallel tries are all counted; each limit reads the one before it, and the rows of one limit are taken in the order of
 * their keys, so statements lock in one order. Index: rate_limit_pkey.
 */
export const countLevels = (schema: string, where: Where): string => ([1, 2, 3, 4] as const).map((n) => level(schema, n, where)).join(',');

/** The columns of {@link countedRow} and the joins that bring them to a row with a `place`. */
export const countedColumns = `num_nonnulls(l1.place, l2.place, l3.place, l4.place) AS level,
     coalesce(l4.points, l3.points, l2.points, l1.points) AS points, coalesce(l4.expire, l3.expire, l2.expire, l1.expire) AS expire`;
export const countedJoins = ([1, 2, 3, 4] as const).map((n) => `LEFT JOIN counted${n} l${n} ON l${n}.place = t.place`).join(' ');

/** Counts one try: `$1` the keys of its limits, `$2` points allowed, `$3` ends of windows that begin now, `$4` now. */
export const countTry = (schema: string): Statement<Counted> =>
  statement(
    `${schema}.limits-count`,
    `WITH tried AS (SELECT 1 AS place, $1::text[] AS keys),${countLevels(schema, { points: '$2', ends: '$3', now: '$4' })}
   SELECT ${countedColumns} FROM tried t ${countedJoins}`,
    countedRow,
  );

/**
 * Takes one point from each of the keys `$1` in windows that still run at `$2`, never below none. The rows are locked in the order of the
 * keys, which is the order in which a try counts them. Index: rate_limit_pkey.
 */
export const giveBackTry = (schema: string): Statement<unknown> =>
  statement(
    `${schema}.limits-give-back`,
    `WITH held AS (
       SELECT l.key FROM ${schema}.rate_limit l JOIN unnest($1::text[]) WITH ORDINALITY AS k(key, place) USING (key)
       WHERE l.expire > $2 ORDER BY k.place FOR UPDATE OF l
     )
     UPDATE ${schema}.rate_limit l SET points = greatest(l.points - 1, 0) FROM held WHERE l.key = held.key`,
    z.unknown(),
  );

/** Deletes windows that were over at `$1`, `$2` of them at most. Index: rate_limit_expire. */
export const sweepWindows = (schema: string): Statement<unknown> =>
  statement(
    `${schema}.limits-sweep`,
    `DELETE FROM ${schema}.rate_limit WHERE key IN
       (SELECT key FROM ${schema}.rate_limit WHERE expire < $1 ORDER BY expire LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    z.unknown(),
  );
