import type { Adapter, Configuration, Provider } from 'oidc-provider';
import type { Clock } from '#shared/clock';
import type { Db, Tx } from '#shared/db';
import type { Write, Writes } from '#identity/writes';

/** A single-use value was presented again: at the same moment as its rightful use, or later. */
export interface Race {
  readonly model: string;
  /** `lost-race`: refused, nothing else happens. `reuse`: the provider goes on to revoke the whole grant. */
  readonly kind: 'lost-race' | 'reuse';
  readonly grantId: string | null;
  readonly accountId: string | null;
  readonly clientId: string | null;
}

/** A portal that must be told that a session is over. */
export interface Logout {
  readonly clientId: string;
  readonly accountId: string;
  readonly sid: string;
}

/** Why a session ended; free text for the audit log, e.g. `logout`, `expired`, `password-changed`. */
export type EndReason = string;

export interface EndedSession {
  readonly sessionUid: string;
  readonly accountId: string | null;
  readonly reason: EndReason;
  readonly clients: readonly string[];
}

export interface Browser {
  readonly userAgent: string | null;
  readonly ip: string | null;
}

export interface SessionSummary extends Browser {
  readonly uid: string;
  readonly acr: string | null;
  readonly amr: readonly string[];
  readonly createdAt: Date;
  /** To the minute. */
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly clients: readonly string[];
}

export interface StoreOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** Shared with whoever writes beside the store; one of its own when absent. */
  readonly writes?: Writes;
  /** Client metadata as oidc-provider wants it, from the registry's cache. */
  findClient(id: string): Promise<object | undefined>;
  /** Awaited before the error goes out. */
  onRace(race: Race): Promise<void> | void;
  /** Adds the back-channel logout job; runs in the transaction that ends the session. */
  enqueueLogout(tx: Tx, logout: Logout): Promise<void>;
  /** Runs in the transaction that ends the session: the place for the audit row. */
  onSessionEnded?(tx: Tx, ended: EndedSession): Promise<void>;
  /** What to note beside a new session; asked while the request that creates it is running. */
  describeBrowser?(): Browser | undefined;
  /** The hard limit of a session since its last full authentication, in seconds; none unless given. */
  readonly sessionMaxSeconds?: number;
}

/** The row of `identity.sign_in_flow` that belongs to a running sign-in. */
export interface StoredFlow {
  readonly version: number;
  readonly state: unknown;
  readonly personal: Buffer | null;
}

export interface Store {
  /** oidc-provider's `adapter` setting. */
  readonly adapter: (name: string) => Adapter;
  /**
   * A provider that keeps everything here. The writes of a request are applied together, in one transaction, before its answer leaves;
   * refresh tokens rotate with a same-successor leeway, and two grants made for the same person and client at the same moment become
   * one.
   */
  createProvider(issuer: string, configuration: Configuration): Provider;
  /** Runs `work`, in which a provider reads a running sign-in, and answers also the state of its pages, read with it. */
  readSignIn<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly flow: StoredFlow | null }>;
  /** Runs `work`, in which a provider saves a running sign-in, and instead of saving it answers the write that would. */
  holdSignIn(work: () => Promise<unknown>): Promise<Write>;
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
