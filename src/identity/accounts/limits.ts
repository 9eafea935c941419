import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import { run, type Db } from '#shared/db';
import { addressKey } from './address-key.ts';
import type { Accounts } from './contract.ts';
import { count } from './limits-count.ts';
import { giveBack } from './limits-sql.ts';

type Action = Parameters<Accounts['limits']['beforeTry']>[0]['action'];
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

/** One row for the whole service would make every try wait for every other, so the total is kept in shares. */
const SHARES = 16;

/**
 * Limits on failures. A try is counted before the secret is looked at and given back when it succeeds, so that parallel
 * tries cannot slip through together. The address comes first: one that is over its limit cannot use up what belongs to
 * a subject.
 */
export function createLimits(deps: { db: Db; clock: Clock; blindIndex: BlindIndex; triesPerMinute: number }): Accounts['limits'] {
  const { db, clock, blindIndex } = deps;
  const total = per(MINUTE, Math.ceil(deps.triesPerMinute / SHARES));
  const hash = (...parts: string[]): Buffer => blindIndex('limit', JSON.stringify(parts));
  const keysOf = (input: { action: Action; subject: string; ip: string }) => {
    const address = addressKey(input.ip);
    const subject = hash('subject', input.subject);
    return {
      address: `${input.action}-address:${hash('address', address).toString('base64url')}`,
      pair: `${input.action}-pair:${hash('pair', input.subject, address).toString('base64url')}`,
      subject: `${input.action}-subject:${subject.toString('base64url')}`,
      total: `total:${String(subject.readUInt8(0) % SHARES)}`,
    };
  };
  return {
    async beforeTry(input) {
      const keys = keysOf(input);
      const of = table[input.action];
      await count(db, clock, [
        { key: keys.address, ...of.address },
        { key: keys.pair, ...of.pair },
        { key: keys.subject, ...of.subject },
        { key: keys.total, ...total },
      ]);
    },
    async afterSuccess(input) {
      const { address, pair, subject, total: share } = keysOf(input);
      // Only the pair starts afresh. The wider counts get this one try back: a success of one's own must not wipe out
      // failures against others.
      await run(db, giveBack, [[address, pair, subject, share], pair, clock.now().getTime()]);
    },
  };
}
