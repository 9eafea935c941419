import { z } from 'zod';
import type { Clock } from '#shared/clock';
import { maybe, statement, type Db } from '#shared/db';

/** What the protocol has to know of an account at every step: nothing personal. */
export interface Standing {
  readonly status: 'active' | 'locked' | 'disabled';
  readonly identityLevel: 1 | 2;
}

// Primary key.
const find = statement(
  'standings.find',
  `SELECT status, identity_level FROM identity.account WHERE id = $1`,
  z.object({ status: z.enum(['active', 'locked', 'disabled']), identity_level: z.union([z.literal(1), z.literal(2)]) }),
);

export interface Standings {
  of(accountId: string): Promise<Standing | null>;
}

/** However notifications fare, nothing is believed longer. */
const TRUSTED_SECONDS = 5;
const MOST_ENTRIES = 50_000;

/**
 * Remembers standings for seconds; `changes` forgets one account, or with null all of them, as soon as any process has
 * changed it (NOTIFY). A disabled account is therefore out everywhere at once, and after five seconds at the very latest.
 */
export function createStandings(options: { db: Db; clock: Clock; changes: (handler: (id: string | null) => void) => void }): Standings {
  const { db, clock } = options;
  const entries = new Map<string, { readonly standing: Promise<Standing | null>; readonly until: number }>();
  options.changes((id) => {
    if (id === null) entries.clear();
    else entries.delete(id);
  });
  const load = async (accountId: string): Promise<Standing | null> => {
    const row = await maybe(db, find, [accountId]);
    return row === null ? null : { status: row.status, identityLevel: row.identity_level };
  };
  return {
    of(accountId) {
      const now = clock.epoch();
      const known = entries.get(accountId);
      if (known !== undefined && known.until > now) return known.standing;
      if (entries.size >= MOST_ENTRIES) entries.clear();
      const standing = load(accountId);
      entries.set(accountId, { standing, until: now + TRUSTED_SECONDS });
      const forget = (): void => void entries.delete(accountId);
      standing.then((found) => {
        if (found === null) forget();
      }, forget);
      return standing;
    },
  };
}
