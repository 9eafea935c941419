import type { Bound, Factors } from '#identity/accounts';
import type { AccountCentreParts } from './parts.ts';
import type { Signed } from './frame.ts';
import { standingOf } from './strength.ts';

/** What an authenticator would carry that is added now: said before it is added. */
export interface Carries {
  readonly bound: Bound;
  /** Where the rest is proved, when there is a rest; comes back here. */
  readonly again: string | null;
  readonly phone: string;
}

export const sampleCarries: Carries = { bound: 2, again: null, phone: '•••• ••• 678' };

/** `back` is the page that shows it. */
export function carriedBy(
  { accounts, clock, sessions }: Pick<AccountCentreParts, 'accounts' | 'clock' | 'sessions'>,
  { principal }: Signed,
  { factors, back }: { factors: Factors; back: string },
): Carries {
  const { bound, proved } = standingOf(principal, factors, clock.epoch());
  return {
    bound,
    again: proved.strongest ? null : sessions.signInUrl(back, { maxAgeSeconds: 0, beyond: 'strongest' }),
    phone: accounts.maskedPhone(principal.account),
  };
}
