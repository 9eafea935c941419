import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import type { Db } from '#shared/db';
import type { Writes } from '#identity/writes';
import { indexesOf } from '#identity/accounts/person';
import type { Action, GivenBack, Try, TryLimits } from './contract.ts';
import { createLimitKeys } from './keys.ts';
import { rateLimits } from './rate-limits.ts';

type Allowance = { readonly points: number; readonly seconds: number };

const MINUTE = 60;
const per = (seconds: number, points: number): Allowance => ({ points, seconds });

/** Failures of one subject from one address, of one subject from anywhere, and of one address. */
const table: Readonly<Record<Action, Readonly<Record<'pair' | 'subject' | 'address', Allowance>>>> = {
  // The limit of a subject locks password sign-in alone: whoever is under attack still enters with a passkey.
  password: { pair: per(15 * MINUTE, 5), subject: per(60 * MINUTE, 50), address: per(15 * MINUTE, 200) },
  code: { pair: per(15 * MINUTE, 10), subject: per(60 * MINUTE, 20), address: per(15 * MINUTE, 200) },
  register: { pair: per(60 * MINUTE, 10), subject: per(60 * MINUTE, 30), address: per(60 * MINUTE, 200) },
  lookup: { pair: per(15 * MINUTE, 20), subject: per(60 * MINUTE, 100), address: per(15 * MINUTE, 300) },
};

/** The total is kept in as many rows; see keys.ts. */
const SHARES = 16;

/** The four limits of one try, in the order in which they are counted: address, pair, subject, total. */
export type Windows = readonly Allowance[];

export interface Limits extends TryLimits {
  readonly keys: ReturnType<typeof createLimitKeys>;
  windows(action: Action): Windows;
}

/**
 * Limits on failures. A try is counted before the secret is looked at and given back when it succeeds, so that parallel
 * tries cannot slip through together. The address comes first: one that is over its limit cannot use up what belongs to
 * a subject.
 */
export function createLimits(deps: { db: Db; clock: Clock; writes: Writes; blindIndex: BlindIndex; triesPerMinute: number }): Limits {
  const { db, clock } = deps;
  const keys = createLimitKeys(deps.blindIndex);
  const total = per(MINUTE, Math.ceil(deps.triesPerMinute / SHARES));
  const windows = (action: Action): Windows => [table[action].address, table[action].pair, table[action].subject, total];
  // Only the pair starts afresh. The wider counts get this one try back: a success of one's own must not wipe out failures against others.
  const giveBack = (input: Try, afresh: boolean): GivenBack => {
    const { address, pair, subject, total: share } = keys.of(input);
    return { kind: 'give-back', keys: [address, pair, subject, share], afresh: afresh ? pair : null };
  };
  const success: TryLimits['success'] = (input) => giveBack(input, true);
  const subjectOf: TryLimits['subjectOf'] = (identifier) => {
    const { citizenNumber, phone } = indexesOf(deps.blindIndex, identifier);
    return (citizenNumber ?? phone)?.toString('hex') ?? identifier.normalize('NFKC').replaceAll(/\W/g, '');
  };
  return {
    keys,
    windows,
    async beforeTry(input) {
      const { address, pair, subject, total: share } = keys.of(input);
      const named = [address, pair, subject, share];
      await rateLimits.count(
        db,
        clock.now(),
        windows(input.action).map((window, index) => ({ key: named[index] ?? '', ...window })),
      );
    },
    async afterSuccess(input) {
      await deps.writes.apply([success(input)]);
    },
    async afterSuccessOf(action, { id, citizenNumber, phone }, ip) {
      const subjects = [id, subjectOf(citizenNumber), subjectOf(phone)];
      await deps.writes.apply(subjects.map((subject) => success({ action, subject, ip })));
    },
    subjectOf,
    success,
    untried: (input) => giveBack(input, false),
  };
}
