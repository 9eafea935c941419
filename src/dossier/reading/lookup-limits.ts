import type { BlindIndex } from '#shared/crypto';
import type { Db } from '#shared/db';
import { addressKey } from '#shared/http';
import { createLimiter, limitSweep } from '#shared/limiter';

const QUARTER = 15 * 60;

/**
 * Limits wrong tries at look-up: sixty from one network (an IPv6 /64 is one), ten of them at one code. A try is counted before
 * the secret is looked at, so that tries at once cannot slip through together, and is given back when the secret was right: a
 * counter that looks up dossiers all day never waits.
 *
 * No limit belongs to a code alone. Codes can be counted up, so a limit that strangers can use up would keep the owner out of
 * any dossier they like; and it protects nothing: a secret is one of 2^50, and a million networks that guess at the limit of
 * one code for a year find it with a chance of one in three thousand.
 */
export function createLookupLimits({ db, blindIndex }: { db: Db; blindIndex: BlindIndex }): {
  /** Throws `limit.exceeded` with the time to wait; `giveBack` undoes the count. */
  take(ip: string, code: string): Promise<{ giveBack(): Promise<void> }>;
} {
  const networks = createLimiter({ db, schema: 'dossier', name: 'lookup-address', points: 60, seconds: QUARTER });
  const pairs = createLimiter({ db, schema: 'dossier', name: 'lookup-code', points: 10, seconds: QUARTER });
  const index = (...parts: readonly string[]): string => blindIndex('lookup', JSON.stringify(parts)).toString('base64url');
  return {
    async take(ip, code) {
      const network = index(addressKey(ip));
      const pair = index(addressKey(ip), code);
      await Promise.all([networks.take(network), pairs.take(pair)]);
      return {
        async giveBack() {
          await Promise.all([networks.giveBack(network), pairs.giveBack(pair)]);
        },
      };
    },
  };
}

/** Deletes what was counted in windows that are over. */
export const sweepLookupLimits = limitSweep('dossier');
