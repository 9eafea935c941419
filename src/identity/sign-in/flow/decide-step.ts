import type { Account, Factors } from '#identity/accounts';
import { FRESH, amrOf, atLeast, levelReached, type Level, type Proof } from './assurance.ts';
import type { Flow } from './flow.ts';

/** What a person may use where one more factor is needed. */
export type Offer = 'totp' | 'sms' | 'recovery' | 'passkey';
export type RecoveryOffer = 'totp' | 'recovery' | 'birth-date';

/** What the person sees next. Every page belongs to one step; `addressOf` (addresses.ts) says which. */
export type Step =
  | { readonly at: 'credentials' }
  | { readonly at: 'confirm'; readonly with: readonly ('password' | 'passkey')[] }
  | { readonly at: 'second-factor'; readonly offers: readonly Offer[] }
  | { readonly at: 'blocked'; readonly status: 'locked' | 'disabled' }
  | { readonly at: 'unreachable'; readonly why: 'not-verified' | 'no-passkey' | 'no-second-factor' }
  | { readonly at: 'register-person' }
  | { readonly at: 'register-phone' }
  | { readonly at: 'register-code' }
  | { readonly at: 'register-credential' }
  | { readonly at: 'recover-start' }
  | { readonly at: 'recover-code' }
  | { readonly at: 'recover-proof'; readonly offers: readonly RecoveryOffer[] }
  | { readonly at: 'recover-password' }
  | { readonly at: 'recover-in-person' }
  | { readonly at: 'consent' }
  | { readonly at: 'done'; readonly amr: readonly string[]; readonly authTime: number };

export interface StepRequest {
  readonly consent: boolean;
  readonly level: Level;
  /** What the browser's session proved about this very account and may still be counted. */
  readonly sessionProofs: readonly Proof[];
  /** Seconds since the epoch. */
  readonly now: number;
}

export interface Subject {
  readonly account: Account;
  readonly factors: Factors;
}

/**
 * The one place that decides what comes next, from facts alone: what the flow has proved, what the portal asks for, and
 * what the account has. `subject` is the account the flow is about (signed in, signing in, or being recovered), if known.
 *
 * Guarantee: `done` is answered only when something was proved in this flow, the proofs reach the requested level, and an
 * enrolled second factor was not skipped, whatever the level.
 */
export function decideStep(flow: Flow, request: StepRequest, subject: Subject | null): Step {
  if (request.consent) return { at: 'consent' };
  switch (flow.journey) {
    case 'register':
      return registrationStep(flow);
    case 'recover':
      return recoveryStep(flow, subject);
    case 'sign-in':
      return subject === null ? { at: 'credentials' } : signInStep(flow, request, subject);
  }
}

function registrationStep(flow: Flow): Step {
  if (flow.personal === null || flow.registration === null) return { at: 'register-person' };
  if (flow.personal.phone === null) return { at: 'register-phone' };
  return flow.registration.phoneConfirmed && !flow.registration.taken ? { at: 'register-credential' } : { at: 'register-code' };
}

function recoveryStep(flow: Flow, subject: Subject | null): Step {
  if (flow.recovery === null) return { at: 'recover-start' };
  if (!flow.recovery.phoneConfirmed || subject === null) return { at: 'recover-code' };
  if (subject.account.status !== 'active') return { at: 'blocked', status: subject.account.status };
  const offers = recoveryOffers(subject);
  if (flow.recovery.proof !== null && offers.includes(flow.recovery.proof === 'otp' ? 'totp' : flow.recovery.proof))
    return { at: 'recover-password' };
  // A recovery code that was just used was possibly the last one: it still counts.
  if (flow.recovery.proof === 'recovery') return { at: 'recover-password' };
  return offers.length === 0 ? { at: 'recover-in-person' } : { at: 'recover-proof', offers };
}

/**
 * What must be shown beside the phone code, so that a stolen SIM card is not enough: the enrolled second factor or a
 * recovery code; the birth date only where there is nothing stronger and the identity is self-declared anyway.
 */
