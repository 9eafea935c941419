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

export interface Factors {
  readonly password: boolean;
  readonly passkeys: number;
  readonly totp: boolean;
  /** The person chose to be asked for an SMS code at every password sign-in. */
  readonly sms: boolean;
  readonly recoveryCodesLeft: number;
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
  /** The phone as it may be shown to somebody who has not signed in yet: `•••• ••• 123`. */
  maskedPhone(account: Account): string;
}

/** How a person is reached. Whoever changes it has just had it confirmed. */
export interface Contact {
  /** Sets an address that the caller has just had confirmed. `taken`, decided by a unique index, when somebody else has confirmed it. */
  setEmail(tx: Tx, input: { accountId: string; email: string }): Promise<'changed' | 'taken'>;
  /** Sets a number that the caller has just had confirmed. `taken`, decided by a unique index, when it is somebody else's. */
  setPhone(tx: Tx, input: { accountId: string; phone: string }): Promise<'changed' | 'taken'>;
  setLanguage(tx: Tx, input: { accountId: string; language: Language }): Promise<void>;
}
