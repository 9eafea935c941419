import type { Account, Factors } from '#identity/accounts';
import { amounting, type Beyond, isStrongest, provesAll, strongestOf } from './strength.ts';
import { amrOf, atLeast, counted, levelReached, type Level, type Proof } from './assurance.ts';
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
  | { readonly at: 'unreachable'; readonly why: 'not-verified' | 'no-passkey' | 'no-second-factor' | 'bound-lower' }
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
  /** What the account's own pages ask for, whatever level it makes. */
  readonly beyond?: Beyond | undefined;
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
 * What must be shown beside the phone code, so that a stolen SIM card is not enough: the enrolled app or a recovery code. The birth date only
 * where nothing else was ever set up and the identity is self-declared anyway: the citizen number tells its year.
 */
function recoveryOffers({ account, factors }: Subject): RecoveryOffer[] {
  const offers: RecoveryOffer[] = [];
  if (factors.totp) offers.push('totp');
  if (factors.recoveryCodesLeft > 0) offers.push('recovery');
  if (nothingElse(factors) && account.identityLevel === 1) offers.push('birth-date');
  return offers;
}

/** No authenticator was ever set up beside the password and the phone. */
export const nothingElse = ({ totp, passkeys, bound }: Factors): boolean => !totp && passkeys === 0 && bound.recovery === null;

function signInStep(flow: Flow, request: StepRequest, subject: Subject): Step {
  const { account, factors } = subject;
  const here = flow.accountId === account.id ? counted(flow.proofs, factors) : [];
  if (account.status !== 'active') return here.length === 0 ? { at: 'credentials' } : { at: 'blocked', status: account.status };

  const obstacle = whyUnreachable(request, subject);
  if (obstacle !== null) return { at: 'unreachable', why: obstacle };

  // A session that has all it takes and was still sent here must prove itself again, or this would never end.
  const before = counted(request.sessionProofs, factors);
  const session = enough(before, request, subject) ? [] : before;
  const proofs = [...here, ...session.filter((old) => !here.some((fresh) => fresh.kind === old.kind))];
  if (here.length > 0) {
    // A passkey stands alone where it suffices, and is not spoken of where the others suffice without it; otherwise every proof counts.
    const [passkeys, others] = [proofs.filter(({ kind }) => kind === 'passkey'), proofs.filter(({ kind }) => kind !== 'passkey')];
    const suffices = (some: readonly Proof[]): boolean => some.some((proof) => here.includes(proof)) && enough(some, request, subject);
    const used = [passkeys, others, proofs].find(suffices);
    if (used !== undefined) return done(used, subject);
  }

  if (request.level === 'LoA3') return { at: 'confirm', with: ['passkey'] };
  if (!proofs.some((proof) => proof.kind === 'pwd')) return { at: 'confirm', with: firstFactors(factors, here) };
  return { at: 'second-factor', offers: secondFactors(proofs, request, subject) };
}

/**
 * Whether the proofs suffice. The level must be reached, and besides:
 *
 * | asked for                | needs                                                                               |
 * |--------------------------|-------------------------------------------------------------------------------------|
 * | LoA1                     | beside a password, the second factor that was set up (app, or SMS where it was chosen) |
 * | LoA2                     | the strongest factor the account has, or a recovery code in its place (`amounting`) |
 * | LoA3                     | the passkey, now: nothing else reaches it                                           |
 * | `strongest` (own pages)  | as LoA2, also of an account that is not verified                                    |
 * | `everything` (own pages) | the strongest, and unless it is a passkey bound at 3: password, app and phone as well |
 */
function enough(proofs: readonly Proof[], request: StepRequest, subject: Subject): boolean {
  const { account, factors } = subject;
  if (!atLeast(levelReached(account.identityLevel, amounting(proofs, subject), request.now), request.level)) return false;
  if (request.beyond === 'everything') return provesAll(proofs, subject);
  if (request.beyond === 'strongest') return isStrongest(proofs, subject);
  if (request.level !== 'LoA1') return true;
  if (proofs.some(({ kind }) => kind === 'passkey')) return true;
  return (!factors.totp && !factors.sms) || proofs.some(({ kind }) => secondProofs(factors).includes(kind));
}

/** The oldest proof gives the time. */
function done(used: readonly Proof[], subject: Subject): Step {
  return { at: 'done', amr: amrOf(amounting(used, subject)), authTime: Math.min(...used.map((proof) => proof.at)) };
}

/** Why no proof this account can give reaches what is asked for, or null. */
function whyUnreachable(request: StepRequest, { account, factors }: Subject): Extract<Step, { at: 'unreachable' }>['why'] | null {
  const { bound } = factors;
  if (request.level === 'LoA1') return null;
  if (account.identityLevel < 2) return 'not-verified';
  if (request.level === 'LoA3') return bound.passkey === 3 ? null : bound.passkey === null ? 'no-passkey' : 'bound-lower';
  const codes = (factors.recoveryCodesLeft > 0 ? (bound.recovery ?? 0) : 0) > 1;
  const password = (bound.password ?? 0) > 1;
  switch (strongestOf({ account, factors })) {
    case 'passkey':
      return bound.passkey === 1 ? 'bound-lower' : null;
    case 'otp':
      return password ? null : 'bound-lower';
    case 'sms':
      return password && (bound.phone > 1 || codes) ? null : 'bound-lower';
    case 'pwd':
      return codes ? null : 'no-second-factor';
  }
}

/** What somebody who is known can begin with; what they have just used does not help again. */
function firstFactors(factors: Factors, here: readonly Proof[]): ('password' | 'passkey')[] {
  const ways: ('password' | 'passkey')[] = [];
  if (factors.passkeys > 0 && !here.some(({ kind }) => kind === 'passkey')) ways.push('passkey');
  if (factors.password || ways.length === 0) ways.push('password');
  return ways;
}

/** What may follow the password: only what would help. */
function secondFactors(proofs: readonly Proof[], request: StepRequest, subject: Subject): Offer[] {
  const { account, factors } = subject;
  const kinds = { totp: 'otp', sms: 'sms', passkey: 'passkey', recovery: 'recovery' } as const;
  const best = { totp: factors.bound.totp, sms: factors.bound.phone, passkey: factors.bound.passkey, recovery: factors.bound.recovery };
  const there: Readonly<Record<Offer, boolean>> = {
    totp: factors.totp,
    sms: account.phone !== '',
    passkey: factors.passkeys > 0,
    recovery: factors.recoveryCodesLeft > 0,
  };
  const helps = (offer: Offer): boolean => {
    const bound = best[offer];
    const kind = kinds[offer];
    if (!there[offer] || bound === null || proofs.some((proof) => proof.kind === kind)) return false;
    if (request.beyond === 'everything' && (offer === 'totp' || offer === 'sms')) return true;
    if (request.beyond === undefined && request.level === 'LoA1') return kind === 'passkey' || secondProofs(factors).includes(kind);
    return isStrongest([...proofs, { kind, at: request.now, bound }], subject);
  };
  return (['totp', 'sms', 'passkey', 'recovery'] as const).filter(helps);
}

/** An SMS code never replaces an enrolled app, except where the person chose it, or where the app was added with the password alone. */
function secondProofs({ sms, bound }: Factors): Proof['kind'][] {
  return sms || bound.totp === null || bound.totp === 1 ? ['otp', 'sms', 'recovery'] : ['otp', 'recovery'];
}
