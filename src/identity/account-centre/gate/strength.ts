import type { Factors } from '#identity/accounts';
import { proofsOf } from '#identity/sign-in';

/** Factors by what they withstand, weakest first. */
const order = ['pwd', 'sms', 'otp', 'passkey'] as const;
export type Strength = (typeof order)[number];

/** The strongest factor an account has. */
export function strongestOf(factors: Factors): Strength {
  if (factors.passkeys > 0) return 'passkey';
  if (factors.totp) return 'otp';
  return factors.sms ? 'sms' : 'pwd';
}

/**
 * Whether a session with this `amr` was begun with a factor of at least `needed`. A recovery code stands for the strongest
 * factor: it exists for the day on which that factor is lost, and whoever lost it must be able to remove it.
 */
export function provedWith(amr: readonly string[], needed: Strength): boolean {
  return proofsOf(amr, 0).some(({ kind }) => kind === 'recovery' || order.indexOf(kind) >= order.indexOf(needed));
}
