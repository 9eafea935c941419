import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { run, statement, type Db } from '#shared/db';
import { type Request } from '#shared/http';
import { Problem, problem } from '#shared/problem';

/** Counts tries in fixed windows under one name, shared by every process. */
export interface Limiter {
  /** Counts one try; throws `limit.exceeded` with the time to wait when there have been too many. Fails closed. */
  take(key: string): Promise<void>;
  /** Makes one try as if it had not been. */
  giveBack(key: string): Promise<void>;
}

/** A limiter over the table `rate_limit` of a module's schema: at most `points` within `seconds` for one key. */
export function createLimiter(options: { db: Db; schema: string; name: string; points: number; seconds: number }): Limiter {
  const limiter = new RateLimiterPostgres({
    storeClient: options.db.pool,
    storeType: 'pool',
    schemaName: options.schema,
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: options.name,
    points: options.points,
    duration: options.seconds,
  });
  return {
    async take(key) {
      try {
        await limiter.consume(key);
      } catch (cause) {
        if (!(cause instanceof RateLimiterRes)) throw cause;
        throw problem('limit.exceeded', { retryAfter: Math.max(1, Math.ceil(cause.msBeforeNext / 1000)) });
      }
    },
    async giveBack(key) {
      await limiter.reward(key);
    },
  };
}

/**
 * For a form that is shown again when a limit is reached: the seconds to wait, which the answer's Retry-After then says too.
 * Any other error is thrown on.
 */
export function secondsToWait(error: unknown, { koa }: Pick<Request, 'koa'>): number {
  if (!(error instanceof Problem) || error.code !== 'limit.exceeded' || error.retryAfter === undefined) throw error;
  koa.set('Retry-After', String(error.retryAfter));
  return error.retryAfter;
}

const BATCH = 1000;

/** Deletes the windows of a schema's `rate_limit` that are over, a batch at a time. Index: rate_limit_expire (milliseconds since the epoch). */
export function limitSweep(schema: 'dossier' | 'payment'): (db: Db, now: Date) => Promise<void> {
  const sweep = statement(
    `${schema}.sweep-limits`,
    `DELETE FROM ${schema}.rate_limit WHERE key IN
       (SELECT key FROM ${schema}.rate_limit WHERE expire < $1 ORDER BY expire LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    z.unknown(),
  );
  return async (db, now) => {
    while ((await run(db, sweep, [now.getTime(), BATCH])) === BATCH);
  };
}
