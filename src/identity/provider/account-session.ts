import type { Context } from 'koa';
import type { Clock } from '#shared/clock';
import { hmacSha256, randomToken, sameSecret, sha256 } from '#shared/crypto';
import type { Db } from '#shared/db';
import { redirect, type Access } from '#shared/http';
import type { Account, Accounts } from '#identity/accounts';
import { atLeast, type Beyond, levelReached, levels, proofsOf, type Level } from '#identity/sign-in';
import { ACCOUNT_CENTRE } from './account-centre-id.ts';
import type { LiveProvider } from './live.ts';

export interface AccountPrincipal {
  readonly account: Account;
  readonly sessionUid: string;
  readonly level: Level;
  readonly amr: readonly string[];
  /** Seconds since the epoch. */
  readonly authTime: number;
  /** The session ends then unless something happens. */
  readonly expiresAt: Date;
}

export interface AccountSessions {
  /** The person signed in to the provider in this browser, or null. */
  current(ctx: Context): Promise<AccountPrincipal | null>;
  /** Admits the person; sends everybody else to sign in, or to prove more, and back to the page they wanted. */
  require(needs?: { level?: Level; maxAgeSeconds?: number }): Access<AccountPrincipal>;
  /** An authorization request that ends at `path` (a local path), as the account centre makes it. */
  signInUrl(path: string, more?: { level?: Level; beyond?: Beyond; maxAgeSeconds?: number; create?: boolean }): string;
  /** The local path a `state` of signInUrl stands for; `/account` when it was not made here. */
  returnPath(state: string | undefined): string;
}

export interface AccountSessionDeps {
  readonly issuer: URL;
  readonly live: LiveProvider;
  readonly db: Db;
  readonly accounts: Accounts;
  readonly clock: Clock;
  /** Signs the return path. */
  readonly key: Buffer;
}

/** The level and those above it. */
const from = (level: Level): readonly Level[] => levels.slice(levels.indexOf(level));

export function createAccountSessions(deps: AccountSessionDeps): AccountSessions {
  const sign = (path: string): string => hmacSha256(deps.key, `account-return:${path}`).toString('base64url');
  const sessions: AccountSessions = {
    async current(ctx) {
      const session = await deps.live.current().provider.Session.get(ctx as never);
      if (session.accountId === undefined) return null;
      const account = await deps.accounts.find(deps.db, session.accountId);
      if (account === null || account.status !== 'active') return null;
      const amr = session.amr ?? [];
      const authTime = session.loginTs ?? 0;
      const level = levelReached(account.identityLevel, proofsOf(amr, authTime), deps.clock.epoch());
      if (level === null) return null;
      return { account, sessionUid: session.uid, level, amr, authTime, expiresAt: new Date((session.exp ?? 0) * 1000) };
    },
    require: (needs = {}) => ({
      name: `account${needs.level === undefined ? '' : ` at ${needs.level}`}${needs.maxAgeSeconds === undefined ? '' : ` within ${needs.maxAgeSeconds} s`}`,
      async admit(request) {
        const found = await sessions.current(request.koa);
        const enough =
          found !== null &&
          (needs.level === undefined || atLeast(found.level, needs.level)) &&
          (needs.maxAgeSeconds === undefined || deps.clock.epoch() - found.authTime <= needs.maxAgeSeconds);
        if (enough) return { principal: found };
        // What was posted is not repeated: the person comes back to the page with the form.
        const path = request.koa.method === 'GET' ? request.here : '/account';
        return { instead: redirect(sessions.signInUrl(path, needs)) };
      },
    }),
    signInUrl(path, more = {}) {
      const url = new URL('/authorize', deps.issuer);
      url.search = new URLSearchParams({
        client_id: ACCOUNT_CENTRE,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: new URL('/account/return', deps.issuer).href,
        state: `${Buffer.from(path).toString('base64url')}.${sign(path)}`,
        // Nobody keeps the verifier: the code is of no use to anybody.
        code_challenge: sha256(randomToken(32)).toString('base64url'),
        code_challenge_method: 'S256',
        // Essential: somebody who cannot reach it is told so, and not sent back to be sent here again.
        ...(more.level === undefined
          ? {}
          : { claims: JSON.stringify({ id_token: { acr: { essential: true, values: from(more.level) } } }) }),
        // Not a level, so the protocol passes over it; the sign-in pages read it (`interactions.ts`).
        ...(more.beyond === undefined ? {} : { acr_values: more.beyond }),
        ...(more.maxAgeSeconds === undefined ? {} : { max_age: String(more.maxAgeSeconds) }),
        ...(more.create === true ? { prompt: 'create' } : {}),
      }).toString();
      return url.pathname + url.search;
    },
    returnPath(state) {
      const [encoded, signature] = (state ?? '').split('.');
      const path = Buffer.from(encoded ?? '', 'base64url').toString('utf8');
      return signature !== undefined && sameSecret(signature, sign(path)) && path.startsWith('/account') ? path : '/account';
    },
  };
  return sessions;
}
