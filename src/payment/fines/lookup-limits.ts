import type { BlindIndex } from '#shared/crypto';
import type { Db } from '#shared/db';
import { addressKey } from '#shared/http';
import { createLimiter, limitSweep } from '#shared/limiter';

/** The total is kept in shares, so that one row does not make everybody wait for everybody. */
const SHARES = 8;

/**
 * Limits look-ups: sixty that find nothing in a quarter of an hour from one network (an IPv6 /64 is one; thousands of telephones share an
 * IPv4 address), and all of them together a minute. A try is counted before anything is looked for; one that found something is given
 * back to its network. Shared by every process; throws `limit.exceeded` with the time to wait. Fails closed.
 */
export function createLookupLimits(options: { db: Db; blindIndex: BlindIndex; perMinute: number }): {
  take(ip: string): Promise<{ giveBack(): Promise<void> }>;
} {
  const { db } = options;
  const network = createLimiter({ db, schema: 'payment', name: 'lookup-address', points: 60, seconds: 15 * 60 });
  const points = Math.max(1, Math.ceil(options.perMinute / SHARES));
  const total = createLimiter({ db, schema: 'payment', name: 'lookup-total', points, seconds: 60 });
  return {
    async take(ip) {
      const index = options.blindIndex('limit', addressKey(ip));
      const key = index.toString('base64url');
      await network.take(key);
      await total.take(String(index.readUInt8(0) % SHARES));
      return { giveBack: () => network.giveBack(key) };
    },
  };
}

/** Deletes what was counted in windows that are over. */
export const sweepLookupLimits = limitSweep('payment');
