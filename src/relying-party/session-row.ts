import { sha256, type Place } from '#shared/crypto';

/** One access token; which API it is for is its key in `Tokens.access` ('' is the provider's userinfo). */
export interface AccessToken {
  readonly token: string;
  readonly type: 'DPoP' | 'Bearer';
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** What a session keeps of the provider's answers, sealed as one value. */
export interface Tokens {
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  readonly access: Readonly<Record<string, AccessToken>>;
}

/** Where a session's sealed columns live. */
export const place = (column: 'claims' | 'tokens', session: string): Place => ({ table: 'rp_session', column, row: session });
export const hashOf = (session: string): Buffer => Buffer.from(session, 'base64url');
export const sessionOf = (cookie: string): string => sha256(cookie).toString('base64url');
