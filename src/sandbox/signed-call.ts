import type { Context } from 'koa';
import type { Clock } from '#shared/clock';
import { verifySignature, type SigningKey } from '#shared/fetch';
import { sandboxProblem } from './problems.ts';

/** The request id of a request whose signature holds; otherwise `gateway.unsigned` (401) with the reason. */
export function requireSignature(koa: Context, options: { keys: readonly SigningKey[]; clock: Clock }): string {
  const body = koa.state['rawBody'] as Buffer;
  const outcome = verifySignature({
    keys: options.keys,
    clock: options.clock,
    request: { method: koa.method, path: koa.originalUrl, body: body.toString('utf8') },
    header: (name) => koa.get(name),
  });
  if ('fault' in outcome) throw sandboxProblem('gateway.unsigned', { detail: `signature ${outcome.fault}` });
  return outcome.requestId;
}
