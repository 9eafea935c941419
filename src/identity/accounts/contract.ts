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

export interface Passkey {
  readonly id: string;
  readonly label: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly backedUp: boolean;
}

/** A password ready to be stored; only `password.set` looks inside. */
export interface PreparedPassword {
  readonly digest: string;
}

/** Counted tries that are given back; a fact for the list of writes with which a sign-in ends. */
export interface GivenBack {
  readonly kind: 'give-back';
  /** The limits that counted the try. */
  readonly keys: readonly string[];
  /** The one of them that forgets all its failures. */
  readonly afresh: string | null;
}

/** Whom an identifier names: account and factors, or null and null when nobody has it. */
export type Candidate = ({ readonly account: Account; readonly factors: Factors } | { readonly account: null; readonly factors: null }) & {
  /** As `password.verify`, without reading the hash again. */
  verify(password: string): Promise<boolean>;
  /** For a success: gives the try back that was counted, and the person's failures before it. */
  readonly success: GivenBack;
  /** For a password that could not be looked at: gives the try back and nothing else. */
  readonly untried: GivenBack;
};

/** Why a code was not accepted; `spent` covers expired, used and too many tries. */
export type CodeResult = 'ok' | 'wrong' | 'spent';

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

/**
 * Accounts and their factors; no HTTP. Functions take `(tx, input)` so that a use case composes several in one
 * transaction. Every change writes its audit event in that transaction.
 */
export interface Accounts {
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

  readonly password: {
    /** Null when acceptable, else why not. Compares with the common list and with the person's own data. */
    weakness(
      password: string,
      about: { citizenNumber?: string; name?: string; birthDate?: string; phone?: string },
    ): 'too-short' | 'too-long' | 'common' | 'personal' | null;
    /** Hashes a password that is to be set. Call it before the transaction that sets it, so that no connection waits for the hash. */
    prepare(password: string): Promise<PreparedPassword>;
    /** In a transaction only a prepared password is accepted. */
    set(tx: Tx, input: { accountId: string; password: string | PreparedPassword }): Promise<void>;
    /**
     * Counts a try as `limits.beforeTry` does, and reads whoever `identifier` names with all that the try needs, in one statement (which tries of
     * the same moment share); as costly for nobody. Throws `limit.exceeded`.
     */
    candidate(input: { identifier: string; ip: string }): Promise<Candidate>;
    /**
     * Give it the pool, not a transaction, so that no connection waits for the hash.
     * True when right. With no account, or one without a password, it spends the same time and answers false.
     * Hashes anew when the parameters have changed. Throws `service.busy` (503) when the hashing pool is full.
     */
    verify(tx: Tx, input: { accountId: string | null; password: string }): Promise<boolean>;
  };

  readonly totp: {
    /** A new secret, not yet in force, and its otpauth: URI. */
    begin(tx: Tx, accountId: string): Promise<{ secret: string; uri: string }>;
    /** Puts the begun secret in force when the code fits. */
    confirm(tx: Tx, input: { accountId: string; code: string }): Promise<CodeResult>;
    /** Each time step is accepted once (RFC 6238 section 5.2), also under parallel calls. */
    verify(tx: Tx, input: { accountId: string; code: string }): Promise<CodeResult>;
    /** For imports and demo data: puts a known base32 secret in force. */
    import(tx: Tx, input: { accountId: string; secret: string }): Promise<void>;
    remove(tx: Tx, accountId: string): Promise<void>;
  };

  readonly sms: {
    /**
     * Sends a six-digit code for one purpose of one subject (an account id, or a sign-in flow before there is an
     * account); a code sent earlier for the same purpose stops working. Limited per number and in total: throws
     * `limit.exceeded` (429, with Retry-After). `accountId`, where there is one, is for the audit event only.
     */
    sendCode(
      tx: Tx,
      input: {
        purpose: 'register' | 'sign-in' | 'recover' | 'change-phone';
        subject: string;
        phone: string;
        language: Language;
        accountId?: string | null | undefined;
      },
    ): Promise<void>;
    /** Single use, at most five tries, ten minutes. A wrong try counts only when the caller commits: never roll back on `wrong`. */
    verifyCode(
      tx: Tx,
      input: { purpose: 'register' | 'sign-in' | 'recover' | 'change-phone'; subject: string; code: string },
    ): Promise<CodeResult>;
    setSecondFactor(tx: Tx, input: { accountId: string; enabled: boolean }): Promise<void>;
  };

