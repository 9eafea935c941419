import { gzipSync } from 'node:zlib';
import type { Context, Next } from 'koa';
import { accepts } from './accepts.ts';

/** Below this a page fits into one packet anyway. */
const SMALL = 1400;

/**
 * Sends pages compressed: on a cheap phone the HTML is otherwise the largest part of every page after the first. A page
 * may hold text from a link beside a secret, and the size of a compressed page would tell how alike the two are (BREACH):
 * so the one lasting secret in pages, the form token, looks different in every answer (csrf.ts), and nothing but pages is
 * compressed. Synchronous, since a tenth of a millisecond here is less than waiting for a thread behind password hashes.
 */
export async function compressPages(ctx: Context, next: Next): Promise<void> {
  await next();
  if (typeof ctx.body !== 'string' || ctx.response.is('html') === false || ctx.res.hasHeader('Content-Encoding')) return;
  ctx.vary('Accept-Encoding');
  if (ctx.body.length < SMALL || !accepts(ctx.get('accept-encoding'), 'gzip')) return;
  ctx.set('Content-Encoding', 'gzip');
  ctx.body = gzipSync(ctx.body);
}
