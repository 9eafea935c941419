import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAssets, createOrigin, problemPage } from '#shared/http';
import type { Clock } from '#shared/clock';
import { randomToken } from '#shared/crypto';
import type { Db } from '#shared/db';
import { createLog } from '#shared/log';
import { withShared } from '#shared/texts';
import { createMetrics } from '#shared/metrics';
import { createView, viewFolders } from '#shared/view';
import { createSandbox, sandboxMessages } from '#sandbox';

export const smsKey = { id: 'identity', secret: Buffer.alloc(32, 7) };
export const registerKey = { id: 'identity', secret: Buffer.alloc(32, 8) };

/** A running sandbox origin on a free port, with its mail server. `db` acts as mocua_sandbox. */
export async function startSandbox(db: Db, clock: Clock) {
  const log = createLog({ level: 'silent' });
  const sandbox = createSandbox({
    db,
    clock,
    log,
    places: { identity: 'http://localhost:1/', ministryPortal: 'http://localhost:2/', provincePortal: 'http://localhost:3/' },
    smtpPort: 0,
    smsKey,
    registerKey,
  });
  await sandbox.prepare();
  const assets = createAssets();
  const app = createOrigin({
    name: 'sandbox',
    publicUrl: new URL('http://localhost'),
    trustedProxies: 0,
    cookieKey: Buffer.alloc(32, 1),
    before: [assets.middleware],
    routes: sandbox.routes,
    view: createView({ folders: viewFolders, messages: withShared(sandboxMessages), asset: assets.url, cache: true }),
    problemPage,
    urls: {},
    sandbox: true,
    log,
    metrics: createMetrics(),
    ready: async () => undefined,
    traceId: () => randomToken(8),
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const smtp = await sandbox.startSmtp();
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url,
    smtp: `smtp://127.0.0.1:${String(smtp.port)}`,
    /** The next requests to the simulated service fail in this way. */
    async fail(service: 'sms' | 'population-register', kind: string, next: number): Promise<void> {
      const answer = await fetch(`${url}/faults`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ service, kind, next }),
      });
      if (answer.status !== 204) throw new Error(`faults: ${String(answer.status)}`);
    },
    async outbox(to: string): Promise<{ channel: string; to: string; subject: string | null; text: string }[]> {
      const answer = await fetch(`${url}/outbox.json?to=${encodeURIComponent(to)}`);
      return ((await answer.json()) as { messages: [] }).messages;
    },
    async close(): Promise<void> {
      await smtp.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
