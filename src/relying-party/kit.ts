import { hmacSha256 } from '#shared/crypto';
import type { Request } from '#shared/http';
import { createConnection, type Connection } from './connection.ts';
import { createCookies, type Cookies } from './cookies.ts';
import type { RelyingPartyOptions } from './options.ts';
import { createSessions, type Present, type Sessions } from './sessions.ts';
import { createSessionTokens, type SessionTokens } from './tokens.ts';

/** The parts of one relying party, shared by its routes and guards. */
export interface Kit {
  readonly options: RelyingPartyOptions;
  readonly connection: Connection;
  readonly cookies: Cookies;
  readonly sessions: Sessions;
  readonly tokens: SessionTokens;
  readonly callbackUrl: URL;
  /** The person this request comes from; looked up once per request. */
  person(request: Pick<Request, 'koa'>): Promise<Present | null>;
  /** PKCE verifier and nonce of a sign-in (RFC 7636, OpenID Connect Core 15.5.2): never stored, never the same for two states. */
  secretsOf(state: string): { readonly verifier: string; readonly nonce: string };
}

export function createKit(options: RelyingPartyOptions): Kit {
  if (options.cookieKey.length < 32) throw new Error('cookieKey must have 32 bytes');
  const connection = createConnection(options);
  const cookies = createCookies(options);
  const sessions = createSessions(options);
  const derive = (what: string, state: string): string => hmacSha256(options.cookieKey, `rp:${what}:${state}`).toString('base64url');
  return {
    options,
    connection,
    cookies,
    sessions,
    tokens: createSessionTokens(options, connection),
    callbackUrl: new URL('/callback', options.baseUrl),
    async person({ koa }) {
      const known = koa.state['rpPerson'] as Promise<Present | null> | undefined;
      if (known !== undefined) return known;
      const cookie = cookies.session(koa);
      const found = cookie === null ? Promise.resolve(null) : sessions.find(cookie);
      koa.state['rpPerson'] = found;
      return found;
    },
    secretsOf: (state) => ({ verifier: derive('pkce', state), nonce: derive('nonce', state) }),
  };
}
