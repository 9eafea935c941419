import type { Tx } from '#shared/db';
import type { Language } from '#shared/texts';
import type { Bound } from '#identity/accounts/person';

/** Why a code was not accepted; `spent` covers expired, used and too many tries. */
export type CodeResult = 'ok' | 'wrong' | 'spent';

/** Time-based codes of an authenticator app. */
export interface Totp {
  /** A new secret, not yet in force, and its otpauth: URI. */
  begin(tx: Tx, accountId: string): Promise<{ secret: string; uri: string }>;
  /** Puts the begun secret in force when the code fits. */
  confirm(tx: Tx, input: { accountId: string; code: string; bound: Bound }): Promise<CodeResult>;
  /** Each time step is accepted once (RFC 6238 section 5.2), also under parallel calls. */
  verify(tx: Tx, input: { accountId: string; code: string }): Promise<CodeResult>;
  /** For imports and demo data: puts a known base32 secret in force. */
  import(tx: Tx, input: { accountId: string; secret: string; bound: Bound }): Promise<void>;
  /** What was proved since counts for the app in force: never lowers its level. */
  raise(tx: Tx, input: { accountId: string; bound: Bound }): Promise<boolean>;
  remove(tx: Tx, accountId: string): Promise<void>;
}

/** What a code is sent for; a code for one purpose is wrong for every other. */
export type CodePurpose = 'register' | 'sign-in' | 'recover' | 'change-phone';

/** Codes by SMS. */
export interface SmsCodes {
  /** Whether a number that somebody declares is sent codes at all: not abroad unless configured, never satellite or premium numbers. */
  canReach(phone: string): boolean;
  /** Counts a message to somebody that a stranger makes us write, as a code would be; throws `limit.exceeded`. */
  beforeTelling(tx: Tx, phone: string): Promise<void>;
  /**
   * Sends a six-digit code for one purpose of one subject (an account id, or a sign-in flow before there is an
   * account); a code sent earlier for the same purpose stops working. Limited per number and in total: throws
   * `limit.exceeded` (429, with Retry-After). `accountId`, where there is one, is for the audit event only.
   */
  sendCode(
    tx: Tx,
    input: {
      purpose: CodePurpose;
      subject: string;
      phone: string;
      language: Language;
      accountId?: string | null | undefined;
      /** Asked for by a browser that has signed in to the account before: it has a budget of its own. */
      known?: boolean;
    },
  ): Promise<void>;
  /** Single use, at most five tries, ten minutes. A wrong try counts only when the caller commits: never roll back on `wrong`. */
  verifyCode(tx: Tx, input: { purpose: CodePurpose; subject: string; code: string }): Promise<CodeResult>;
  setSecondFactor(tx: Tx, input: { accountId: string; enabled: boolean }): Promise<void>;
}

/** Codes by e-mail. */
export interface EmailCodes {
  /** E-mails a six-digit code that confirms one address for one account. Limited per address: throws `limit.exceeded`. */
  sendEmailCode(tx: Tx, input: { accountId: string; email: string; language: Language }): Promise<void>;
  /** Single use, at most five tries, ten minutes. A wrong try counts only when the caller commits: never roll back on `wrong`. */
  verifyEmailCode(tx: Tx, input: { accountId: string; email: string; code: string }): Promise<CodeResult>;
}

/** Codes on paper, for a person who has lost their other factors. */
export interface RecoveryCodes {
  /** Ten new codes, shown once; the old ones stop working. */
  generate(tx: Tx, input: { accountId: string; bound: Bound }): Promise<readonly string[]>;
  use(tx: Tx, input: { accountId: string; code: string }): Promise<CodeResult>;
}
