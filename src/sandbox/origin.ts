import { randomToken } from '#shared/crypto';
import type { Db } from '#shared/db';
import { createAssets, createOrigin, type Origin, problemPage } from '#shared/http';
import type { Log } from '#shared/log';
import { withShared } from '#shared/texts';
import type { Metrics } from '#shared/metrics';
import { createView, viewFolders } from '#shared/view';
import { messages } from './messages/index.ts';
import type { Sandbox } from './sandbox.ts';

/** The sandbox behind the same edge as every other origin. */
export function createSandboxOrigin(options: {
  readonly sandbox: Sandbox;
  readonly db: Db;
  readonly publicUrl: URL;
  readonly cookieKey: Buffer;
  readonly urls: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly metrics: Metrics;
}): Origin {
  const assets = createAssets();
  return createOrigin({
    ...options,
    name: 'sandbox',
    trustedProxies: 0,
    routes: options.sandbox.routes,
    before: [assets.middleware],
    view: createView({ folders: viewFolders, messages: withShared(messages), asset: assets.url, cache: true }),
    problemPage,
    sandbox: true,
    async ready() {
      await options.db.query('SELECT 1');
    },
    traceId: () => randomToken(9),
  });
}
