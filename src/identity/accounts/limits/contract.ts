import type { Account } from '#identity/accounts/person';

/** What is tried. */
export type Action = 'password' | 'code' | 'register' | 'lookup';

/** Counted tries that are given back; a fact for the list of writes with which a sign-in ends. */
export interface GivenBack {
  readonly kind: 'give-back';
  /** The limits that counted the try. */
  readonly keys: readonly string[];
  /** The one of them that forgets all its failures. */
  readonly afresh: string | null;
}

/** Who tries what, and from where. */
export interface Try {
  readonly action: Action;
  readonly subject: string;
  readonly ip: string;
}

export interface TryLimits {
  /**
   * Counts a try before the secret is looked at and throws `limit.exceeded` (429, with Retry-After) when the account,
   * the address (an IPv6 /64 counts as one) or the whole service has had too many failures. Shared by all processes,
   * survives restarts, and counts parallel tries. `subject` is the account of a person who has proved something already; of
   * somebody who has merely said who they are it is {@link subjectOf} what was typed. It uses its own connection: call it outside
   * transactions.
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
  /** Gives back the one try that was counted, for a secret that could not be looked at. */
  untried(input: Try): GivenBack;
}
