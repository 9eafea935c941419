import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import type { Db } from '#shared/db';
import { addressKey } from '#shared/http';
import { limitTable, type Watch } from '#shared/limits';

const QUARTER = 15 * 60;
const limits = limitTable('dossier');

export interface LookupTry {
  /** Counts it as a failure, before anybody is told; throws `limit.exceeded` when it is one too many. */
  failed(): Promise<void>;
}

/**
 * Limits wrong tries at look-up: sixty from one network (an IPv6 /64 is one), ten of them at one code. Only failures are counted, and before
 * they are told, so that tries at once are told of no more than those: a counter that looks up dossiers all day never waits, and
 * writes nothing.
 *
 * No limit belongs to a code alone. Codes can be counted up, so a limit that strangers can use up would keep the owner out of
 * any dossier they like; and it protects nothing: a secret is one of 2^50, and a million networks that guess at the limit of
 * one code for a year find it with a chance of one in three thousand.
 */
export function createLookupLimits(deps: { db: Db; clock: Clock; blindIndex: BlindIndex; watch: Watch }): {
  /** Throws `limit.exceeded` with the time to wait. */
  begin(ip: string, code: string): Promise<LookupTry>;
} {
  const { db, clock } = deps;
  const table = limits.watched(deps.watch);
  const index = (...parts: readonly string[]): string => deps.blindIndex('lookup', JSON.stringify(parts)).toString('base64url');
  return {
    async begin(ip, code) {
      const both = [
        { key: `lookup-address:${index(addressKey(ip))}`, points: 60, seconds: QUARTER },
        { key: `lookup-code:${index(addressKey(ip), code)}`, points: 10, seconds: QUARTER },
      ];
      await table.check(db, clock.now(), both);
      return { failed: () => table.count(db, clock.now(), both) };
    },
  };
}

/** Deletes what was counted in windows that are over. */
export const sweepLookupLimits = (db: Db, now: Date): Promise<void> => limits.sweepAll(db, now);
