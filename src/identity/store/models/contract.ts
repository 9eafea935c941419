import type { Clock } from '#shared/clock';
import type { Db, Tx } from '#shared/db';
import type { AnyToken, Companions, HeldWrites, RequestMemory, Visits } from '#identity/store/request';
import type { Writes } from '#identity/writes';

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
  readonly sessionUid: string;
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
  /** Shared with whoever else remembers something for a request; one of its own when absent. */
  readonly memory?: RequestMemory;
  /** Client metadata as oidc-provider wants it, from the registry's cache. */
  findClient(id: string): Promise<object | undefined>;
  /** Awaited before the error goes out. */
  onRace(race: Race): Promise<void> | void;
  /** Adds the back-channel logout job; runs in the transaction that ends the session. */
  enqueueLogout(tx: Tx, logout: Logout): Promise<void>;
  /** Runs in the transaction that ends the session: the place for the audit row. */
  onSessionEnded?(tx: Tx, ended: EndedSession): Promise<void>;
  /** What to note beside a new session, from the request that creates it, if one is being served. */
  describeBrowser?(request: { readonly ip: string; get(header: string): string } | undefined): Browser | undefined;
  /** The hard limit of a session since its last full authentication, in seconds; none unless given. */
  readonly sessionMaxSeconds?: number;
}

/** The row of `identity.sign_in_flow` that belongs to a running sign-in. */
export interface StoredFlow {
  readonly version: number;
  readonly state: unknown;
  readonly personal: Buffer | null;
}

/** What every model's adapter is made from. */
export interface ModelParts extends StoreOptions {
  readonly writes: Writes;
  readonly memory: RequestMemory;
  readonly companions: Companions;
  readonly held: HeldWrites;
  readonly anyToken: AnyToken;
  readonly visits: Visits;
}

/** A sign-in that oidc-provider has found here, as its model. */
export interface StoredInteraction {
  readonly jti: string;
  readonly exp: number;
  readonly params: object;
}
