import { many, one, run, type Tx } from '#shared/db';
import { countLevels, countTry, readCounts, sweepWindows } from './limits-sql.ts';
import { allowed, refuseOver, unwatched, type Watch } from './watch.ts';

/** At most so many points within so many seconds, counted in fixed windows under one key. */
export interface Limit {
  /** `name:whose`. A name that begins with `failures-` has no window: each failure prolongs the count. */
  readonly key: string;
  readonly points: number;
  readonly seconds: number;
  /** Counts only what is the first under the limit before it, so that it counts how many different there are. */
  readonly firsts?: true;
}

/** Rows a sweep deletes at most. */
const BATCH = 1000;

/** The table `rate_limit` of one module's schema. Whoever counts in it, in whatever process, counts in the same rows. */
export interface LimitTable {
  /**
   * Counts one try against one to four limits, in one statement. Throws `limit.exceeded` with the time to wait at the first that is over;
   * those after it are not counted, so what is refused for one reason uses up nothing else. Parallel tries are all counted. A database
   * fault is thrown as it is: limits fail closed.
   */
  count(tx: Tx, now: Date, limits: readonly Limit[]): Promise<void>;
  /**
   * Throws as `count` does where one more would be over, and counts nothing. For what is cheap to try: it is looked at first, and `count`ed
   * when it has failed, before anybody is told. So no more failures are ever told than the limit says, and a success writes nothing;
   * tries that are under way at the moment the limit is reached may still succeed.
   */
  check(tx: Tx, now: Date, limits: readonly Limit[]): Promise<void>;
  /** Deletes windows that are over, a thousand at most, and returns how many. */
  sweep(tx: Tx, now: Date): Promise<number>;
  /** Deletes all windows that are over, a thousand at a time. */
  sweepAll(tx: Tx, now: Date): Promise<void>;
  /** The counting for a statement that does more; see `countLevels`. */
  levels(now: string): string;
  /** The same table, with its limits watched. */
  watched(watch: Watch): LimitTable;
}

/** Call it once for each schema, as the module is loaded: the statements are made then. */
export function limitTable(schema: string): LimitTable {
  const counting = { alone: countTry(schema, 'alone'), inside: countTry(schema, 'inside') };
  const reading = readCounts(schema);
  const sweeping = sweepWindows(schema);
  const sweep: LimitTable['sweep'] = (tx, now) => run(tx, sweeping, [now.getTime(), BATCH]);
  const watched = (watch: Watch): LimitTable => ({
    async count(tx, now, limits) {
      const at = now.getTime();
      const counted = await one(tx, 'transaction' in tx ? counting.alone : counting.inside, [
        limits.map(({ key }) => key),
        limits.map((limit) => allowed(watch, limit)),
        limits.map(({ seconds }) => at + seconds * 1000),
        limits.map(({ firsts }) => firsts ?? false),
        at,
      ]);
      refuseOver(watch, limits, { ...counted, now: at });
    },
    async check(tx, now, limits) {
      const at = now.getTime();
      const found = new Map((await many(tx, reading, [limits.map(({ key }) => key), at])).map((row) => [row.key, row]));
      const rows = limits.map(({ key }) => found.get(key));
      refuseOver(watch, limits, {
        points: rows.map((row) => (row?.points ?? 0) + 1),
        ends: rows.map((row) => row?.expire ?? null),
        now: at,
      });
    },
    sweep,
    async sweepAll(tx, now) {
      while ((await sweep(tx, now)) === BATCH);
    },
    levels: (now) => countLevels(schema, now),
    watched,
  });
  return watched(unwatched);
}
