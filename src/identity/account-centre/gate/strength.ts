import type { Account, Bound, Factors } from '#identity/accounts';
import type { AccountPrincipal } from '#identity/provider';
import { boundBy, counted, isStrongest, type Proof, proofsOf, provesAll, strongestOf, type Strength } from '#identity/sign-in';

/** What an account's own pages may ask to have been proved. */
export type Needs = 'entered' | 'strongest';

/** Where a session stands among an account's factors. */
export interface Standing {
  /** The strongest proof the account has; the phone on file is one. */
  readonly strongest: Strength;
  readonly proved: Record<Needs, boolean>;
  /** Everything the account can prove was proved: an authenticator cannot be raised further here. */
  readonly everything: boolean;
  /** What an authenticator carries that this session binds. */
  readonly bound: Bound;
}

/**
 * `strongest` is what changing or removing an authenticator takes, and the phone or the e-mail address with them. To enter the security pages,
 * and to add to an account that has nothing but a password and its phone, the password is enough; what is added so counts for little.
 */
export function standingOf(
  { account, amr, authTime }: Pick<AccountPrincipal, 'amr' | 'authTime'> & { account: Pick<Account, 'phone'> },
  factors: Factors,
  now: number,
): Standing {
  const owner = { account, factors };
  const proofs: readonly Proof[] = counted(proofsOf(amr, authTime), factors);
  const strongest = strongestOf(owner);
  const strong = isStrongest(proofs, owner);
  const onlyPassword = strongest === 'pwd' || (strongest === 'sms' && !factors.sms);
  return {
    strongest,
    proved: { strongest: strong, entered: strong || onlyPassword },
    everything: provesAll(proofs, owner),
    bound: boundBy(proofs, now),
  };
}
