import type { Tx } from '#shared/db';
import type { Language } from '#shared/texts';

/** What the sign-in flow, the account centre, the provider and the command line may know of an account. */
export interface Account {
  /** UUIDv7; never leaves the identity module. */
  readonly id: string;
  /** `disabled` by an administrator or the person; `locked` by policy until `account unlock`. */
  readonly status: 'active' | 'locked' | 'disabled';
  /** 1 self-declared, 2 verified against the population register and a proof. */
  readonly identityLevel: 1 | 2;
  /** The declared data contradict the citizen number's structure; an officer looks at it, nobody is refused. */
  readonly needsReview: boolean;
  readonly citizenNumber: string;
  readonly name: string;
  /** ISO 8601 calendar date, e.g. 1985-02-17. */
  readonly birthDate: string;
  readonly gender: 'male' | 'female' | null;
  /** E.164, confirmed by a code. */
  readonly phone: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly address: string | null;
  readonly language: Language;
  /** Organisations the person legally represents. */
  readonly organisations: readonly { readonly taxCode: string; readonly name: string }[];
  readonly createdAt: Date;
}

/**
 * The level of authentication that was proved when an authenticator was bound: 1 one factor, 2 two factors, 3 a passkey or all that the account
 * has, and for what came with the account itself. No proof by it counts for more (docs/decisions/0004-assurance.md).
 */
export type Bound = 1 | 2 | 3;

/** What each of an account's authenticators was bound at; null where there is none. */
export interface BoundLevels {
  readonly password: Bound | null;
  readonly totp: Bound | null;
  readonly phone: Bound;
  /** Since when the phone is this one, in seconds since the epoch: a code sent before went to another. */
  readonly phoneSince: number;
  /** Of all of them, used or not: they were made at once. */
  readonly recovery: Bound | null;
  /** Of the best passkey; each has its own (`Passkey.bound`). */
  readonly passkey: Bound | null;
}

export interface Factors {
  readonly password: boolean;
  readonly passkeys: number;
  readonly totp: boolean;
  /** The person chose to be asked for an SMS code at every password sign-in. */
  readonly sms: boolean;
  readonly recoveryCodesLeft: number;
  readonly bound: BoundLevels;
}

export interface NewAccount {
  /** UUIDv7 chosen beforehand, when a passkey was prepared for the account that is only now created. */
  readonly id?: string | undefined;
  readonly citizenNumber: string;
  readonly name: string;
  readonly birthDate: string;
  readonly phone: string;
  readonly language: Language;
  readonly gender?: 'male' | 'female' | undefined;
  readonly email?: string | undefined;
  readonly address?: string | undefined;
  readonly identityLevel?: 1 | 2 | undefined;
  readonly organisations?: readonly { readonly taxCode: string; readonly name: string }[] | undefined;
}

/** Accounts: found, made, and how they stand. */
export interface People {
  find(tx: Tx, id: string): Promise<Account | null>;
  /** By 12-digit citizen number or by phone number in any usual spelling; null when unknown or malformed. */
  findByIdentifier(tx: Tx, identifier: string): Promise<Account | null>;
  /** `taken` when the citizen number or phone already belongs to somebody (decided by a unique index, so races are safe). */
  create(
    tx: Tx,
    input: NewAccount,
  ): Promise<{ readonly created: Account } | { readonly taken: 'citizen-number' | 'phone'; readonly owner: Account }>;
  /** Moves the account to `status`; on anything but `active` the caller also ends its sessions and tokens. */
  setStatus(tx: Tx, input: { id: string; status: Account['status']; reason: string; actor: string }): Promise<void>;
  factors(tx: Tx, accountId: string): Promise<Factors>;
  /** Keeps every other change of this account's authenticators waiting until `tx` ends; false unless the account is active. */
  hold(tx: Tx, accountId: string): Promise<boolean>;
  /** The phone as it may be shown to somebody who has not signed in yet: `•••• ••• 123`. */
  maskedPhone(account: Pick<Account, 'phone'>): string;
}

/** How a person is reached. Whoever changes it has just had it confirmed. */
export interface Contact {
  /** Sets an address that the caller has just had confirmed. `taken`, decided by a unique index, when somebody else has confirmed it. */
  setEmail(tx: Tx, input: { accountId: string; email: string }): Promise<'changed' | 'taken'>;
  /** Sets a number that the caller has just had confirmed. `taken`, decided by a unique index, when it is somebody else's. */
  setPhone(tx: Tx, input: { accountId: string; phone: string; bound: Bound }): Promise<'changed' | 'taken'>;
  /** What was proved since counts for the phone as it is: never lowers its level. */
  raisePhone(tx: Tx, input: { accountId: string; bound: Bound }): Promise<boolean>;
  setLanguage(tx: Tx, input: { accountId: string; language: Language }): Promise<void>;
}

/** A change of phone without a code to the present one: it waits, and whoever holds the old number or is signed in can refuse it. */
export interface PhoneChanges {
  /** Null when one is waiting already. The refusal code goes to the old number and the e-mail address, and to nobody else. */
  request(
    tx: Tx,
    input: { accountId: string; phone: string; seconds: number },
  ): Promise<{ readonly refusalCode: string; readonly dueAt: Date } | null>;
  waiting(tx: Tx, accountId: string): Promise<{ readonly phone: string; readonly dueAt: Date } | null>;
  refuse(tx: Tx, accountId: string): Promise<boolean>;
  /** Whose change it was, or null. */
  refuseByCode(tx: Tx, code: string): Promise<string | null>;
  /** Accounts whose time has come. */
  due(tx: Tx): Promise<readonly string[]>;
  /**
   * Once its time has come: dropped when the account is not active, when its owner has signed in since with more than the password, or when the
   * number has become somebody else's; otherwise the phone is changed, and counts for what was proved for it: the password.
   */
  complete(
    tx: Tx,
    accountId: string,
  ): Promise<
    | { readonly outcome: 'gone' }
    | { readonly outcome: 'dropped'; readonly why: 'locked' | 'owner-seen' | 'taken' }
    | { readonly outcome: 'changed'; readonly phone: string }
  >;
}
