import type { Context } from 'koa';
import { randomToken, sha256 } from '#shared/crypto';
import type { RequestingBrowser, RequestMemory } from '#identity/store';

/** The secret of the browser that asks; from here on the store knows it for the rest of the request. */
export type BrowserSecrets = (ctx: Context) => RequestingBrowser;

/** Earlier secrets a browser keeps: sign-ins that wait in its other tabs are bound to them. */
const KEPT = 6;

/**
 * What ties a sign-in to the browser that began it: a `__Host-` cookie, which no sibling host and no parent path can set (RFC 6265bis section
 * 4.1.3.2). It is made when a sign-in begins and renewed by every step of one, so that whoever planted the one before, were it from
 * another port of the same host, is left with a sign-in they cannot open any more. One cookie, however many sign-ins wait.
 */
export function createBrowserSecrets({ https, memory }: { readonly https: boolean; readonly memory: RequestMemory }): BrowserSecrets {
  const name = `${https ? '__Host-' : ''}identity_browser`;
  const attributes = { httpOnly: true, sameSite: 'lax', secure: https, path: '/', overwrite: true, signed: false } as const;

  const read = (ctx: Context): RequestingBrowser => {
    const sent = ctx.cookies.get(name, { signed: false }) ?? '';
    const known = sent.split('.').filter((each) => /^[\w-]{43}$/.test(each));
    const holds = known.slice(0, KEPT).map((each) => sha256(each));
    let renewed: Buffer | undefined;
    const renew = (): Buffer => {
      if (renewed !== undefined) return renewed;
      const secret = randomToken();
      ctx.cookies.set(name, [secret, ...known].slice(0, KEPT).join('.'), attributes);
      renewed = sha256(secret);
      holds.unshift(renewed);
      return renewed;
    };
    return { holds, bind: () => holds[0] ?? renew(), renew };
  };

  return (ctx) => (memory.of(ctx).browser ??= read(ctx));
}
