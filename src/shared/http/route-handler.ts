import type { Context } from 'koa';
import type { Answers } from './answers.ts';
import { readForm, readJson, uniqueParameters } from './body.ts';
import type { Csrf } from './csrf.ts';
import type { LanguageChoice } from './language-choice.ts';
import { readMultipart, type MultipartForm } from './multipart.ts';
import { parse, querySchema } from './parts.ts';
import { problem } from '#shared/problem';
import type { Request, Route } from './route.ts';

interface Edge {
  readonly csrf: Csrf;
  readonly language: LanguageChoice;
  readonly answers: Answers;
}

/**
 * What happens around every handler, in this order: what the browser says of where it comes from, who may call, the body and its form
 * token, schemas, the handler, its answer. Nobody's body is read before they may call: 4 MB of `[` without a token cost a header.
 */
export function routeHandler(definition: Route, { csrf, language, answers }: Edge): (ctx: Context) => Promise<void> {
  const surface = definition.surface ?? 'page';
  const name = `${definition.method} ${definition.path}`;
  const schemas = { params: definition.params, query: querySchema(definition), body: definition.body };
  return async (ctx) => {
    ctx.state['surface'] = surface;
    ctx.state['route'] = name;
    ctx.state['refuse'] = definition.refuse;
    const query = uniqueParameters(new URLSearchParams(ctx.querystring));
    // No name of anything holds a NUL character, and PostgreSQL takes none.
    const names = Object.values(ctx['params'] as Record<string, string | undefined>);
    if (names.some((each) => each?.includes('\0'))) throw problem('page.not-found');
    if (definition.method !== 'GET' && surface === 'page') csrf.refuseForeign(ctx);
    const request: Request = {
      // A getter: a handler may learn the request's `ui_locales` (ctx.state.uiLocales) before it asks.
      get lang() {
        return language.of(ctx);
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
      await answers.reply(ctx, admission.instead);
      return;
    }
    const body = definition.method === 'GET' ? undefined : await readBody(ctx, definition, csrf);
    const parsed = parse(schemas, { params: ctx['params'] as unknown, query, body });
    if (definition.cache !== undefined) ctx.set('Cache-Control', definition.cache);
    const call = Object.create(request, {
      principal: { value: admission.principal, enumerable: true },
      params: { value: parsed.params, enumerable: true },
      query: { value: parsed.query, enumerable: true },
      body: { value: parsed.body, enumerable: true },
    }) as Parameters<Route['handle']>[0];
    await answers.reply(ctx, await definition.handle(call));
  };
}

/** The body by what the route accepts; that of a page only with the token of one of our forms. */
async function readBody(ctx: Context, definition: Route, csrf: Csrf): Promise<unknown> {
  const page = definition.surface !== 'api';
  const limit = definition.limit ?? 65_536;
  const form = definition.accepts ?? (page ? 'form' : 'json');
  const body = await (form === 'form'
    ? readForm(ctx, limit)
    : form === 'json'
      ? readJson(ctx, { limit, nul: definition.nul })
      : readMultipart(ctx, { total: limit }));
  if (page) {
    const fields = form === 'form' ? (body as Record<string, string>) : form === 'multipart' ? (body as MultipartForm).fields : undefined;
    csrf.verify(ctx, fields === undefined ? ctx.get('x-csrf-token') : fields['_csrf']);
  }
  return body;
}
