import type { JWK } from 'jose';
import type { Clock } from '#shared/clock';
import type { Sealer } from '#shared/crypto';
import type { Db, Tx } from '#shared/db';
import type { Log } from '#shared/log';
import type { Level } from './assurance.ts';

/** What a module has to say to become a relying party. */
export interface RelyingPartyOptions {
  /** The module's short name; begins its cookies' names, since ports of one host share cookies. */
  readonly name: string;
  /** A connection whose search_path finds the tables of `migrations/templates/relying-party.sql`. */
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Seals claims and tokens at rest. */
  readonly sealer: Sealer;
  /** 32 bytes; PKCE verifiers and nonces are derived from it, so every process of the module needs the same. */
  readonly cookieKey: Buffer;
  /** Exactly as the provider's metadata spells it. */
  readonly issuer: string;
  readonly clientId: string;
  /** This module's public origin; every redirect URI is built from it, never from a request. */
  readonly baseUrl: URL;
  /** Private JWKs (with `alg`, and `kid` for the client key): one proves who the client is, one binds tokens (RFC 9449). */
  readonly keys: { readonly client: JWK; readonly dpop: JWK };
  /** Scopes asked for at sign-in; `openid` is always among them. */
  readonly scopes: readonly string[];
  /** APIs (RFC 8707 resource indicators) the module calls in the person's name. */
  readonly resources?: readonly string[];
  /** The level a sign-in asks for unless a page asks for more. */
  readonly level?: Level;
  /** Signature algorithm of ID and logout tokens, as registered; ES256 unless stated. */
  readonly idTokenAlg?: string;
  /** The provider is ours, whose logout tokens all have the type `logout+jwt`; others need not name one (Back-Channel Logout 1.0 section 2.4). */
  readonly typedLogoutTokens?: boolean;
  /** Decides, in the session's transaction, what a person who has just signed in finds here. */
  readonly arrive?: (tx: Tx, visitor: Visitor) => Promise<Arrival>;
  /** How the provider and APIs are reached; tests break it on purpose. */
  readonly fetch?: typeof fetch;
}

/** Somebody whose ID token has been checked. `(iss, sub)` is the key; nothing else identifies a person for long. */
export interface Visitor {
  readonly iss: string;
  readonly sub: string;
  readonly acr: string | null;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The local path they were on their way to. */
  readonly returnTo: string;
}

/**
 * `enter`: known or newly created; `to` (a local path) when something must be chosen first, such as the organisation to
 * act for. `refuse`: no session begins, a page says why.
 */
export type Arrival =
  { readonly kind: 'enter'; readonly to?: string } | { readonly kind: 'refuse'; readonly why: 'not-linked' | 'locked' | 'not-allowed' };

export const limits = {
  /** A sign-in may include registering at the provider. */
  loginSeconds: 30 * 60,
  idleSeconds: 15 * 60,
  sessionSeconds: 12 * 60 * 60,
  /** A session's last use is written at most this often. */
  touchSeconds: 60,
  /** A token is renewed this long before it expires. */
  renewSeconds: 30,
  /** Nobody waits longer for the provider. */
  httpSeconds: 5,
} as const;
