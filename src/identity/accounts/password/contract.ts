import type { Tx } from '#shared/db';
import type { GivenBack } from '#identity/accounts/limits';
import type { Account, Bound, Factors } from '#identity/accounts/person';
import type { HashingLoad } from './hashing-pool.ts';

/** argon2id parameters (RFC 9106 section 4). */
export interface PasswordParameters {
  /** KiB of memory per hash. */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** A password ready to be stored; only `password.set` looks inside. */
export interface PreparedPassword {
  readonly digest: string;
}

/** Whom an identifier names: account and factors, or null and null when nobody has it. */
export type Candidate = (
  | { readonly accountId: string; readonly account: Account; readonly factors: Factors }
  | { readonly accountId: null; readonly account: null; readonly factors: null }
) & {
  /** Whether this password, when it is right, is to be followed by the phone's code or a passkey. */
  wantsMore(password: string): boolean;
  /** As `password.verify`, without reading the hash again. */
  verify(password: string): Promise<boolean>;
  /** For a success: gives the try back that was counted, and the person's failures before it. */
  readonly success: GivenBack;
  /** What is written when the password could not be looked at: it gives the try back and nothing else. */
  readonly untried: GivenBack;
};

export interface Passwords {
  /** Null when acceptable, else why not. Compares with the common list and with the person's own data. */
  weakness(
    password: string,
    about: { citizenNumber?: string; name?: string; birthDate?: string; phone?: string },
  ): 'too-short' | 'too-long' | 'common' | 'personal' | null;
  /** How much room there is for hashes: whoever is let in needs one. */
  load(): HashingLoad;
  /**
   * Hashes a password that is to be set. Call it before the transaction that sets it, so that no connection waits for the hash. `by` is
   * the account whose owner changes it: how often is limited (`limit.exceeded`), and one at a time (`service.busy`).
   */
  prepare(password: string, by?: { readonly accountId: string }): Promise<PreparedPassword>;
  /** In a transaction only a prepared password is accepted. */
  set(tx: Tx, input: { accountId: string; password: string | PreparedPassword; bound: Bound }): Promise<void>;
  /** What was proved since counts for it: never lowers its level. */
  raise(tx: Tx, input: { accountId: string; bound: Bound }): Promise<boolean>;
  /** Switches the password off. Whoever calls makes sure that another way to sign in remains. */
  remove(tx: Tx, accountId: string): Promise<void>;
  /**
   * Counts a try as `limits.beforeTry` does, and reads whoever `identifier` names with all that the try needs, in one statement (which tries of
   * the same moment share); as costly for nobody. Throws `limit.exceeded`.
   */
  candidate(input: { identifier: string; ip: string; browser?: string | undefined }): Promise<Candidate>;
  /**
   * Give it the pool, not a transaction, so that no connection waits for the hash.
   * True when right. With no account, or one without a password, it spends the same time and answers false.
   * Hashes anew when the parameters have changed. Throws `service.busy` (503) when the hashing pool is full.
   */
  verify(tx: Tx, input: { accountId: string | null; password: string }): Promise<boolean>;
}
