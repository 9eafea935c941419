import { createSecretKey } from 'node:crypto';
import type { Context } from 'koa';
import { hmacSha256, randomToken, sameSecret } from '#shared/crypto';
import { mask, unmask } from './mask.ts';
import { problem } from '#shared/problem';

export interface Csrf {
  /** A value for this browser's forms, different each time and valid as long as the cookie; sets the cookie it belongs to when there is none yet. */
  token(ctx: Context): string;
  /** Throws `request.forged` where the browser itself says that another site sends this; needs nothing but the headers. */
  refuseForeign(ctx: Context): void;
  /** Throws `request.forged` unless the request comes from a page of this very origin. */
  verify(ctx: Context, submitted: unknown): void;
}

/**
 * Signed double submit, with Fetch Metadata and Origin checked first where the browser sends them (which also stops
 * forged first sign-ins, before any cookie exists).
 */
export function createCsrf(options: { origin: string; cookie: string; key: Buffer }): Csrf {
  const secure = options.origin.startsWith('https:');
  const key = createSecretKey(options.key);
  const sign = (seed: string): Buffer => hmacSha256(key, `csrf:${seed}`);
  const current = (ctx: Context): string | undefined => {
    const seed = ctx.cookies.get(options.cookie);
    return seed !== undefined && /^[\w-]{22}$/.test(seed) ? seed : undefined;
  };
  return {
    token(ctx) {
      const known = (ctx.state['csrfSeed'] as string | undefined) ?? current(ctx);
      const seed = known ?? randomToken(16);
      if (known === undefined) {
        ctx.cookies.set(options.cookie, seed, { httpOnly: true, sameSite: 'lax', secure, overwrite: true, path: '/' });
      }
      ctx.state['csrfSeed'] = seed;
      return mask(sign(seed));
    },
    refuseForeign(ctx) {
      const site = ctx.get('sec-fetch-site');
      if (site !== '' && site !== 'same-origin' && site !== 'none') throw problem('request.forged', { detail: `Sec-Fetch-Site ${site}` });
      const origin = ctx.get('origin');
      if (origin !== '' && origin !== options.origin) throw problem('request.forged', { detail: 'foreign Origin' });
    },
    verify(ctx, submitted) {
      this.refuseForeign(ctx);
      const seed = current(ctx);
      if (seed === undefined || typeof submitted !== 'string' || !sameSecret(unmask(submitted), sign(seed))) {
        throw problem('request.forged', { detail: 'missing or wrong _csrf' });
      }
    },
  };
}
