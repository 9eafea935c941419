import Koa, { type Context } from 'koa';
import * as oidc from 'openid-client';
import { createProvider, type Connection, type PortalSettings } from './connection.ts';
import { ownPages } from './own-pages.ts';
import { BodyTooLarge, fail, type Pages, type Portal } from './pages.ts';
import { signInPages } from './sign-in.ts';
import { signOutPages } from './sign-out.ts';
import { createState } from './state.ts';
import { texts } from './text.ts';

/** One portal, from the first click to being signed out by somebody else; one entry of `pages` per address. */
export function createPortal(settings: PortalSettings, connection: Connection): Koa {
  const base = new URL(settings.baseUrl);
  const now = settings.now ?? ((): number => (performance.timeOrigin + performance.now()) / 1000);
  const state = createState({ cookie: connection.cookie, secure: base.protocol === 'https:', now });
  const portal: Portal = { settings, connection, base, now, state, provider: createProvider(settings, connection) };
  const pages: Pages = {
    ...ownPages(portal),
    ...signInPages(portal),
    ...signOutPages(portal),

    'GET /portal.css': (ctx) => {
      ctx.type = 'css';
      ctx.set('Cache-Control', 'public, max-age=3600');
      ctx.body = connection.look.css;
    },

    'GET /healthz': (ctx) => {
      ctx.body = { status: 'alive' };
    },
  };

  const app = new Koa();
  app.silent = true;
  app.use(async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'no-referrer');
    ctx.set(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'self'; form-action 'self' ${new URL(settings.issuer).origin}; base-uri 'none'; frame-ancestors 'none'`,
    );
    if (ctx.query['lang'] === 'vi' || ctx.query['lang'] === 'en') state.setCookie(ctx, state.cookies.lang, ctx.query['lang']);
    const address = `${ctx.method} ${ctx.path}`;
    const handler = Object.hasOwn(pages, address) ? pages[address] : undefined;
    if (handler === undefined) return;
    try {
      await handler(ctx);
    } catch (error) {
      explain(portal, ctx, error);
    }
  });
  return app;
}

/** What went wrong, in words for the person in front of it: refused, misunderstood by one of the two, or not reached at all. */
function explain(portal: Portal, ctx: Context, error: unknown): void {
  const t = texts[portal.state.langOf(ctx)];
  if (error instanceof BodyTooLarge) {
    ctx.status = 413;
    ctx.body = { error: 'invalid_request', error_description: 'the body is too large' };
  } else if (error instanceof oidc.AuthorizationResponseError) {
    fail(portal, ctx, { status: 403, text: t.errors[error.error] ?? t.failed, code: error.error });
  } else if (error instanceof oidc.ResponseBodyError) {
    fail(portal, ctx, { status: 502, text: t.errors[error.error] ?? t.failed, code: error.error });
  } else if (error instanceof oidc.ClientError && error.code !== 'OAUTH_TIMEOUT') {
    fail(portal, ctx, { status: 502, text: t.failed, code: error.code ?? 'client_error' });
  } else {
    fail(portal, ctx, { status: 503, text: t.away, code: 'unreachable' });
  }
}
