import Koa from 'koa';
import Router from '@koa/router';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import { problem } from '#shared/problem';

interface Probed {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Throws when it cannot do its work (database away). */
  readonly ready: () => Promise<void>;
}

/** The probes and nothing else: for a process that serves nobody. Never behind a public proxy. */
export function createProbes(options: Probed): Koa {
  const router = new Router();
  addProbes(router, options);
  const app = new Koa();
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

/** What an operator asks every origin: is it alive, can it do its work, and how much does it do. */
export function addProbes(router: Router, { log, metrics, ready }: Probed): void {
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'alive' };
  });
  router.get('/readyz', async (ctx) => {
    try {
      await ready();
      ctx.body = { status: 'ready' };
    } catch (error) {
      log.error({ err: error }, 'not ready');
      ctx.status = 503;
      ctx.body = { status: 'not ready' };
    }
  });
  router.get('/metrics', async (ctx) => {
    // For the operator's own network: what comes through the public proxy finds nothing here.
    if (ctx.state['viaProxy'] === true) throw problem('page.not-found');
    ctx.type = metrics.contentType;
    ctx.body = await metrics.text();
  });
}
