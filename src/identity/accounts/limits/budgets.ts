import type { Limit } from '#shared/limits';
import type { Action } from './contract.ts';

type Allowance = Pick<Limit, 'points' | 'seconds'>;

const MINUTE = 60;
const DAY = 86_400;
const per = (seconds: number, points: number): Allowance => ({ points, seconds });

/**
 * What strangers may fail at. `pair`: one subject from one address. `address`: so many different subjects from one address, so that
 * thousands of telephones behind one (carrier-grade NAT) do not wait for one person who mistypes. `inARow`: failures of one authenticator
 * since it was last proved, from wherever; there the way is closed for browsers that are not known, until a stronger proof
 * (NIST SP 800-63B-4 section 3.2.2: 100 at most). A password is counted by what was typed, and a person has a number and a phone: 50 each.
 * What is only looked for or declared has no limit of its own: strangers could use it up.
 */
export const strangers: Readonly<
  Record<Action, { readonly pair: Allowance; readonly address: Allowance; readonly inARow: number | null }>
> = {
  password: { pair: per(15 * MINUTE, 5), address: per(15 * MINUTE, 200), inARow: 50 },
  totp: { pair: per(15 * MINUTE, 10), address: per(15 * MINUTE, 200), inARow: 100 },
  sms: { pair: per(15 * MINUTE, 10), address: per(15 * MINUTE, 200), inARow: 100 },
  recovery: { pair: per(15 * MINUTE, 10), address: per(15 * MINUTE, 200), inARow: 100 },
  code: { pair: per(15 * MINUTE, 10), address: per(15 * MINUTE, 200), inARow: 100 },
  register: { pair: per(60 * MINUTE, 10), address: per(60 * MINUTE, 200), inARow: null },
  lookup: { pair: per(15 * MINUTE, 20), address: per(15 * MINUTE, 300), inARow: null },
};

/** What a browser that is known for an account may fail at, whatever strangers do. */
export const known = { window: per(15 * MINUTE, 10), inARow: 50 } as const;

/** A count of failures in a row is forgotten when there was none for so long; an attacker who waits so long gets nowhere. */
export const IN_A_ROW_SECONDS = 30 * DAY;

/** After so many failures in a row a right password from an unknown browser is followed by the phone's code or a passkey. */
export const WARY = 10;

/** Passwords of so many characters may be somebody's only factor; a shorter one from an unknown browser is followed by the same (SP 800-63B-4). */
export const ALONE_CHARACTERS = 15;

/** New passwords one account may set. */
export const newPasswords = per(60 * MINUTE, 10);

/** The total is kept in as many rows; see keys.ts. */
export const SHARES = 16;
