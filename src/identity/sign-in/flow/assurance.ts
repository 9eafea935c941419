import type { Account } from '#identity/accounts';

export const levels = ['LoA1', 'LoA2', 'LoA3'] as const;
/** The `acr` values of this provider, lowest first. */
export type Level = (typeof levels)[number];

export const proofKinds = ['pwd', 'passkey', 'otp', 'sms', 'recovery'] as const;
export type ProofKind = (typeof proofKinds)[number];

/** Something the person has proved, and when (seconds since the epoch). */
export interface Proof {
  readonly kind: ProofKind;
  readonly at: number;
}

/** Seconds for which a passkey counts as used "now" for LoA3. */
export const FRESH = 300;

/**
 * `amr` values (RFC 8176 section 2) per proof.
 * - A passkey is `swk` and not `hwk`: no attestation is asked for, so hardware protection is not proven. It stands for two
 *   factors since user verification is required: hence `user` and `mfa`.
 * - A recovery code is `kba`: of the registered values the one a portal will trust least, which is the honest side to err on.
 */
const methods: Readonly<Record<ProofKind, readonly string[]>> = {
  pwd: ['pwd'],
  passkey: ['swk', 'user', 'mfa'],
  otp: ['otp'],
  sms: ['sms'],
  recovery: ['kba'],
};

/** The `amr` of an authentication; `mfa` whenever a password came with a second factor. */
export function amrOf(kinds: readonly ProofKind[]): string[] {
  const found = new Set(kinds.flatMap((kind) => methods[kind]));
  if (kinds.includes('pwd') && kinds.some((kind) => kind !== 'pwd')) found.add('mfa');
  return [...found];
}

/** What a session's `amr` says was proved when it began. */
export function proofsOf(amr: readonly string[], at: number): Proof[] {
  const marks: Readonly<Record<ProofKind, readonly string[]>> = {
    pwd: ['pwd'],
    passkey: ['swk', 'hwk'],
    otp: ['otp'],
    sms: ['sms'],
    recovery: ['kba'],
  };
  return proofKinds.filter((kind) => marks[kind].some((value) => amr.includes(value))).map((kind) => ({ kind, at }));
}

/** The level these proofs reach for an account of this identity level (design, section 5). `now`: seconds since the epoch. */
export function levelReached(identityLevel: Account['identityLevel'], proofs: readonly Proof[], now: number): Level | null {
  const has = (...kinds: ProofKind[]): boolean => proofs.some((proof) => kinds.includes(proof.kind));
  if (!has('pwd', 'passkey')) return null;
  if (identityLevel < 2) return 'LoA1';
  if (proofs.some((proof) => proof.kind === 'passkey' && now - proof.at <= FRESH)) return 'LoA3';
  return has('passkey') || (has('pwd') && has('otp', 'sms', 'recovery')) ? 'LoA2' : 'LoA1';
}

export const atLeast = (reached: Level | null, needed: Level): boolean =>
  reached !== null && levels.indexOf(reached) >= levels.indexOf(needed);
