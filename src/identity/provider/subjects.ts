import { createSecretKey } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '#shared/clock';
import { hmacSha256 } from '#shared/crypto';
import { maybe, one, statement, type Db } from '#shared/db';

// Primary key (account_id, sector).
const find = statement(
  'subjects.find',
  `SELECT sub FROM identity.subject WHERE account_id = $1 AND sector = $2`,
  z.object({ sub: z.string() }),
);

// Primary key (account_id, sector): the first one issued stays, whoever else computes one meanwhile.
const keep = statement(
  'subjects.keep',
  `INSERT INTO identity.subject (account_id, sector, sub, pepper_version, created_at)
   VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (account_id, sector) DO UPDATE SET sub = identity.subject.sub
   RETURNING sub`,
  z.object({ sub: z.string() }),
);

/** Pairwise subject identifiers (OpenID Connect Core section 8.1). */
export interface Subjects {
  /** The account's `sub` for a sector; the same for ever once issued, whatever happens to peppers. */
  of(accountId: string, sector: string): Promise<string>;
}

const MOST_REMEMBERED = 50_000;

/** HMAC-SHA-256 over sector and account with the newest pepper, kept in the database from the first use on. */
export function createSubjects(options: { db: Db; clock: Clock; peppers: ReadonlyMap<number, Buffer> }): Subjects {
  const { db, clock, peppers } = options;
  const newest = Math.max(...peppers.keys());
  const pepper = peppers.get(newest);
  if (pepper === undefined) throw new Error('there is no subject pepper');
  const key = createSecretKey(pepper);
  const remembered = new Map<string, Promise<string>>();

  const load = async (accountId: string, sector: string): Promise<string> => {
    const known = await maybe(db, find, [accountId, sector]);
    if (known !== null) return known.sub;
    const sub = hmacSha256(key, JSON.stringify([sector, accountId])).toString('base64url');
    return (await one(db, keep, [accountId, sector, sub, newest, clock.now()])).sub;
  };

  return {
    of(accountId, sector) {
      const key = `${accountId} ${sector}`;
      const known = remembered.get(key);
      if (known !== undefined) return known;
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      const sub = load(accountId, sector);
      sub.catch(() => remembered.delete(key));
      remembered.set(key, sub);
      return sub;
    },
  };
}
