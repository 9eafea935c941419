import { randomBytes } from 'node:crypto';
import { createIdentityOrigin, createRuntime, createServices, type Hashes, type IdentityOptions, type IdentityRuntime } from '#identity';
import { systemClock, type Clock } from '#shared/clock';
import { createListener } from '#shared/db';
import { listen } from '#shared/listen';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { freePort } from './free-port.ts';
import type { TestDatabase } from './database.ts';

export interface TestIdentity {
  readonly issuer: string;
  readonly runtime: IdentityRuntime;
  close(): Promise<void>;
}

/** Secrets and limits for tests; the same for every process that is to share one database. */
export function testOptions(issuer: string, more: Partial<IdentityOptions> = {}): IdentityOptions {
  return {
    issuer: new URL(issuer),
    localhost: true,
    trustedProxies: 0,
    urls: { identity: issuer },
    keyEncryptionKeys: new Map([[1, randomBytes(32)]]),
    blindIndexKey: randomBytes(32),
    subjectPeppers: new Map([[1, randomBytes(32)]]),
    cookieKeys: [randomBytes(32)],
    argon2: { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
    passwordPool: { size: 2, queue: 64 },
    lifetimes: {
      code: 60,
      accessToken: 300,
      idToken: 300,
      interaction: 900,
      offlineRefreshToken: 1_209_600,
      sessionIdle: 1800,
      sessionMaximum: 43_200,
      sharedIdle: 600,
      sharedMaximum: 3600,
    },
    phoneChangeSeconds: 604_800,
    allowedPrivateNetworks: [],
    ...more,
  };
}

/** The identity origin as the program runs it, on a free port and the test file's own database. */
export async function startIdentity(
  database: TestDatabase,
  settings: { options?: Partial<IdentityOptions>; clock?: Clock; port?: number; hashes?: Hashes } = {},
): Promise<TestIdentity> {
  const port = settings.port ?? (await freePort());
  const issuer = `http://localhost:${port}`;
  const log = createLog({ level: process.env['TEST_LOG'] ?? 'silent' });
  const stop = new AbortController();
  const listener = createListener({ db: database.db, log, signal: stop.signal });
  const services = createServices({
    db: database.db,
    clock: settings.clock ?? systemClock,
    log,
    metrics: createMetrics(),
    options: testOptions(issuer, settings.options),
    listener,
    ...(settings.hashes === undefined ? {} : { hashes: settings.hashes }),
  });
  const runtime = await createRuntime(services, listener);
  await listener.start();
  const server = await listen(createIdentityOrigin(runtime).callback(), { port, host: '127.0.0.1' });
  return {
    issuer,
    runtime,
    async close() {
      stop.abort();
      runtime.live.stop();
      await server.stop(500);
    },
  };
}