  readonly contact: {
    /** E-mails a six-digit code that confirms one address for one account. Limited per address: throws `limit.exceeded`. */
    sendEmailCode(tx: Tx, input: { accountId: string; email: string; language: Language }): Promise<void>;
    /** Single use, at most five tries, ten minutes. A wrong try counts only when the caller commits: never roll back on `wrong`. */
    verifyEmailCode(tx: Tx, input: { accountId: string; email: string; code: string }): Promise<CodeResult>;
    /** Sets an address that the caller has just had confirmed. `taken`, decided by a unique index, when somebody else has confirmed it. */
    setEmail(tx: Tx, input: { accountId: string; email: string }): Promise<'changed' | 'taken'>;
    /** Sets a number that the caller has just had confirmed. `taken`, decided by a unique index, when it is somebody else's. */
    setPhone(tx: Tx, input: { accountId: string; phone: string }): Promise<'changed' | 'taken'>;
    setLanguage(tx: Tx, input: { accountId: string; language: Language }): Promise<void>;
  };

  readonly recovery: {
    /** Ten new codes, shown once; the old ones stop working. */
    generate(tx: Tx, accountId: string): Promise<readonly string[]>;
    use(tx: Tx, input: { accountId: string; code: string }): Promise<CodeResult>;
  };

  readonly passkeys: {
    list(tx: Tx, accountId: string): Promise<readonly Passkey[]>;
    /** JSON for `navigator.credentials.create` (WebAuthn Level 3 section 5.4); the challenge is stored under `ceremony`, single use, five minutes. */
    beginRegistration(tx: Tx, input: { ceremony: string; account: { id: string; citizenNumber: string; name: string } }): Promise<object>;
    finishRegistration(tx: Tx, input: { ceremony: string; accountId: string; label: string; response: unknown }): Promise<Passkey | null>;
    /** Discoverable: names no credential, so it tells nothing about who has an account. */
    beginAuthentication(tx: Tx, ceremony: string): Promise<object>;
    /** The account whose passkey answered, with user verification, or null. A counter that goes back is refused and recorded. */
    finishAuthentication(tx: Tx, input: { ceremony: string; response: unknown }): Promise<{ accountId: string; passkeyId: string } | null>;
    rename(tx: Tx, input: { accountId: string; id: string; label: string }): Promise<boolean>;
    remove(tx: Tx, input: { accountId: string; id: string }): Promise<boolean>;
  };

  readonly limits: {
    /**
     * Counts a try before the secret is looked at and throws `limit.exceeded` (429, with Retry-After) when the account,
     * the address (an IPv6 /64 counts as one) or the whole service has had too many failures. Shared by all processes,
     * survives restarts, and counts parallel tries. `subject` is the account of a person who has proved something already; of
     * somebody who has merely said who they are it is {@link subjectOf} what was typed. It uses its own connection: call it outside
     * transactions.
     */
    beforeTry(input: { action: 'password' | 'code' | 'register' | 'lookup'; subject: string; ip: string }): Promise<void>;
    /** A success gives the subject's allowance back. */
    afterSuccess(input: { action: 'password' | 'code' | 'register' | 'lookup'; subject: string; ip: string }): Promise<void>;
    /**
     * How somebody is counted who has said who they are: by the citizen number or phone, however it is spelled, and the same whether
     * anybody has it. Never by the account: a limit shared by two identifiers would tell that they belong to one person.
     */
    subjectOf(identifier: string): string;
    /** As `afterSuccess`, for whatever the person is counted by. */
    afterSuccessOf(action: 'password' | 'code' | 'lookup', account: Account, ip: string): Promise<void>;
    /** The same as a fact, to be written with others. */
    success(input: { action: 'password' | 'code' | 'register' | 'lookup'; subject: string; ip: string }): GivenBack;
    /** Gives back the one try that was counted, for a secret that could not be looked at. */
    untried(input: { action: 'password' | 'code' | 'register' | 'lookup'; subject: string; ip: string }): GivenBack;
  };

  /** Deletes what has expired (codes, ceremonies, limits), at most a few thousand rows a call; the worker calls it. Returns how many. */
  cleanUp(tx: Tx): Promise<number>;
}
