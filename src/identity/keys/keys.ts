import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Clock } from '#shared/clock';
import type { Sealer } from '#shared/crypto';
import type { Tx } from '#shared/db';
import type { Events } from '#identity/events';
import { activateKey, algorithms, allKeys, insertKey, removeRetiredKeys, retireOthers, type Algorithm, type KeyRow } from './key-sql.ts';

/** A relying party may keep our key set this long (Cache-Control of the JWKS), so a key is published at least this long before use. */
export const JWKS_MAX_AGE_SECONDS = 300;
/** Every process has read the new key set by then, whether or not a notification was lost. */
const PROPAGATION_SECONDS = 5;

export interface KeyView {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly state: 'next' | 'scheduled' | 'current' | 'previous';
  readonly published_at: string;
  readonly active_from: string | null;
  readonly retire_at: string | null;
}

export interface KeySet {
  /** Private JWKs for oidc-provider: per algorithm the current key first, then previous and next ones. */
  readonly jwks: readonly JWK[];
  /** When the order changes next (a scheduled key becomes current, a previous one leaves), if that is known. */
  readonly changesAt: Date | null;
}

export interface Keys {
  /** Makes sure that every algorithm has a current and a next key; safe from several processes at once. */
  ensure(tx: Tx): Promise<void>;
  current(tx: Tx): Promise<KeySet>;
  list(tx: Tx): Promise<readonly KeyView[]>;
  /**
   * next → current → previous. The next key becomes current as soon as every relying party can have seen it; the one
   * before stays in the key set until the longest token signed with it has expired. Repeating it while a rotation is
   * scheduled changes nothing.
   */
  rotate(tx: Tx, input: { actor: string; algorithms?: readonly Algorithm[] }): Promise<readonly KeyView[]>;
  /** Rotates the algorithms whose current key is older than `maximumDays`, and deletes retired keys. */
  maintain(tx: Tx, input: { maximumDays: number }): Promise<void>;
}

export interface KeysOptions {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly events: Events;
  /** Life of the longest token that we sign, in seconds. */
  readonly longestTokenSeconds: number;
}

const place = (kid: string) => ({ table: 'identity.signing_key', column: 'private_jwk', row: kid });
const later = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);

export function createKeys(options: KeysOptions): Keys {
  const { clock, sealer, events } = options;

  const make = async (tx: Tx, alg: Algorithm, publishedAt: Date, activeFrom: Date | null): Promise<void> => {
    const pair = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
    const bare = await exportJWK(pair.publicKey);
    const kid = await calculateJwkThumbprint(bare);
    const about = { kid, alg, use: 'sig' };
    const sealed = sealer.seal(JSON.stringify({ ...(await exportJWK(pair.privateKey)), ...about }), place(kid));
    await insertKey(tx, {
      kid,
      alg,
      public_jwk: { ...bare, ...about },
      private_jwk: sealed,
      published_at: publishedAt,
      active_from: activeFrom,
    });
  };

  const rotateOne = async (tx: Tx, alg: Algorithm, rows: readonly KeyRow[], actor: string): Promise<void> => {
    const now = clock.now();
    const mine = rows.filter((row) => row.alg === alg);
    if (mine.some((row) => row.active_from !== null && row.active_from > now)) return;
    const next = mine.find((row) => row.active_from === null);
    if (next === undefined) throw new Error(`there is no next ${alg} key to rotate to`);
    // The very first next key was published together with the first current one, so nobody holds a key set without it.
    const firstPublished = Math.min(...mine.map((row) => row.published_at.getTime()));
    const seenByAll = next.published_at.getTime() === firstPublished ? now : later(next.published_at, JWKS_MAX_AGE_SECONDS);
    const at = new Date(Math.max(seenByAll.getTime(), later(now, PROPAGATION_SECONDS).getTime()));
    if (!(await activateKey(tx, { kid: next.kid, at }))) return;
    await retireOthers(tx, { alg, kid: next.kid, at: later(at, options.longestTokenSeconds + JWKS_MAX_AGE_SECONDS) });
    await make(tx, alg, now, null);
    await events.record(tx, { type: 'key.rotated', actor, detail: { alg, kid: next.kid, active_from: at.toISOString() } });
  };

  return {
    async ensure(tx) {
      const rows = await allKeys(tx);
      const now = clock.now();
      for (const alg of algorithms) {
        const mine = rows.filter((row) => row.alg === alg);
        if (mine.length === 0) {
          await tx.query('LOCK TABLE identity.signing_key IN SHARE ROW EXCLUSIVE MODE');
          if ((await allKeys(tx)).some((row) => row.alg === alg)) continue;
          await make(tx, alg, now, now);
        }
        if (!mine.some((row) => row.active_from === null)) await make(tx, alg, now, null);
      }
    },
    async current(tx) {
      const now = clock.now();
      const rows = (await allKeys(tx)).filter((row) => row.retire_at === null || row.retire_at > now);
      const rank = (row: KeyRow): number => (row.active_from !== null && row.active_from <= now ? -row.active_from.getTime() : 1);
      const ordered = rows.toSorted((a, b) => rank(a) - rank(b));
      const moments = rows.flatMap((row) => [row.active_from, row.retire_at]).filter((at) => at !== null && at > now) as Date[];
      return {
        jwks: ordered.map((row) => JSON.parse(sealer.open(row.private_jwk, place(row.kid))) as JWK),
        changesAt: moments.length === 0 ? null : new Date(Math.min(...moments.map((at) => at.getTime()))),
      };
    },
    async list(tx) {
      const now = clock.now();
      const rows = await allKeys(tx);
      return rows.map((row) => show(row, rows, now));
    },
    async rotate(tx, input) {
      const rows = await allKeys(tx);
      for (const alg of input.algorithms ?? algorithms) await rotateOne(tx, alg, rows, input.actor);
      const after = await allKeys(tx);
      return after.map((row) => show(row, after, clock.now()));
    },
    async maintain(tx, input) {
      const now = clock.now();
      await removeRetiredKeys(tx, now);
      const rows = await allKeys(tx);
      for (const alg of algorithms) {
        const newest = rows.filter((row) => row.alg === alg && row.active_from !== null)[0];
        if (newest?.active_from != null && later(newest.active_from, input.maximumDays * 86_400) < now) {
          await rotateOne(tx, alg, rows, 'worker');
        }
      }
    },
  };
}

function show(row: KeyRow, rows: readonly KeyRow[], now: Date): KeyView {
  const active = (key: KeyRow): boolean => key.active_from !== null && key.active_from <= now;
  const newest = rows.find((other) => other.alg === row.alg && active(other));
  const state = row.active_from === null ? 'next' : !active(row) ? 'scheduled' : row.kid === newest?.kid ? 'current' : 'previous';
  return {
    kid: row.kid,
    alg: row.alg,
    state,
    published_at: row.published_at.toISOString(),
    active_from: row.active_from?.toISOString() ?? null,
    retire_at: row.retire_at?.toISOString() ?? null,
  };
}
