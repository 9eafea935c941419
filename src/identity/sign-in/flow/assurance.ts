import type { Account, Bound, Factors } from '#identity/accounts';

export const levels = ['LoA1', 'LoA2', 'LoA3'] as const;
/** The `acr` values of this provider, lowest first. */
export type Level = (typeof levels)[number];

export const proofKinds = ['pwd', 'passkey', 'otp', 'sms', 'recovery'] as const;
export type ProofKind = (typeof proofKinds)[number];

/** Something the person has proved, and when (seconds since the epoch). */
export interface Proof {
  readonly kind: ProofKind;
  readonly at: number;
  /** What the authenticator was bound at: the proof counts for no more. */
  readonly bound: Bound;
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
  passkey: ['swk', 'user'],
  otp: ['otp'],
  sms: ['sms'],
  recovery: ['kba'],
};

/** The mark of an authentication that counts for less than its methods look like: no level above it is reached. */
const ceilings: Readonly<Record<1 | 2, string>> = { 1: 'loa1', 2: 'loa2' };

/**
 * What these proofs are worth, by themselves and at most: the whole table of factors.
 *
 * | proved                            | counts for                                            |
 * |-----------------------------------|-------------------------------------------------------|
 * | passkey                           | 3, or what it was bound at                            |
 * | password + app code, SMS or recovery code | 2, or the lowest level at which one of them was bound |
 * | password                          | 1                                                     |
 * | codes alone                       | 0: nobody is signed in by a code                      |
 */
function worth(proofs: readonly Proof[]): 0 | Bound {
  const passkeys = proofs.filter(({ kind }) => kind === 'passkey').map(({ bound }) => bound);
  const password = proofs.find(({ kind }) => kind === 'pwd');
  const codes = proofs.filter(({ kind }) => kind !== 'pwd' && kind !== 'passkey').map(({ bound }) => bound);
  const pair = password === undefined ? 0 : codes.length === 0 ? 1 : lower(lower(2, password.bound), highest(codes));
  return passkeys.length === 0 ? pair : highest([...passkeys, ...(pair === 0 ? [] : [pair])]);
}

const lower = (a: Bound, b: Bound): Bound => (a < b ? a : b);
const highest = (all: readonly Bound[]): Bound => (all.includes(3) ? 3 : all.includes(2) ? 2 : 1);

/**
 * The `amr` of an authentication: `mfa` when it counts as two factors, and where it counts for less than its methods are worth, the mark of
 * what is left.
 */
export function amrOf(proofs: readonly Proof[]): string[] {
  const found = new Set(proofs.flatMap(({ kind }) => methods[kind]));
  const [left, looks] = [worth(proofs), worth(proofs.map((proof) => ({ ...proof, bound: 3 })))];
  if (left > 1) found.add('mfa');
  if (left !== looks && (left === 1 || left === 2)) found.add(ceilings[left]);
  return [...found];
}

/** What a session's `amr` says was proved when it began, and what it counts for at most. */
export function proofsOf(amr: readonly string[], at: number): Proof[] {
  const marks: Readonly<Record<ProofKind, readonly string[]>> = {
    pwd: ['pwd'],
    passkey: ['swk', 'hwk'],
    otp: ['otp'],
    sms: ['sms'],
    recovery: ['kba'],
  };
  const bound = amr.includes(ceilings[1]) ? 1 : amr.includes(ceilings[2]) ? 2 : 3;
  return proofKinds.filter((kind) => marks[kind].some((value) => amr.includes(value))).map((kind) => ({ kind, at, bound }));
}

/** What was proved, of this account: each proof by an authenticator that there is, at what that was bound at. A passkey says so itself, and counts for no more than the best. */
export function counted(proofs: readonly Proof[], { bound }: Pick<Factors, 'bound'>): Proof[] {
  const levelOf = ({ kind, at, bound: own }: Proof): Bound | null => {
    switch (kind) {
      case 'pwd':
        return bound.password;
      case 'otp':
        return bound.totp;
      case 'sms':
        // A code that was sent before the phone was this one went to another.
        return at < bound.phoneSince ? null : bound.phone;
      case 'recovery':
        return bound.recovery;
      case 'passkey':
        return bound.passkey === null ? null : lower(own, bound.passkey);
    }
  };
  return proofs.flatMap((proof) => {
    const level = levelOf(proof);
    return level === null ? [] : [{ ...proof, bound: level }];
  });
}

/** The level these proofs reach for an account of this identity level (design, section 5). `now`: seconds since the epoch. */
export function levelReached(identityLevel: Account['identityLevel'], proofs: readonly Proof[], now: number): Level | null {
  const reached = authenticated(proofs, now);
  if (reached === 0) return null;
  return identityLevel < 2 ? 'LoA1' : (levels[reached - 1] ?? null);
}

/** What these proofs are worth at this moment: a passkey counts as used "now" for five minutes, and as two factors afterwards. */
function authenticated(proofs: readonly Proof[], now: number): 0 | Bound {
  return worth(
    proofs.map((proof) => (proof.kind === 'passkey' && now - proof.at > FRESH ? { ...proof, bound: lower(proof.bound, 2) } : proof)),
  );
}

/**
 * The level an authenticator carries that is bound after these proofs, whoever the person is. All that an account without a passkey can have
 * (password, app and phone on file, both as old as the account) is worth as much as a passkey here; a portal is not told so.
 */
export function boundBy(proofs: readonly Proof[], now: number): Bound {
  const has = (kind: ProofKind, least: Bound): boolean => proofs.some((proof) => proof.kind === kind && proof.bound >= least);
  if (has('pwd', 2) && has('otp', 3) && has('sms', 3)) return 3;
  const reached = authenticated(proofs, now);
  return reached === 0 ? 1 : reached;
}

/** What a password carries that was set after the phone's code and one proof more: two codes, or (with a birth date) the phone alone. */
export function boundByRecovery(proof: 'otp' | 'recovery' | 'birth-date', { bound }: Pick<Factors, 'bound'>): Bound {
  const second = proof === 'birth-date' ? 1 : proof === 'otp' ? bound.totp : bound.recovery;
  return lower(2, lower(bound.phone, second ?? 1));
}

export const atLeast = (reached: Level | null, needed: Level): boolean =>
  reached !== null && levels.indexOf(reached) >= levels.indexOf(needed);
