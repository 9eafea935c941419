import type { Clock } from '#shared/clock';
import { one, type Tx } from '#shared/db';
import { problem } from '#shared/problem';
import { countTry, type Counted } from './limits-sql.ts';

/** At most so many points within so many seconds, counted in fixed windows under one key. */
export interface Limit {
  readonly key: string;
  readonly points: number;
  readonly seconds: number;
}

/**
 * Counts one try against one to four limits, in one statement shared by every process. Throws `limit.exceeded` with the
 * time to wait at the first that is over; those after it are not counted, so what is refused for one reason uses up
 * nothing else. A database fault is thrown as it is: limits fail closed.
 */
export async function count(tx: Tx, clock: Clock, limits: readonly Limit[]): Promise<void> {
  const now = clock.now().getTime();
  const counted = await one(tx, countTry, [
    limits.map(({ key }) => key),
    limits.map(({ points }) => points),
    limits.map(({ seconds }) => now + seconds * 1000),
    now,
  ]);
  refuseOver(limits, counted, now);
}

/** Throws `limit.exceeded` with the time to wait when the last limit that was counted is over. `now` in milliseconds since the epoch. */
export function refuseOver(limits: readonly { readonly points: number }[], { level, points, expire }: Counted, now: number): void {
  const limit = limits[level - 1];
  if (limit === undefined || points > limit.points) {
    throw problem('limit.exceeded', { retryAfter: Math.max(1, Math.ceil((Number(expire) - now) / 1000)) });
  }
}
