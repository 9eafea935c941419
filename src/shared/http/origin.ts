import Koa, { type Context, type Middleware } from 'koa';
import Router from '@koa/router';
import { isDatabaseAway } from '#shared/db';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import type { Page } from '#shared/view';
import { createAnswers, type Answers, type PageOptions } from './answers.ts';
import { compressPages } from './compress.ts';
import { createCsrf } from './csrf.ts';
import { goingOn } from './going-on.ts';
import { fixedOrigin, securityHeaders } from './headers.ts';
import { createLanguageChoice } from './language-choice.ts';
import { addProbes } from './probes.ts';
import { Problem, problem } from '#shared/problem';
import { routeHandler } from './route-handler.ts';
import type { Route } from './route.ts';

export interface OriginOptions extends PageOptions {
  readonly publicUrl: URL;
  readonly trustedProxies: number;
  /** 32 bytes; signs the CSRF tokens of this origin. */
  readonly cookieKey: Buffer;
  readonly routes: readonly Route[];
  /** Runs before the router: static assets, and oidc-provider on the identity origin. */
  readonly before?: readonly Middleware[];
  readonly log: Log;
  readonly metrics: Metrics;
  /** Throws when this origin cannot do its work (database away); answers `/readyz`. */
  readonly ready: () => Promise<void>;
  readonly traceId: () => string;
}

/** Found as `ctx.state.showPage` by oidc-provider's callbacks, which get a Koa context and must render a page themselves. */
export type ShowPage = <Model extends object>(page: Page<Model>, model: Model) => Promise<void>;

/** A Koa application with the table it answers by. */
export type Origin = Koa & { readonly routes: readonly Route[] };

/** One HTTP origin: the edge that owns headers, CSRF, limits, errors and languages, around a table of routes. */
export function createOrigin(options: OriginOptions): Origin {
  const https = options.publicUrl.protocol === 'https:';
  const prefix = https ? '__Host-' : '';
  const csrf = createCsrf({ origin: options.publicUrl.origin, cookie: `${prefix}${options.name}_csrf`, key: options.cookieKey });
  const language = createLanguageChoice({ cookie: `${options.name}_lang`, secure: https });
  const answers = createAnswers(options, csrf, language);
  const app = new Koa({ proxy: true, maxIpsCount: Math.max(1, options.trustedProxies) });
  const router = new Router();
  const pages = new Set<string | RegExp>(options.routes.filter(({ surface }) => surface !== 'api').map(({ path }) => path));
  addProbes(router, options);
  for (const each of options.routes) router.register(each.path, [each.method], routeHandler(each, { csrf, language, answers }));

  // What breaks outside every handler (a client that goes away, bytes that are no HTTP) is news for the log, not for stderr.
  app.on('error', (error: unknown) => options.log.info({ err: error }, 'a request broke off'));
  app.use(fixedOrigin(options.publicUrl, options.trustedProxies));
  app.use(compressPages);
  app.use(traced(options, answers));
  app.use(securityHeaders(https));
  app.use(language.keep);
  app.use(goingOn(options.publicUrl.origin, answers));
  for (const middleware of options.before ?? []) app.use(middleware);
  app.use(router.routes());
  app.use((ctx) => {
    const here = router.match(ctx.path, ctx.method).path;
    if (here.length === 0) throw problem('page.not-found');
    ctx.set('Allow', [...new Set(here.flatMap(({ methods }) => methods))].join(', '));
    ctx.state['surface'] = here.some(({ path }) => pages.has(path)) ? 'page' : 'api';
    throw problem('request.not-acceptable-method');
  });
  return Object.assign(app, { routes: options.routes });
}

/** Gives a request its trace id, measures it, and turns whatever it throws into one answer and one line of the log. */
function traced({ name, log, metrics, traceId: newTraceId }: OriginOptions, answers: Answers): Middleware {
  return async (ctx: Context, next) => {
    const traceId = newTraceId();
    ctx.state['traceId'] = traceId;
    ctx.set('X-Trace-Id', traceId);
    const showPage: ShowPage = (page, model) => answers.page(ctx, page as Page<object>, model);
    ctx.state['showPage'] = showPage;
    const end = metrics.request(name);
    try {
      await next();
    } catch (error) {
      const found = asProblem(error);
      log[found.kind.level](
        {
          traceId,
          code: found.code,
          detail: found.detail,
          path: ctx.path,
          err: found.cause ?? (found.code === 'service.fault' ? error : undefined),
        },
        'request failed',
      );
      await answers.problem(ctx, found);
    } finally {
      end((ctx.state['route'] as string | undefined) ?? (ctx['_matchedRoute'] as string | undefined) ?? 'other', ctx.status);
    }
  };
}

/** Koa's own HTTP errors (bad percent-encoding, aborted bodies) keep their status; a database that is away is no fault of the program; everything else unexpected is. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isDatabaseAway(error)) return problem('service.busy', { cause: error, retryAfter: 5 });
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  if (error instanceof URIError || (status >= 400 && status < 500)) return problem('request.invalid', { cause: error });
  return problem('service.fault', { cause: error });
}
