import type { Context, Next } from 'koa';
import { problem } from '#shared/problem';

/** Longest value of one parameter on a protocol route; a signed assertion or a claims request stays far below it. */
const LONGEST_PARAMETER = 8192;
const LARGEST_FORM = 65_536;
/** Longest query a request by POST is redirected to; Node reads 16 KiB of request line and headers. */
const LONGEST_QUERY = 12_288;

/**
 * Stands before oidc-provider on its routes:
 * - a parameter with a NUL character or of absurd length is `invalid_request` (PostgreSQL cannot store the one, browsers
 *   cannot carry the other back in a redirect);
 * - an authorization or logout request by POST (OpenID Connect Core 3.1.2.1, RP-initiated logout section 2) is answered
 *   with a redirect to the same request by GET, because a Lax session cookie does not come with a cross-site POST;
 * - the key set may be cached for as long as a new key is published before its use.
 */
export function protocolEdge(options: {
  paths: ReadonlySet<string>;
  redirectedPosts: ReadonlySet<string>;
  jwksPath: string;
  jwksMaxAge: number;
}) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const known = options.paths.has(ctx.path) || /^\/authorize\/[\w-]{1,64}$/.test(ctx.path);
    if (!known) return next();
    ctx.state['route'] = `${ctx.method} ${ctx.path.startsWith('/authorize/') ? '/authorize/:uid' : ctx.path}`;
    if (unusable(new URLSearchParams(ctx.querystring))) return refuse(ctx);
    if (ctx.method === 'POST' && options.redirectedPosts.has(ctx.path) && ctx.is('application/x-www-form-urlencoded')) {
      const form = await readForm(ctx);
      if (form === null || unusable(form)) return refuse(ctx);
      const merged = new URLSearchParams([...new URLSearchParams(ctx.querystring), ...form]).toString();
      if (merged.length > LONGEST_QUERY) return refuse(ctx);
      ctx.status = 303;
      ctx.redirect(`${ctx.path}?${merged}`);
      return undefined;
    }
    await next();
    if (!ctx.res.hasHeader('Cache-Control') && !ctx.path.startsWith('/.well-known/')) ctx.set('Cache-Control', 'no-store');
    if (ctx.path === options.jwksPath && ctx.status === 200) ctx.set('Cache-Control', `public, max-age=${options.jwksMaxAge}`);
    return undefined;
  };
}

const unusable = (parameters: URLSearchParams): boolean =>
  [...parameters].some(
    ([name, value]) => name.includes('\0') || value.includes('\0') || value.length > LONGEST_PARAMETER || name.length > 200,
  );

async function readForm(ctx: Context): Promise<URLSearchParams | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_FORM) return null;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** A page for a browser, the OAuth form for a program. */
function refuse(ctx: Context): void {
  if (ctx.accepts('json', 'html') === 'html')
    throw problem('request.invalid', { detail: 'a parameter is too long or contains a NUL character' });
  ctx.status = 400;
  ctx.set('Cache-Control', 'no-store');
  ctx.body = {
    error: 'invalid_request',
    error_description: 'a parameter is too long or contains a NUL character',
    trace_id: ctx.state['traceId'] as string,
  };
}
