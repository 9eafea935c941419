import type { Context } from 'koa';
import type { Page, Site, View } from '#shared/view';
import type { Csrf } from './csrf.ts';
import type { LanguageChoice } from './language-choice.ts';
import type { Problem } from '#shared/problem';
import type { Reply } from './reply.ts';
import type { Route } from './route.ts';

export interface ProblemModel {
  readonly code: string;
  readonly status: number;
  readonly traceId: string;
  readonly retryAfter: number | undefined;
}

/** What every page of an origin is made with. */
export interface PageOptions {
  /** Short name: cookie prefix, metric label, template navigation. */
  readonly name: string;
  readonly view: View;
  readonly problemPage: Page<ProblemModel>;
  readonly urls: Readonly<Record<string, string>>;
  readonly sandbox: boolean;
  /** Display name of the signed-in person for the page header, when the origin has sessions. */
  readonly person?: (ctx: Context) => Promise<string | undefined>;
  /** Whole minutes until that person's session ends unless something happens; pages with a form announce it. */
  readonly minutesLeft?: (ctx: Context) => Promise<number | undefined>;
  /** Whether they work for an agency, for the navigation of an origin that officers use. */
  readonly staff?: (ctx: Context) => Promise<boolean>;
}

/** Where programs call; whoever misspells such an address is a program too. */
const machines = /^\/(?:api|gateways|webhooks)\//;

/** Turns what handlers answer, and what goes wrong, into bytes. */
export interface Answers {
  page(ctx: Context, page: Page<object>, model: object): Promise<void>;
  reply(ctx: Context, reply: Reply): Promise<void>;
  /** RFC 9457 for programs, a page for people. */
  problem(ctx: Context, found: Problem): Promise<void>;
}

export function createAnswers(options: PageOptions, csrf: Csrf, language: LanguageChoice): Answers {
  const site = async (ctx: Context): Promise<Site> => ({
    lang: language.of(ctx),
    here: ctx.originalUrl,
    csrf: csrf.token(ctx),
    traceId: ctx.state['traceId'] as string,
    origin: options.name,
    person: await options.person?.(ctx),
    minutesLeft: await options.minutesLeft?.(ctx),
    staff: await options.staff?.(ctx),
    urls: options.urls,
    sandbox: options.sandbox,
  });
  const page: Answers['page'] = async (ctx, what, model) => {
    const about = await site(ctx);
    ctx.type = 'text/html; charset=utf-8';
    ctx.set('Content-Language', about.lang);
    ctx.body = options.view.render(what, model, about);
  };
  const reply: Answers['reply'] = async (ctx, said) => {
    switch (said.kind) {
      case 'written':
        return;
      case 'redirect':
        ctx.status = 303;
        ctx.redirect(said.to);
        return;
      case 'json':
        ctx.status = said.status;
        ctx.body = said.body;
        return;
      case 'empty':
        // In this order: an empty body alone means 204 to Koa.
        ctx.body = null;
        ctx.status = said.status;
        return;
      case 'page':
        ctx.status = said.status;
        await page(ctx, said.page, said.model);
    }
  };
  return {
    page,
    reply,
    async problem(ctx, found) {
      ctx.set('Cache-Control', 'no-store');
      const refuse = ctx.state['refuse'] as Route['refuse'];
      if (refuse !== undefined) return reply(ctx, refuse(found));
      ctx.status = found.kind.status;
      if (found.retryAfter !== undefined) ctx.set('Retry-After', String(found.retryAfter));
      const traceId = ctx.state['traceId'] as string;
      const surface = (ctx.state['surface'] as Route['surface']) ?? (machines.test(ctx.path) ? 'api' : 'page');
      if (surface === 'api' || ctx.accepts('html', 'json') !== 'html') {
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
      await page(ctx, options.problemPage, model);
    },
  };
}
