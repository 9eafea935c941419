import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import type { Db } from '#shared/db';
import { addressKey } from '#shared/http';
import { limitTable, shareOf } from '#shared/limits';

const limits = limitTable('payment');

/**
 * Limits look-ups: sixty that find nothing in a quarter of an hour from one network (an IPv6 /64 is one; thousands of telephones share an
 * IPv4 address), and all of them together a minute. A try is counted before anything is looked for; one that found something is given
 * back to its network. Shared by every process; throws `limit.exceeded` with the time to wait. Fails closed.
 */
export function createLookupLimits(options: { db: Db; clock: Clock; blindIndex: BlindIndex; perMinute: number }): {
  take(ip: string): Promise<{ giveBack(): Promise<void> }>;
} {
  const { db, clock } = options;
  const total = { key: 'lookup-total', points: options.perMinute, seconds: 60, shares: 8 };
  return {
    async take(ip) {
      const index = options.blindIndex('limit', addressKey(ip));
      const network = `lookup-address:${index.toString('base64url')}`;
      await limits.count(db, clock.now(), [{ key: network, points: 60, seconds: 15 * 60 }, shareOf(total, index)]);
      return { giveBack: () => limits.giveBack(db, clock.now(), [network]) };
    },
  };
}

/** Deletes what was counted in windows that are over. */
export const sweepLookupLimits = (db: Db, now: Date): Promise<void> => limits.sweepAll(db, now);
