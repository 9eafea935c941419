import { show, type Reply, type Request } from '#shared/http';
import type { Level } from './assurance.ts';
import type { Log } from '#shared/log';
import { failurePage } from './pages.ts';
import { relyingPartyProblems, type RelyingPartyCode } from './problems.ts';

/** The address where signing in begins, on the way to `returnTo`. */
export function startPath(returnTo: string, wanted: { level?: Level | null; maxAge?: number | null } = {}): string {
  const query = new URLSearchParams({ return: returnTo });
  if (wanted.level !== undefined && wanted.level !== null) query.set('acr', wanted.level);
  if (wanted.maxAge !== undefined && wanted.maxAge !== null) query.set('max_age', String(wanted.maxAge));
  return `/sign-in/start?${query.toString()}`;
}

/** The page for a problem of signing in, logged as loudly as its kind says. `again` is where trying again begins. */
export function failure(
  log: Log,
  request: Request,
  about: { code: RelyingPartyCode; again?: string | null; level?: Level | null; cause?: unknown; detail?: string | undefined },
): Reply {
  const kind = relyingPartyProblems[about.code];
  log[kind.level]({ traceId: request.traceId, code: about.code, detail: about.detail, err: about.cause }, 'sign-in failed');
  request.koa.set('Cache-Control', 'no-store');
  if (kind.status === 503) request.koa.set('Retry-After', '5');
  const text = about.code.slice('rp.'.length).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return show(failurePage, { code: about.code, text, again: about.again ?? null, level: about.level ?? null }, kind.status);
}
