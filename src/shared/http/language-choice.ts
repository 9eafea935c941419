import type { Context, Middleware } from 'koa';
import { chooseLanguage, type Language } from '#shared/texts';

export interface LanguageChoice {
  /** The language a request is answered in: asked for in the address, chosen before, hinted by a portal, or the browser's. */
  of(ctx: Context): Language;
  /** Keeps what somebody chose in the address for their next pages. */
  readonly keep: Middleware;
}

/** Each origin remembers the choice in a cookie of its own. */
export function createLanguageChoice({ cookie, secure }: { cookie: string; secure: boolean }): LanguageChoice {
  const of = (ctx: Context): Language => {
    const query = ctx.query['lang'];
    const asked = typeof query === 'string' ? query : undefined;
    const hints = ctx.state['uiLocales'] as string[] | undefined;
    return chooseLanguage(asked ?? ctx.cookies.get(cookie), [...(hints ?? []), ...ctx.get('accept-language').split(',')]);
  };
  return {
    of,
    async keep(ctx, next) {
      if (ctx.method === 'GET' && typeof ctx.query['lang'] === 'string') {
        ctx.cookies.set(cookie, of(ctx), { sameSite: 'lax', secure, maxAge: 365 * 86_400_000, httpOnly: true, overwrite: true });
      }
      await next();
    },
  };
}
