import * as oidc from 'openid-client';
import { fail, type Pages, type Portal } from './pages.ts';
import { HOUR } from './state.ts';
import { texts } from './text.ts';

const order = ['LoA1', 'LoA2', 'LoA3'];

/** Essential, so that the provider itself explains what an account cannot reach (OpenID Connect Core section 5.5.1.1). */
const essential = (level: string): string =>
  JSON.stringify({ id_token: { acr: { essential: true, values: order.slice(order.indexOf(level)) } } });

/** To the provider and back: authorization code with PKCE, `state` per tab, `nonce`, and the level that was asked for. */
export function signInPages(portal: Portal): Pages {
  const { connection, base, now, provider, state } = portal;
  const { sessions, pending, cookies, sessionOf, setCookie, langOf } = state;
  return {
    'GET /sign-in': async (ctx) => {
      state.sweep();
      const asked = order.find((level) => level === ctx.query['acr']) ?? null;
      const browser = ctx.cookies.get(cookies.browser) ?? oidc.randomState();
      const [tab, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
      const parameters = {
        redirect_uri: new URL('/callback', base).href,
        scope: connection.scope,
        state: tab,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ui_locales: langOf(ctx),
        ...(asked === null ? {} : { acr_values: asked, claims: essential(asked) }),
      };
      const { config, options } = await provider();
      const target = connection.pushed
        ? await oidc.buildAuthorizationUrlWithPAR(config, parameters, options)
        : oidc.buildAuthorizationUrl(config, parameters);
      pending.set(tab, { browser, verifier, nonce, acr: asked, until: now() + HOUR / 2 });
      setCookie(ctx, cookies.browser, browser);
      ctx.redirect(target.href);
    },

    'GET /callback': async (ctx) => {
      const t = texts[langOf(ctx)];
      const given = typeof ctx.query['state'] === 'string' ? ctx.query['state'] : '';
      const login = pending.get(given);
      if (login === undefined || login.until < now() || login.browser !== ctx.cookies.get(cookies.browser)) {
        if (sessionOf(ctx) !== undefined) ctx.redirect('/claims');
        else fail(portal, ctx, { status: 400, text: t.expired, code: 'state' });
        return;
      }
      pending.delete(given);
      const { config, options } = await provider();
      const answer = await oidc.authorizationCodeGrant(
        config,
        new URL(`/callback${ctx.search}`, base),
        { expectedState: given, expectedNonce: login.nonce, pkceCodeVerifier: login.verifier, idTokenExpected: true },
        undefined,
        options,
      );
      const claims = answer.claims();
      if (claims === undefined || answer.id_token === undefined) throw new Error('no ID token');
      if (login.acr !== null && order.findIndex((level) => level === claims['acr']) < order.indexOf(login.acr)) {
        const code = 'unmet_authentication_requirements';
        fail(portal, ctx, { status: 403, text: t.errors[code] ?? '', code });
        return;
      }
      const userinfo = await oidc.fetchUserInfo(config, answer.access_token, claims.sub, options);
      sessions.delete(ctx.cookies.get(cookies.session) ?? '');
      const id = oidc.randomState();
      sessions.set(id, {
        csrf: oidc.randomState(),
        sid: typeof claims['sid'] === 'string' ? claims['sid'] : null,
        sub: claims.sub,
        idToken: answer.id_token,
        claims,
        userinfo,
        accessToken: answer.access_token,
        refreshToken: answer.refresh_token ?? null,
        until: now() + 8 * HOUR,
      });
      setCookie(ctx, cookies.session, id);
      ctx.redirect('/claims');
    },
  };
}
