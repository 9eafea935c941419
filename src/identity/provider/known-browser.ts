import type { KnownBrowserCookie } from '#identity/sign-in';

/** A cookie of its own beside the browser's secret: it outlives sign-ins, and is replaced at each. */
export function createKnownBrowserCookie({ https }: { readonly https: boolean }): KnownBrowserCookie {
  const name = `${https ? '__Host-' : ''}identity_known`;
  return {
    read: (ctx) => ctx.cookies.get(name, { signed: false }),
    write(ctx, { value, maxAgeSeconds }) {
      const lasting = { maxAge: maxAgeSeconds * 1000, overwrite: true, signed: false } as const;
      ctx.cookies.set(name, value, { httpOnly: true, sameSite: 'lax', secure: https, path: '/', ...lasting });
    },
  };
}