function recoveryOffers({ account, factors }: Subject): RecoveryOffer[] {
  const offers: RecoveryOffer[] = [];
  if (factors.totp) offers.push('totp');
  if (factors.recoveryCodesLeft > 0) offers.push('recovery');
  if (!factors.totp && factors.passkeys === 0 && account.identityLevel === 1) offers.push('birth-date');
  return offers;
}

function signInStep(flow: Flow, request: StepRequest, subject: Subject): Step {
  const { account, factors } = subject;
  const here = flow.accountId === account.id ? flow.proofs : [];
  if (account.status !== 'active') return here.length === 0 ? { at: 'credentials' } : { at: 'blocked', status: account.status };

  const obstacle = whyUnreachable(request.level, subject);
  if (obstacle !== null) return { at: 'unreachable', why: obstacle };

  // A session that has all it takes and was still sent here must prove itself again, or this would never end.
  const session = enough(request.sessionProofs, request, subject) ? [] : request.sessionProofs;
  const proofs = [...here, ...session.filter((old) => !here.some((fresh) => fresh.kind === old.kind))];
  if (here.length > 0 && enough(proofs, request, subject)) return done(proofs, request);

  if (request.level === 'LoA3') return { at: 'confirm', with: ['passkey'] };
  if (!proofs.some((proof) => proof.kind === 'pwd')) return { at: 'confirm', with: firstFactors(factors) };
  return { at: 'second-factor', offers: secondFactors(subject) };
}

/** Whether the proofs suffice: the level is reached, and a password never goes without the second factor that was enrolled. */
function enough(proofs: readonly Proof[], request: StepRequest, subject: Subject): boolean {
  if (!atLeast(levelReached(subject.account.identityLevel, proofs, request.now), request.level)) return false;
  if (proofs.some((proof) => proof.kind === 'passkey')) return true;
  const enrolled = subject.factors.totp || subject.factors.sms;
  if (!enrolled && request.level === 'LoA1') return true;
  return proofs.some((proof) => secondProofs(subject).includes(proof.kind));
}

/** A passkey stands alone; otherwise every proof counts, and the oldest gives the time. */
function done(proofs: readonly Proof[], request: StepRequest): Step {
  const passkey = proofs.find((proof) => proof.kind === 'passkey' && (request.level !== 'LoA3' || request.now - proof.at <= FRESH));
  const counted = passkey === undefined ? proofs : [passkey];
  return { at: 'done', amr: amrOf(counted.map((proof) => proof.kind)), authTime: Math.min(...counted.map((proof) => proof.at)) };
}

function whyUnreachable(level: Level, { account, factors }: Subject): 'not-verified' | 'no-passkey' | 'no-second-factor' | null {
  if (level === 'LoA1') return null;
  if (account.identityLevel < 2) return 'not-verified';
  if (factors.passkeys > 0) return null;
  if (level === 'LoA3') return 'no-passkey';
  return factors.totp || factors.recoveryCodesLeft > 0 || account.phone !== '' ? null : 'no-second-factor';
}

const firstFactors = (factors: Factors): ('password' | 'passkey')[] => {
  const found: ('password' | 'passkey')[] = [];
  if (factors.passkeys > 0) found.push('passkey');
  if (factors.password || factors.passkeys === 0) found.push('password');
  return found;
};

/** An SMS code is offered where the person chose it or has no authenticator app: it never replaces a stronger enrolled factor. */
function secondFactors({ account, factors }: Subject): Offer[] {
  const offers: Offer[] = [];
  if (factors.totp) offers.push('totp');
  if (account.phone !== '' && (factors.sms || !factors.totp)) offers.push('sms');
  if (factors.passkeys > 0) offers.push('passkey');
  if (factors.recoveryCodesLeft > 0) offers.push('recovery');
  return offers;
}

function secondProofs({ factors }: Subject): Proof['kind'][] {
  return factors.sms || !factors.totp ? ['otp', 'sms', 'recovery'] : ['otp', 'recovery'];
}
