import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import type { Db } from '#shared/db';
import { addressKey } from '#shared/http';
import { limitTable, shareOf, type Watch } from '#shared/limits';

const limits = limitTable('payment');

export interface LookupTry {
  /** Counts it as one that found nothing, before anybody is told; throws `limit.exceeded` when it is one too many. */
  failed(): Promise<void>;
}

/**
 * Limits look-ups that find nothing: sixty in a quarter of an hour from one network (an IPv6 /64 is one; thousands of telephones share an
 * IPv4 address), and all of them together a minute. Only these are counted: whoever finds what they look for writes nothing, and no crowd
 * of strangers uses up their turn. Shared by every process; fails closed.
 */
export function createLookupLimits(options: { db: Db; clock: Clock; blindIndex: BlindIndex; perMinute: number; watch: Watch }): {
  /** Throws `limit.exceeded` with the time to wait. */
  begin(ip: string): Promise<LookupTry>;
} {
  const { db, clock } = options;
  const table = limits.watched(options.watch);
  const total = { key: 'lookup-total', points: options.perMinute, seconds: 60, shares: 8 };
  return {
    async begin(ip) {
      const index = options.blindIndex('limit', addressKey(ip));
      const network = { key: `lookup-address:${index.toString('base64url')}`, points: 60, seconds: 15 * 60 };
      await table.check(db, clock.now(), [network]);
      return { failed: () => table.count(db, clock.now(), [network, shareOf(total, index)]) };
    },
  };
}

/** Deletes what was counted in windows that are over. */
export const sweepLookupLimits = (db: Db, now: Date): Promise<void> => limits.sweepAll(db, now);
