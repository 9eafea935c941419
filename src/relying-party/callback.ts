import { authorizationCodeGrant, fetchUserInfo, type TokenEndpointResponse, type TokenEndpointResponseHelpers } from 'openid-client';
import { sha256 } from '#shared/crypto';
import { maybe } from '#shared/db';
import { anyone, redirect, route, type Reply, type Request, type Route } from '#shared/http';
import { acrOf, asLevel, recent, satisfies, type Level } from './assurance.ts';
import { enter } from './enter.ts';
import { failure, startPath } from './failure.ts';
import type { Kit } from './kit.ts';
import { findUsedLogin, takeLogin } from './login-sql.ts';
import { fromAuthorizationError, fromProviderCall } from './provider-errors.ts';
import type { Provider } from './connection.ts';
import type { RelyingPartyCode } from './problems.ts';
import { asAccessToken } from './tokens.ts';

interface Login {
  readonly returnTo: string;
  readonly level: Level | null;
  readonly maxAge: number | null;
}

/** How long past `max_age` an authentication still counts as asked for: the time of the way back, and clocks. */
const LEEWAY = 60;

/**
 * `GET /callback` — each line is one check of the authorization response; the first that fails becomes a page that says
 * what happened and what to do. A sign-in record is spent by whichever answer comes first, good or bad.
 */
export function callbackRoute(kit: Kit): Route {
  const { options } = kit;
  return route({
    method: 'GET',
    path: '/callback',
    who: anyone,
    async handle(call) {
      const parameters = new URLSearchParams(call.koa.querystring);
      const browser = kit.cookies.knownBrowser(call.koa);
      const state = parameters.get('state');
      if (state === null) return fail('rp.state-unknown', 'no state');
      if (browser === null) return fail('rp.cookie-missing', 'no browser cookie');
      const login = await take(state, browser);
      if (login === null) return unknownOrUsed(call, state, browser);
      const again = startPath(login.returnTo, { level: login.level, maxAge: login.maxAge });
      // RFC 9207 section 2.4, on errors too: an answer of another provider must not be acted upon.
      if (parameters.get('iss') !== options.issuer) return fail('rp.issuer-mismatch', `iss ${parameters.get('iss') ?? 'missing'}`, again);
      const error = parameters.get('error');
      if (error !== null) return fail(fromAuthorizationError(error), detailOf(error, parameters), again, login.level);
      try {
        const provider = await kit.connection.provider();
        const answer = await redeem(provider, call, state);
        const claims = answer.claims();
        if (claims === undefined) return fail('rp.answer-invalid', 'no ID token', again);
        if (login.level !== null && !satisfies(acrOf(claims), login.level)) {
          return fail('rp.assurance-unmet', `acr ${acrOf(claims) ?? 'none'}, asked ${login.level}`, again, login.level);
        }
        if (!recent(claims.auth_time, login.maxAge === null ? null : login.maxAge + LEEWAY, options.clock.epoch())) {
          return fail('rp.assurance-unmet', 'authentication too old', again, login.level);
        }
        const more = await userInfo(provider, answer, claims.sub);
        return await enter(kit, call, { answer, claims, more, returnTo: login.returnTo });
      } catch (cause) {
        return failure(options.log, call, { code: fromProviderCall(cause), again, cause });
      }

      function fail(code: RelyingPartyCode, detail: string, retry = startPath('/'), level: Level | null = null): Reply {
        return failure(options.log, call, { code, detail, again: code === 'rp.registration-wrong' ? null : retry, level });
      }
    },
  });

  async function take(state: string, browser: string): Promise<Login | null> {
    const row = await maybe(options.db, takeLogin, [sha256(state), sha256(browser), options.clock.now()]);
    return row === null ? null : { returnTo: row.return_to, level: asLevel(row.asked_acr ?? undefined), maxAge: row.asked_max_age };
  }

  /** A reload or the back button after a good sign-in goes on; anything else starts again. */
  async function unknownOrUsed(call: Request, state: string, browser: string): Promise<Reply> {
    const used = await maybe(options.db, findUsedLogin, [sha256(state), sha256(browser)]);
    if (used === null) return failure(options.log, call, { code: 'rp.state-unknown', again: startPath('/') });
    const person = await kit.person(call);
    if (person !== null && (used.asked_acr === null || satisfies(person.acr, asLevel(used.asked_acr) ?? 'LoA3'))) {
      return redirect(used.return_to);
    }
    return failure(options.log, call, { code: 'rp.state-used', again: startPath(used.return_to) });
  }

  async function redeem(provider: Provider, call: Request, state: string): Promise<TokenEndpointResponse & TokenEndpointResponseHelpers> {
    const { verifier, nonce } = kit.secretsOf(state);
    const current = new URL(kit.callbackUrl);
    current.search = call.koa.querystring;
    return authorizationCodeGrant(
      provider.config,
      current,
      { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      undefined,
      { DPoP: provider.dpop },
    );
  }

  /** Claims that the provider gives only at userinfo (OpenID Connect Core 5.4); `sub` is checked to be the same. */
  async function userInfo(provider: Provider, answer: TokenEndpointResponse, sub: string): Promise<Record<string, unknown>> {
    if (options.scopes.every((scope) => scope === 'openid' || scope === 'offline_access')) return {};
    // A token that the provider did not bind goes out as Bearer (RFC 6750), since it would refuse a proof for it.
    const bound = asAccessToken(answer, options.clock.epoch()).type === 'DPoP';
    return { ...(await fetchUserInfo(provider.config, answer.access_token, sub, bound ? { DPoP: provider.dpop } : {})) };
  }
}

function detailOf(error: string, parameters: URLSearchParams): string {
  const description = parameters.get('error_description') ?? '';
  return `${error}: ${description}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 300);
}
