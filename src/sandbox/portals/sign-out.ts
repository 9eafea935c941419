import * as oidc from 'openid-client';
import { html } from './html.ts';
import { createLogoutTokenReader } from './logout-token.ts';
import { posted, readForm, show, type Pages, type Portal } from './pages.ts';
import { texts } from './text.ts';

/** Out by one's own wish, everywhere; or because the provider says that the session has ended somewhere else. */
export function signOutPages(portal: Portal): Pages {
  const { settings, connection, base, now, provider, state } = portal;
  const { sessions, cookies, setCookie, langOf } = state;
  const readLogoutToken = createLogoutTokenReader({ clientId: settings.clientId, alg: connection.idTokenAlg, now });
  return {
    'POST /sign-out': async (ctx) => {
      const session = await posted(portal, ctx);
      if (session === undefined) return;
      sessions.delete(ctx.cookies.get(cookies.session) ?? '');
      setCookie(ctx, cookies.session, null);
      const { config } = await provider();
      ctx.status = 303;
      ctx.redirect(
        oidc.buildEndSessionUrl(config, {
          id_token_hint: session.idToken,
          post_logout_redirect_uri: new URL('/signed-out', base).href,
          ui_locales: langOf(ctx),
        }).href,
      );
    },

    'GET /signed-out': (ctx) => {
      const t = texts[langOf(ctx)];
      show(
        portal,
        ctx,
        html`<h1>${t.signedOut}</h1>
          <p><a class="button" href="/sign-in">${t.signIn}</a> <a href="/">${t.home}</a></p>`,
      );
    },

    'POST /backchannel-logout': async (ctx) => {
      const token = (await readForm(ctx.req)).get('logout_token') ?? '';
      const { config } = await provider();
      let named;
      try {
        const { issuer, jwks_uri: jwksUri = '' } = config.serverMetadata();
        named = await readLogoutToken(token, { issuer, jwksUri });
      } catch (error) {
        ctx.status = 400;
        ctx.body = { error: 'invalid_request', error_description: error instanceof Error ? error.message : 'invalid' };
        return;
      }
      state.endNamed(named);
      ctx.status = 200;
      ctx.body = '';
    },
  };
}
