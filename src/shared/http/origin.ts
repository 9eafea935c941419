import Koa, { type Context, type Middleware } from 'koa';
import Router from '@koa/router';
import { chooseLanguage, type Language } from '#shared/i18n';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import type { Page, Site, View } from '#shared/view';
import { readForm, readJson, uniqueParameters } from './body.ts';
import { createCsrf } from './csrf.ts';
import { compressPages } from './compress.ts';
import { fixedOrigin, securityHeaders } from './headers.ts';
import { readMultipart, type MultipartForm } from './multipart.ts';
import { Problem, problem } from './problem.ts';
import type { Reply } from './reply.ts';
import type { Request, Route } from './route.ts';

export interface ProblemModel {
  readonly code: string;
  readonly status: number;
  readonly traceId: string;
  readonly retryAfter: number | undefined;
}

export interface OriginOptions {
  /** Short name: cookie prefix, metric label, template navigation. */
  readonly name: string;
  readonly publicUrl: URL;
  readonly trustedProxies: number;
  /** 32 bytes; signs the CSRF tokens of this origin. */
  readonly cookieKey: Buffer;
  readonly routes: readonly Route[];
  /** Runs before the router: static assets, and oidc-provider on the identity origin. */
  readonly before?: readonly Middleware[];
  readonly view: View;
  readonly problemPage: Page<ProblemModel>;
  readonly urls: Readonly<Record<string, string>>;
  readonly sandbox: boolean;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Throws when this origin cannot do its work (database away); answers `/readyz`. */
  readonly ready: () => Promise<void>;
  /** Display name of the signed-in person for the page header, when the origin has sessions. */
  readonly person?: (ctx: Context) => Promise<string | undefined>;
  /** Whether they work for an agency, for the navigation of an origin that officers use. */
  readonly staff?: (ctx: Context) => Promise<boolean>;
  readonly traceId: () => string;
}

/** Found as `ctx.state.showPage` by oidc-provider's callbacks, which get a Koa context and must render a page themselves. */
export type ShowPage = <Model extends object>(page: Page<Model>, model: Model) => Promise<void>;

