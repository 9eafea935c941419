import type { Context, Next } from 'koa';

/**
 * Pages add the origins that a form's answer may redirect to, for browsers that do not say how they navigate; for all others such an answer is a
 * page (going-on.ts), and nothing has to be opened.
 */
export function allowFormTarget(ctx: Context, origin: string): void {
  const known = (ctx.state['formTargets'] as string[] | undefined) ?? [];
  ctx.state['formTargets'] = [...known, origin];
}

/**
 * Leaves `form-action` out of this answer: its only form goes to an address that was checked, and whose answer may lead on to hosts that nobody
 * here knows.
 */
export function openFormAction(ctx: Context): void {
  ctx.state['formActionOpen'] = true;
}

/** The security headers of every answer. Nothing inline, nothing foreign, never framed. */
export function securityHeaders(https: boolean) {
  return async (ctx: Context, next: Next): Promise<void> => {
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('X-Frame-Options', 'DENY');
    // Not `no-referrer`: browsers then send `Origin: null` with our own forms, which looks like a forgery.
    ctx.set('Referrer-Policy', 'same-origin');
    ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
    ctx.set(
      'Permissions-Policy',
      'camera=(), microphone=(), geolocation=(), payment=(), publickey-credentials-get=(self), publickey-credentials-create=(self)',
    );
    if (https) ctx.set('Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
    ctx.set('Content-Security-Policy', policy);
    await next();
    // A style, font or script is no document: it sets its own short policy (assets.ts).
    if (ctx.state['asset'] === true) return;
    const targets = [...new Set((ctx.state['formTargets'] as string[] | undefined) ?? [])];
    const own = "form-action 'self'";
    // From the beginning: oidc-provider has added the hash of a script of its own, which the page in its place does not have.
    if (ctx.state['formActionOpen'] === true) ctx.set('Content-Security-Policy', policy.replace(`${own}; `, ''));
    else if (targets.length > 0 && ctx.get('Sec-Fetch-Mode') !== 'navigate') {
      ctx.set('Content-Security-Policy', policy.replace(own, [own, ...targets].join(' ')));
    }
  };
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Makes the configured public origin the only one this process knows: whatever Host, X-Forwarded-Host or
 * X-Forwarded-Proto a request carries, and whatever host its request line names (the absolute form of RFC 9112 section
 * 3.2.2, which Koa and oidc-provider would build addresses from), links are built from configuration. X-Forwarded-For is
 * kept only for the configured number of trusted proxies.
 */
export function fixedOrigin(origin: URL, trustedProxies: number) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const { headers } = ctx.req;
    headers.host = origin.host;
    delete headers['x-forwarded-host'];
    delete headers[':authority'];
    headers['x-forwarded-proto'] = origin.protocol.slice(0, -1);
    ctx.state['viaProxy'] = headers['x-forwarded-for'] !== undefined;
    const path = ctx.originalUrl.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
    if (path !== ctx.originalUrl) {
      ctx.req.url = ctx.originalUrl = ctx.request.originalUrl = path.startsWith('/') ? path : `/${path}`;
    }
    if (trustedProxies === 0) delete headers['x-forwarded-for'];
    await next();
  };
}
