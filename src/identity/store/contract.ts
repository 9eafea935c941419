import type { Adapter, Configuration, Provider } from 'oidc-provider';
import type { Db, Tx } from '#shared/db';
import type { EndReason, SessionSummary, StoredFlow, StoredInteraction } from '#identity/store/models';
import type { Write } from '#identity/writes';

export interface Store {
  /** oidc-provider's `adapter` setting. */
  readonly adapter: (name: string) => Adapter;
  /**
   * A provider that keeps everything here. The writes of a request are applied together, in one transaction, before its answer leaves;
   * refresh tokens rotate with a same-successor leeway, and two grants made for the same person and client at the same moment become
   * one.
   */
  createProvider(issuer: string, configuration: Configuration): Provider;
  /** The state of a sign-in's pages as it was read with the sign-in; null when there is none yet. */
  flowOf(interaction: StoredInteraction): StoredFlow | null;
  /** Whether a sign-in that was found belongs to the browser that holds these secrets (their SHA-256). */
  isOf(interaction: StoredInteraction, holds: readonly Buffer[]): boolean;
  /** Gives a running sign-in to a newer secret of its browser. False when it has been taken up, or has gone on under another secret. */
  rebind(tx: Tx, interaction: StoredInteraction, browser: Buffer): Promise<boolean>;
  /**
   * The write that saves a running sign-in with its answer and gives it to a newer secret of its browser, for a list with others; loses when it
   * has been taken up already or has gone on under another secret.
   */
  finishSignIn(interaction: StoredInteraction, browser: Buffer): Write;
  /** The reusable grant of an account at a client, or null. */
  findGrantId(tx: Tx, accountId: string, clientId: string): Promise<string | null>;
  /** Withdraws everything the account has allowed the client, or every client, with all tokens. Returns the number of grants. */
  revokeGrants(tx: Tx, input: { accountId: string; clientId?: string }): Promise<number>;
  /** Ends one session and tells its portals. False when it was already gone. Must run in a transaction. */
  endSession(tx: Tx, input: { sessionUid: string; reason: EndReason }): Promise<boolean>;
  /** Ends every session of an account, except perhaps one. Returns how many. Must run in a transaction. */
  endSessionsOf(tx: Tx, input: { accountId: string; exceptUid?: string; reason: EndReason }): Promise<number>;
  /** Living sessions, newest first. */
  listSessions(tx: Tx, accountId: string): Promise<readonly SessionSummary[]>;
  /** Notes the browser, and may bring the hard limit forward (a shared computer). Null leaves a column as it is. */
  annotateSession(
    tx: Tx,
    input: { sessionUid: string; userAgent?: string | null; ip?: string | null; maxExpiresAt?: Date | null },
  ): Promise<void>;
  /** Removes what has expired, at most `batch` rows per statement and `maxBatches` statements per table. Returns rows per table. */
  deleteExpired(db: Db, input: { batch: number; maxBatches: number }): Promise<Readonly<Record<string, number>>>;
}
