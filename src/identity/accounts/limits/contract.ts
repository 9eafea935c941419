import type { Account } from '#identity/accounts/person';

/** What is tried: a password; a code behind one (each kind has its own count); a code of a form; a registration; a search for help. */
export type Action = 'password' | 'totp' | 'sms' | 'recovery' | 'code' | 'register' | 'lookup';

/** Counted tries that are given back; a fact for the list of writes with which a sign-in ends. */
export interface GivenBack {
  readonly kind: 'give-back';
  /** The limits that counted the try, in the order in which they are counted. */
  readonly keys: readonly string[];
  /** Those of them that forget all their failures. */
  readonly afresh: readonly string[] | null;
  /** Those of them that counted only the first try under the one before: given back once, however many tries succeed at the same moment. */
  readonly firsts?: readonly string[];
}

/** Who tries what, and from where. */
export interface Try {
  readonly action: Action;
  readonly subject: string;
  readonly ip: string;
  /** The cookie by which this browser may prove that it has signed in to that account before. */
  readonly browser?: string | undefined;
}

export interface TryLimits {
  /**
   * Counts a try before the secret is looked at and throws `limit.exceeded` (429, with Retry-After) when there were too many failures:
   * of a known browser, in its own budget alone, which no stranger can use up; of strangers, for this subject from this address, of this
   * address for many subjects, of the subject in a row (`isClosed`), or of the whole service (an IPv6 /64 counts as one address). Shared by
   * all processes, and counts parallel tries. `subject` is the account of a person who has proved something already; of somebody
   * who has merely said who they are it is {@link subjectOf} what was typed. It uses its own connection: call it outside transactions.
   */
  beforeTry(input: Try): Promise<void>;
  /** A success gives the subject's allowance back. */
  afterSuccess(input: Try): Promise<void>;
  /**
   * How somebody is counted who has said who they are: by the citizen number or phone, however it is spelled, and the same whether
   * anybody has it. Never by the account: a limit shared by two identifiers would tell that they belong to one person.
   */
  subjectOf(identifier: string): string;
  /** As `afterSuccess`, for whatever the person is counted by. */
  afterSuccessOf(action: Exclude<Action, 'register'>, account: Account, ip: string): Promise<void>;
  /** The same as a fact, to be written with others. */
  success(input: Try): GivenBack;
  /** For a secret that could not be looked at: gives back the one try; `first` when it was the first of its subject from its address. */
  untried(input: Try, first: boolean): GivenBack;
  /** A proof stronger than any single secret: failures in a row are forgotten, of every authenticator of the account. */
  provedStrongly(account: Account): GivenBack;
  /** Whether a refusal says that this way of entry is closed for browsers that are not known, until a stronger proof. */
  isClosed(error: unknown): boolean;
  /** Whether this browser has signed in to the account before. */
  isKnown(browser: string | undefined, accountId: string): boolean;
  /** The browser's cookie after a sign-in to the account. */
  remember(browser: string | undefined, account: Account): { readonly value: string; readonly maxAgeSeconds: number };
  /** Counts a new password of one's own, which costs as much as a sign-in; throws `limit.exceeded`. */
  beforeNewPassword(accountId: string): Promise<void>;
}
