import type { Context } from 'koa';
import type { Provider } from 'oidc-provider';

/**
 * oidc-provider sends two cookies for every sign-in that waits and takes whoever has them for its owner. Whose a sign-in is follows from the
 * browser's secret alone (`browser-secret.ts`): these cookies are neither sent nor read. What is to be taken up is the one the path names; the
 * store finds it for its own browser only.
 */
export function hideInteractionCookies(ctx: Context, provider: Provider): void {
  const jar = ctx.cookies;
  const [interaction, resume] = [provider.cookieName('interaction'), provider.cookieName('resume')];
  const named = /^\/authorize\/([\w-]{1,64})$/.exec(ctx.path)?.[1];
  ctx.cookies = Object.create(jar, {
    get: { value: (name: string, options?: Parameters<typeof jar.get>[1]) => (name === resume ? named : jar.get(name, options)) },
    set: {
      value(name: string, ...rest: [string | null, object?]) {
        if (name !== interaction && name !== resume) jar.set(name, ...rest);
        return this as unknown;
      },
    },
  }) as Context['cookies'];
}
