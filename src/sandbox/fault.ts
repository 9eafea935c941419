import type { Context } from 'koa';
import { z } from 'zod';
import { maybe, run, type Db, type Tx } from '#shared/db';
import { anyone, empty, route, type Route } from '#shared/http';
import { setFault, takeFault } from './fault-sql.ts';
import { sandboxProblem } from './problems.ts';

type Service = 'sms' | 'population-register';

/**
 * Fails the request when a test or a developer asked for it. `silence-after` is returned to the caller, who does the
 * work first and then says nothing: the case in which the other side cannot know whether it was done.
 */
export async function failIfAsked(tx: Tx, service: Service, koa: Context): Promise<'silence-after' | null> {
  const fault = await maybe(tx, takeFault, [service]);
  switch (fault?.kind) {
    case undefined:
      return null;
    case 'busy':
      throw sandboxProblem('gateway.busy', { retryAfter: 1 });
    case 'error':
      throw service === 'sms' ? sandboxProblem('gateway.broken') : sandboxProblem('register.unavailable');
    case 'silence':
      await silence(koa);
      throw sandboxProblem('gateway.broken');
    case 'silence-after':
      return 'silence-after';
  }
}

/** Says nothing until the caller has given up, at most a minute. */
export async function silence(koa: Context): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 60_000);
    timer.unref();
    koa.res.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** `PUT /faults` with `{ service, kind, next }`: the next requests to the service fail so; `next: 0` ends it. */
export function faultRoute(db: Db): Route {
  return route({
    method: 'PUT',
    path: '/faults',
    who: anyone,
    surface: 'api',
    body: z.strictObject({
      service: z.enum(['sms', 'population-register']),
      kind: z.enum(['error', 'busy', 'silence', 'silence-after']),
      next: z.int().min(0).max(1_000_000),
    }),
    async handle({ body }) {
      await run(db, setFault, [body.service, body.kind, body.next]);
      return empty();
    },
  });
}
