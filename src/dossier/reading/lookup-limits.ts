import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import type { Db } from '#shared/db';
import { addressKey } from '#shared/http';
import { limitTable } from '#shared/limits';

const QUARTER = 15 * 60;
const limits = limitTable('dossier');

/**
 * Limits wrong tries at look-up: sixty from one network (an IPv6 /64 is one), ten of them at one code. A try is counted before
 * the secret is looked at, so that tries at once cannot slip through together, and is given back when the secret was right: a
 * counter that looks up dossiers all day never waits.
 *
 * No limit belongs to a code alone. Codes can be counted up, so a limit that strangers can use up would keep the owner out of
 * any dossier they like; and it protects nothing: a secret is one of 2^50, and a million networks that guess at the limit of
 * one code for a year find it with a chance of one in three thousand.
 */
export function createLookupLimits({ db, clock, blindIndex }: { db: Db; clock: Clock; blindIndex: BlindIndex }): {
  /** Throws `limit.exceeded` with the time to wait; `giveBack` undoes the count. */
  take(ip: string, code: string): Promise<{ giveBack(): Promise<void> }>;
} {
  const index = (...parts: readonly string[]): string => blindIndex('lookup', JSON.stringify(parts)).toString('base64url');
  return {
    async take(ip, code) {
      const network = `lookup-address:${index(addressKey(ip))}`;
      const pair = `lookup-code:${index(addressKey(ip), code)}`;
      await limits.count(db, clock.now(), [
        { key: network, points: 60, seconds: QUARTER },
        { key: pair, points: 10, seconds: QUARTER },
      ]);
      return { giveBack: () => limits.giveBack(db, clock.now(), [network, pair]) };
    },
  };
}

/** Deletes what was counted in windows that are over. */
export const sweepLookupLimits = (db: Db, now: Date): Promise<void> => limits.sweepAll(db, now);