/** One HTTP origin: the edge that owns headers, CSRF, limits, errors and languages, around a table of routes. */
export function createOrigin(options: OriginOptions): Koa {
  const https = options.publicUrl.protocol === 'https:';
  const prefix = https ? '__Host-' : '';
  const csrf = createCsrf({ origin: options.publicUrl.origin, cookie: `${prefix}${options.name}_csrf`, key: options.cookieKey });
  const languageCookie = `${options.name}_lang`;
  const app = new Koa({ proxy: true, maxIpsCount: Math.max(1, options.trustedProxies) });
  const router = new Router();

  const language = (ctx: Context): Language => {
    const query = ctx.query['lang'];
    const asked = typeof query === 'string' ? query : undefined;
    const hints = ctx.state['uiLocales'] as string[] | undefined;
    return chooseLanguage(asked ?? ctx.cookies.get(languageCookie), [...(hints ?? []), ...ctx.get('accept-language').split(',')]);
  };
  const site = async (ctx: Context): Promise<Site> => ({
    lang: language(ctx),
    here: ctx.originalUrl,
    csrf: csrf.token(ctx),
    traceId: ctx.state['traceId'] as string,
    origin: options.name,
    person: await options.person?.(ctx),
    staff: await options.staff?.(ctx),
    urls: options.urls,
    sandbox: options.sandbox,
  });
  const renderPage = async (ctx: Context, page: Page<object>, model: object): Promise<void> => {
    const about = await site(ctx);
    ctx.type = 'text/html; charset=utf-8';
    ctx.set('Content-Language', about.lang);
    ctx.body = options.view.render(page, model, about);
  };
  const send = async (ctx: Context, reply: Reply): Promise<void> => {
    switch (reply.kind) {
      case 'written':
        return;
      case 'redirect':
        ctx.status = 303;
        ctx.redirect(reply.to);
        return;
      case 'json':
        ctx.status = reply.status;
        ctx.body = reply.body;
        return;
      case 'empty':
        // In this order: an empty body alone means 204 to Koa.
        ctx.body = null;
        ctx.status = reply.status;
        return;
      case 'page':
        ctx.status = reply.status;
        await renderPage(ctx, reply.page, reply.model);
    }
  };

  const renderProblem = async (ctx: Context, found: Problem): Promise<void> => {
    ctx.status = found.kind.status;
    ctx.set('Cache-Control', 'no-store');
    if (found.retryAfter !== undefined) ctx.set('Retry-After', String(found.retryAfter));
    const traceId = ctx.state['traceId'] as string;
    // Whoever misspells an address of an API is a program too.
    if (ctx.state['surface'] === 'api' || ctx.path.startsWith('/api/') || ctx.accepts('html', 'json') !== 'html') {
      // RFC 9457: problem details, with the code as the type.
      ctx.body = {
        type: `urn:mot-cua:problem:${found.code}`,
        title: found.code,
        status: found.kind.status,
        detail: found.detail,
        trace_id: traceId,
      };
      ctx.type = 'application/problem+json';
      return;
    }
    const model: ProblemModel = { code: found.code, status: found.kind.status, traceId, retryAfter: found.retryAfter };
    await renderPage(ctx, options.problemPage, model);
  };

  // What breaks outside every handler (a client that goes away, bytes that are no HTTP) is news for the log, not for stderr.
  app.on('error', (error: unknown) => options.log.info({ err: error }, 'a request broke off'));
  app.use(fixedOrigin(options.publicUrl, options.trustedProxies));
  app.use(compressPages);
  app.use(async (ctx, next) => {
    const traceId = options.traceId();
    ctx.state['traceId'] = traceId;
    ctx.set('X-Trace-Id', traceId);
    const showPage: ShowPage = (page, model) => renderPage(ctx, page as Page<object>, model);
    ctx.state['showPage'] = showPage;
    const end = options.metrics.request(options.name);
    try {
      await next();
    } catch (error) {
      const found = asProblem(error);
      options.log[found.kind.level](
        {
          traceId,
          code: found.code,
          detail: found.detail,
          path: ctx.path,
          err: found.cause ?? (found.code === 'service.fault' ? error : undefined),
        },
        'request failed',
      );
      await renderProblem(ctx, found);
    } finally {
      end((ctx.state['route'] as string | undefined) ?? (ctx['_matchedRoute'] as string | undefined) ?? 'other', ctx.status);
    }
  });
  app.use(securityHeaders(https));
  app.use(async (ctx, next) => {
    if (ctx.method === 'GET' && typeof ctx.query['lang'] === 'string') {
      ctx.cookies.set(languageCookie, language(ctx), {
        sameSite: 'lax',
        secure: https,
        maxAge: 365 * 86_400_000,
        httpOnly: true,
        overwrite: true,
      });
    }
    await next();
  });
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'alive' };
  });
  router.get('/readyz', async (ctx) => {
    try {
      await options.ready();
      ctx.body = { status: 'ready' };
    } catch (error) {
      options.log.error({ err: error }, 'not ready');
      ctx.status = 503;
      ctx.body = { status: 'not ready' };
    }
  });
  router.get('/metrics', async (ctx) => {
    // For the operator's own network: what comes through the public proxy finds nothing here.
    if (ctx.state['viaProxy'] === true) throw problem('page.not-found');
    ctx.type = options.metrics.contentType;
    ctx.body = await options.metrics.text();
  });
  for (const definition of options.routes) router.register(definition.path, [definition.method], handlerOf(definition));
  for (const middleware of options.before ?? []) app.use(middleware);
  app.use(router.routes());
  app.use((ctx) => {
    if (router.match(ctx.path, ctx.method).path.length > 0) throw problem('request.not-acceptable-method');
    throw problem('page.not-found');
  });
  return app;

  function handlerOf(definition: Route) {
    return async (ctx: Context): Promise<void> => {
      const surface = definition.surface ?? 'page';
      ctx.state['surface'] = surface;
      ctx.state['route'] = `${definition.method} ${definition.path}`;
      const limit = definition.limit ?? 65_536;
      const query = uniqueParameters(new URLSearchParams(ctx.querystring));
      // No name of anything holds a NUL character, and PostgreSQL takes none.
      const names = Object.values(ctx['params'] as Record<string, string | undefined>);
      if (names.some((name) => name?.includes('\0'))) throw problem('page.not-found');
      let body: unknown;
      if (definition.method !== 'GET') {
        const form = definition.accepts ?? (surface === 'api' ? 'json' : 'form');
        body = await (form === 'form'
          ? readForm(ctx, limit)
          : form === 'json'
            ? readJson(ctx, limit)
            : readMultipart(ctx, { total: limit }));
        if (surface === 'page') {
          const fields =
            form === 'form' ? (body as Record<string, string>) : form === 'multipart' ? (body as MultipartForm).fields : undefined;
          csrf.verify(ctx, fields === undefined ? ctx.get('x-csrf-token') : fields['_csrf']);
        }
      }
      const request: Request = {
        // A getter: a handler may learn the request's `ui_locales` (ctx.state.uiLocales) before it asks.
        get lang() {
          return language(ctx);
        },
        ip: ctx.ip,
        userAgent: ctx.get('user-agent').slice(0, 300),
        traceId: ctx.state['traceId'] as string,
        get csrf() {
          return csrf.token(ctx);
        },
        here: ctx.originalUrl,
        koa: ctx,
      };
      ctx.set('Cache-Control', 'no-store');
      const admission = await definition.who.admit(request);
      if ('instead' in admission) {
        await send(ctx, admission.instead);
        return;
      }
      const parsed = { params: ctx['params'] as unknown, query: query as unknown, body };
      for (const part of ['params', 'query', 'body'] as const) {
        const schema = definition[part];
        if (schema === undefined) continue;
        const result = schema.safeParse(parsed[part]);
        if (!result.success) {
          const first = result.error.issues[0];
          throw problem('request.invalid', { detail: `${part}.${first?.path.join('.') ?? ''}: ${first?.message ?? 'invalid'}` });
        }
        parsed[part] = result.data;
      }
      if (definition.cache !== undefined) ctx.set('Cache-Control', definition.cache);
      const call = Object.create(request, {
        principal: { value: admission.principal, enumerable: true },
        params: { value: parsed.params, enumerable: true },
        query: { value: parsed.query, enumerable: true },
        body: { value: parsed.body, enumerable: true },
      }) as Parameters<Route['handle']>[0];
      await send(ctx, await definition.handle(call));
    };
  }
}

/** Koa's own HTTP errors (bad percent-encoding, aborted bodies) keep their status; everything unexpected is a fault. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  if (error instanceof URIError || (status >= 400 && status < 500)) return problem('request.invalid', { cause: error });
  return problem('service.fault', { cause: error });
}
