import type { Context } from 'koa';
import { randomToken } from '#shared/crypto';
import { limits } from './options.ts';

export interface Cookies {
  /** The value that ties sign-ins under way to this browser; made and sent when there is none. */
  browser(ctx: Context): string;
  knownBrowser(ctx: Context): string | null;
  session(ctx: Context): string | null;
  setSession(ctx: Context, id: string): void;
  clearSession(ctx: Context): void;
}

/**
 * `__Host-` cookies on https. On http localhost that prefix is refused by browsers and all ports share one jar, so the
 * module's name keeps them apart. Lax: the provider's redirect back is a top-level GET and must carry them.
 */
export function createCookies(options: { name: string; baseUrl: URL }): Cookies {
  const secure = options.baseUrl.protocol === 'https:';
  const prefix = secure ? '__Host-' : '';
  const names = { session: `${prefix}${options.name}_session`, browser: `${prefix}${options.name}_sign_in` };
  const shared = { httpOnly: true, sameSite: 'lax', secure, path: '/', overwrite: true } as const;
  const read = (ctx: Context, name: string): string | null => {
    const value = ctx.cookies.get(name);
    return value !== undefined && /^[\w-]{43}$/.test(value) ? value : null;
  };
  return {
    browser(ctx) {
      const value = read(ctx, names.browser) ?? randomToken();
      ctx.cookies.set(names.browser, value, { ...shared, maxAge: limits.loginSeconds * 1000 });
      return value;
    },
    knownBrowser: (ctx) => read(ctx, names.browser),
    session: (ctx) => read(ctx, names.session),
    setSession(ctx, id) {
      ctx.cookies.set(names.session, id, shared);
    },
    clearSession(ctx) {
      ctx.cookies.set(names.session, null, shared);
    },
  };
}
