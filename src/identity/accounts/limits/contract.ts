import type { Write } from '#identity/writes';
import type { Account } from '#identity/accounts/person';

/** What is tried. */
export type Action = 'password' | 'code' | 'register' | 'lookup';

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
  /** The same as a write among others. */
  success(input: Try): Write;
  /** Gives back the one try that was counted, for a secret that could not be looked at. */
  untried(input: Try): Write;
}
