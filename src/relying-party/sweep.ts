import type { Clock } from '#shared/clock';
import { run, type Db } from '#shared/db';
import { sweepLogins, sweepOnce, sweepSessions } from './sweep-sql.ts';

/**
 * Deletes what has expired, in batches of 500, until nothing is left; returns the number of rows. Safe to run from
 * several processes at once.
 */
export async function sweep(db: Db, clock: Clock): Promise<number> {
  let total = 0;
  for (const each of [sweepLogins, sweepSessions, sweepOnce]) {
    let deleted;
    do {
      deleted = await run(db, each, [clock.now()]);
      total += deleted;
    } while (deleted === 500);
  }
  return total;
}
