import type { Context } from 'koa';
import type { CookieKeys } from '#shared/http';

/** The cookie that carries a session; oidc-provider signs it beside, in `<name>.sig`. */
export const sessionCookie = (https: boolean): string => `${https ? '__Host-' : ''}identity_session`;

/** Whether a request comes with a session cookie that we signed; whether that session still lives is not looked up. */
export function createHasSession({ https, keys }: { readonly https: boolean; readonly keys: CookieKeys }): (ctx: Context) => boolean {
  const name = sessionCookie(https);
  return (ctx) => {
    const value = ctx.cookies.get(name, { signed: false });
    const signature = ctx.cookies.get(`${name}.sig`, { signed: false });
    return value !== undefined && signature !== undefined && keys.verify(`${name}=${value}`, signature);
  };
}
