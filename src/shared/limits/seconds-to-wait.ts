import type { Request } from '#shared/http';
import { Problem } from '#shared/problem';

/**
 * For a form that is shown again when a limit is reached: the seconds to wait, which the answer's Retry-After then says too.
 * Any other error is thrown on.
 */
export function secondsToWait(error: unknown, { koa }: Pick<Request, 'koa'>): number {
  if (!(error instanceof Problem) || error.code !== 'limit.exceeded' || error.retryAfter === undefined) throw error;
  koa.set('Retry-After', String(error.retryAfter));
  return error.retryAfter;
}
