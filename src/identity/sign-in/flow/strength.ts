import type { Account, Factors } from '#identity/accounts';
import type { Proof } from './assurance.ts';

/** More than a level, for the account's own pages: the strongest proof the account has, or all of them. */
export type Beyond = 'strongest' | 'everything';

/** Factors by what they withstand, weakest first. */
const order = ['pwd', 'sms', 'otp', 'passkey'] as const;
export type Strength = (typeof order)[number];

interface Owner {
  readonly account: Pick<Account, 'phone'>;
  readonly factors: Factors;
}

/**
 * The strongest proof an account has. What was bound with a password alone is no stronger than the phone on file: whoever adds a passkey or an
 * app with a stolen password must not shut the owner out with it. A passkey without a password is all there is, whatever it was bound at.
 */
export function strongestOf({ account, factors }: Owner): Strength {
  const { bound } = factors;
  if ((bound.passkey ?? 0) > 1 || (bound.passkey !== null && bound.password === null)) return 'passkey';
  if ((bound.totp ?? 0) > 1) return 'otp';
  return account.phone === '' ? 'pwd' : 'sms';
}

/**
 * Whether the strongest proof is among these (counted) proofs. A recovery code stands for it: it exists for the day on which that factor is
 * lost, and whoever lost it must be able to remove it. Nothing that was bound with a password alone stands for anything else.
 */
export function isStrongest(proofs: readonly Proof[], owner: Owner): boolean {
  const needed = strongestOf(owner);
  const { bound } = owner.factors;
  const best = { pwd: bound.password, sms: bound.phone, otp: bound.totp, passkey: bound.passkey }[needed] ?? 1;
  if (!proofs.some(({ kind }) => kind === 'pwd' || kind === 'passkey')) return false;
  return proofs.some((proof) =>
    proof.kind === 'recovery'
      ? proof.bound > 1
      : proof.kind === needed
        ? proof.bound >= Math.min(2, best)
        : proof.bound > 1 && order.indexOf(proof.kind) > order.indexOf(needed),
  );
}

/**
 * What (counted) proofs amount to for this account: each at what its authenticator was bound at, and all of them for one factor where the
 * strongest is not among them. A weaker factor is never taken for a stronger one that is enrolled.
 */
export const amounting = (proofs: readonly Proof[], owner: Owner): readonly Proof[] =>
  isStrongest(proofs, owner) ? proofs : proofs.map((proof) => ({ ...proof, bound: 1 }));

/**
 * Whether everything the account can prove is among these proofs: what raises an authenticator to the most it can carry. A passkey that was
 * itself bound with everything says it all.
 */
export function provesAll(proofs: readonly Proof[], owner: Owner): boolean {
  const { bound, totp } = owner.factors;
  const has = (kind: Proof['kind']): boolean => proofs.some((proof) => proof.kind === kind);
  if (!isStrongest(proofs, owner)) return false;
  if (bound.password === null || proofs.some((proof) => proof.kind === 'passkey' && proof.bound === 3)) return true;
  return has('pwd') && (has('otp') || !totp) && (has('sms') || owner.account.phone === '');
}
