import type { IncomingMessage } from 'node:http';
import Koa, { type Context } from 'koa';
import * as oidc from 'openid-client';
import { claimsTable, html, page, type Html, type Look } from './html.ts';
import { createLogoutTokenReader } from './logout-token.ts';
import { HOUR, createState, type Session } from './state.ts';
import { texts, type Lang } from './text.ts';

/** What every sample portal is started with. */
export interface PortalSettings {
  readonly issuer: string;
  readonly baseUrl: string;
  readonly clientId: string;
  /** Seconds since the epoch; the system's unless a test moves it. */
  readonly now?: () => number;
}

/** How one portal connects: what differs between the profiles. */
export interface Connection {
  /** Short, for cookie names: all portals of a demonstration share the host `localhost`. */
  readonly cookie: string;
  readonly look: Look;
  readonly scope: string;
  readonly idTokenAlg: 'ES256' | 'RS256';
  readonly clientAuth: () => Promise<oidc.ClientAuth>;
  readonly pushed: boolean;
  readonly dpop: boolean;
}

const order = ['LoA1', 'LoA2', 'LoA3'];

/** One portal, from the first click to being signed out by somebody else; one entry of `pages` per address. */
export function createPortal(settings: PortalSettings, connection: Connection): Koa {
  const base = new URL(settings.baseUrl);
  const now = settings.now ?? ((): number => (performance.timeOrigin + performance.now()) / 1000);
  const state = createState({ cookie: connection.cookie, secure: base.protocol === 'https:', now });
  const { sessions, pending, ended, cookies, sessionOf, setCookie, langOf } = state;
  const readLogoutToken = createLogoutTokenReader({ clientId: settings.clientId, alg: connection.idTokenAlg, now });

  let discovered: Promise<{ config: oidc.Configuration; dpop: oidc.DPoPHandle | undefined }> | undefined;
  const provider = () => {
    discovered ??= discover().catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };
  async function discover() {
    const local = new URL(settings.issuer).hostname === 'localhost';
    const config = await oidc.discovery(
      new URL(settings.issuer),
      settings.clientId,
      { id_token_signed_response_alg: connection.idTokenAlg },
      await connection.clientAuth(),
      { timeout: 5, execute: local ? [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] : [oidc.enableNonRepudiationChecks] },
    );
    return { config, dpop: connection.dpop ? oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256')) : undefined };
  }

  const show = (ctx: Context, content: Html, status = 200): void => {
    ctx.status = status;
    ctx.type = 'html';
    ctx.body = page(connection.look, langOf(ctx), ctx.path === '/callback' ? '/' : ctx.path, content);
  };
  const fail = (ctx: Context, status: number, text: string, code: string): void => {
    const t = texts[langOf(ctx)];
    show(
      ctx,
      html`<h1>${t.failed}</h1>
        <p>${text}</p>
        <p><code>${code}</code></p>
        <p><a class="button" href="/sign-in">${t.again}</a> <a href="/">${t.home}</a></p>`,
      status,
    );
  };

  const pages: Readonly<Record<string, (ctx: Context) => Promise<void> | void>> = {
    'GET /': (ctx) => {
      const t = texts[langOf(ctx)];
      const session = sessionOf(ctx);
      const told = ended.has(ctx.cookies.get(cookies.session) ?? '');
      if (told) setCookie(ctx, cookies.session, null);
      if (session === undefined) {
        show(
          ctx,
          html`${told ? html`<p class="notice" role="status">${t.endedElsewhere}</p>` : ''}
            <h1>${connection.look.name[langOf(ctx)]}</h1>
            <p>${t.intro}</p>
            <p><a class="button" href="/sign-in">${t.signIn}</a></p>`,
        );
        return;
      }
      const name = session.userinfo['name'] ?? session.userinfo['HoVaTen'] ?? session.sub;
      show(
        ctx,
        html`<h1>${t.hello}, ${name}</h1>
          <p>${t.names['acr']}: <strong>${session.claims['acr'] ?? '–'}</strong></p>
          <p><a class="button" href="/claims">${t.claims}</a></p>
          ${signOutForm(session, langOf(ctx))}`,
      );
    },

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
        ...(asked === null ? {} : { acr_values: asked }),
      };
      const { config, dpop } = await provider();
      const target = connection.pushed
        ? await oidc.buildAuthorizationUrlWithPAR(config, parameters, options(dpop))
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
        else fail(ctx, 400, t.expired, 'state');
        return;
      }
      pending.delete(given);
      const { config, dpop } = await provider();
      const answer = await oidc.authorizationCodeGrant(
        config,
        new URL(`/callback${ctx.search}`, base),
        { expectedState: given, expectedNonce: login.nonce, pkceCodeVerifier: login.verifier, idTokenExpected: true },
        undefined,
        options(dpop),
      );
      const claims = answer.claims();
      if (claims === undefined || answer.id_token === undefined) throw new Error('no ID token');
      if (login.acr !== null && order.findIndex((level) => level === claims['acr']) < order.indexOf(login.acr)) {
        fail(ctx, 403, t.errors['unmet_authentication_requirements'] ?? '', 'unmet_authentication_requirements');
        return;
      }
      const userinfo = await oidc.fetchUserInfo(config, answer.access_token, claims.sub, options(dpop));
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

    'GET /claims': (ctx) => {
      const session = sessionOf(ctx);
      if (session === undefined) {
        ctx.redirect('/');
        return;
      }
      const lang = langOf(ctx);
      const t = texts[lang];
      show(
        ctx,
        html`${ctx.query['refreshed'] === '1' ? html`<p class="notice" role="status">${t.refreshed}</p>` : ''}
          <h1>${t.claims}</h1>
          ${claimsTable(t.idToken, session.claims, lang)}${claimsTable(t.userinfo, session.userinfo, lang)}
          <p class="actions">
            <a class="button" href="/sign-in?acr=LoA2">${t.stepUp2}</a> <a class="button" href="/sign-in?acr=LoA3">${t.stepUp3}</a>
            <a href="/claims.json">${t.json}</a>
          </p>
          ${session.refreshToken === null ? '' : html`<form method="post" action="/refresh"><input type="hidden" name="csrf" value="${session.csrf}" /><button>${t.refresh}</button></form>`}
          ${signOutForm(session, lang)}`,
      );
    },

    'GET /claims.json': (ctx) => {
      const session = sessionOf(ctx);
      ctx.status = session === undefined ? 401 : 200;
      ctx.body = session === undefined ? { error: 'signed_out' } : { id_token: session.claims, userinfo: session.userinfo };
    },

    'POST /refresh': async (ctx) => {
      const session = await posted(ctx);
      if (session === undefined) return;
      const { config, dpop } = await provider();
      const answer = await oidc.refreshTokenGrant(config, session.refreshToken ?? '', undefined, options(dpop));
      session.accessToken = answer.access_token;
      session.refreshToken = answer.refresh_token ?? session.refreshToken;
      session.userinfo = await oidc.fetchUserInfo(config, answer.access_token, session.sub, options(dpop));
      const claims = answer.claims();
      if (claims !== undefined && answer.id_token !== undefined) Object.assign(session, { claims, idToken: answer.id_token });
      ctx.status = 303;
      ctx.redirect('/claims?refreshed=1');
    },

    'POST /sign-out': async (ctx) => {
      const session = await posted(ctx);
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
        ctx,
        html`<h1>${t.signedOut}</h1>
          <p><a class="button" href="/sign-in">${t.signIn}</a> <a href="/">${t.home}</a></p>`,
      );
    },

    'POST /backchannel-logout': async (ctx) => {
      const token = new URLSearchParams(await read(ctx.req)).get('logout_token') ?? '';
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
    if (ctx.query['lang'] === 'vi' || ctx.query['lang'] === 'en') setCookie(ctx, cookies.lang, ctx.query['lang']);
    const handler = Object.hasOwn(pages, `${ctx.method} ${ctx.path}`) ? pages[`${ctx.method} ${ctx.path}`] : undefined;
    if (handler === undefined) return;
    try {
      await handler(ctx);
    } catch (error) {
      const t = texts[langOf(ctx)];
      if (error instanceof BodyTooLarge) {
        ctx.status = 413;
        ctx.body = { error: 'invalid_request', error_description: 'the body is too large' };
      } else if (error instanceof oidc.AuthorizationResponseError) fail(ctx, 403, t.errors[error.error] ?? t.failed, error.error);
      else if (error instanceof oidc.ResponseBodyError) fail(ctx, 502, t.errors[error.error] ?? t.failed, error.error);
      else if (error instanceof oidc.ClientError && error.code !== 'OAUTH_TIMEOUT') fail(ctx, 502, t.failed, error.code ?? 'client_error');
      else fail(ctx, 503, t.away, 'unreachable');
    }
  });
  return app;

  /** The session of a form that this portal showed; otherwise answers itself. */
  async function posted(ctx: Context): Promise<Session | undefined> {
    const session = sessionOf(ctx);
    const form = new URLSearchParams(await read(ctx.req));
    if (session !== undefined && form.get('csrf') === session.csrf) return session;
    ctx.status = 303;
    ctx.redirect('/');
    return undefined;
  }
}

const options = (dpop: oidc.DPoPHandle | undefined): oidc.DPoPOptions => (dpop === undefined ? {} : { DPoP: dpop });

const signOutForm = (session: Session, lang: Lang): Html =>
  html`<form method="post" action="/sign-out">
    <input type="hidden" name="csrf" value="${session.csrf}" /><button class="quiet">${texts[lang].signOut}</button>
  </form>`;

class BodyTooLarge extends Error {}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > 16_384) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
