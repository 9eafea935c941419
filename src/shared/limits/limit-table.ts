import { one, run, type Tx } from '#shared/db';
import { problem } from '#shared/problem';
import { countLevels, countTry, giveBackTry, sweepWindows, type Counted } from './limits-sql.ts';

/** At most so many points within so many seconds, counted in fixed windows under one key. */
export interface Limit {
  readonly key: string;
  readonly points: number;
  readonly seconds: number;
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
   * Makes one try that was counted under `keys`, named in the order in which they were counted, as if it had not been. A window that is
   * over meanwhile stays as it is.
   */
  giveBack(tx: Tx, now: Date, keys: readonly string[]): Promise<void>;
  /** Deletes windows that are over, a thousand at most, and returns how many. */
  sweep(tx: Tx, now: Date): Promise<number>;
  /** Deletes all windows that are over, a thousand at a time. */
  sweepAll(tx: Tx, now: Date): Promise<void>;
  /** The counting for a statement that does more; see `countLevels`. */
  levels(where: Parameters<typeof countLevels>[1]): string;
}

/** Call it once for each schema, as the module is loaded: the statements are made then. */
export function limitTable(schema: string): LimitTable {
  const counting = countTry(schema);
  const giving = giveBackTry(schema);
  const sweeping = sweepWindows(schema);
  const sweep: LimitTable['sweep'] = (tx, now) => run(tx, sweeping, [now.getTime(), BATCH]);
  return {
    async count(tx, now, limits) {
      const at = now.getTime();
      const counted = await one(tx, counting, [
        limits.map(({ key }) => key),
        limits.map(({ points }) => points),
        limits.map(({ seconds }) => at + seconds * 1000),
        at,
      ]);
      refuseOver(limits, counted, at);
    },
    async giveBack(tx, now, keys) {
      await run(tx, giving, [keys, now.getTime()]);
    },
    sweep,
    async sweepAll(tx, now) {
      while ((await sweep(tx, now)) === BATCH);
    },
    levels: (where) => countLevels(schema, where),
  };
}

/** Throws `limit.exceeded` with the time to wait when the last limit that was counted is over. `now` in milliseconds since the epoch. */
export function refuseOver(limits: readonly { readonly points: number }[], { level, points, expire }: Counted, now: number): void {
  const limit = limits[level - 1];
  if (limit === undefined || points > limit.points) {
    throw problem('limit.exceeded', { retryAfter: Math.max(1, Math.ceil((Number(expire) - now) / 1000)) });
  }
}
