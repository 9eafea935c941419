import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createLog } from '#shared/log';
import { migrate } from '#shared/migrate';
import { startEmbedded } from '#process/postgres';
import { schemasOf } from '../../src/app/schemas.ts';
import { modules } from '../../src/modules.ts';

const schemas = schemasOf(modules);

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser address of the test server's maintenance database. */
    readonly postgres: string;
  }
}

/** The server of this test run and how many projects use it; projects load this file separately, the process is one. */
interface Shared {
  url: Promise<{ url: string; stop(): Promise<void> }> | undefined;
  users: number;
}
const shared = ((globalThis as { mocuaTestServer?: Shared }).mocuaTestServer ??= { url: undefined, users: 0 });

export const template = 'mocua';

/** One real PostgreSQL for the whole test run with one migrated database, from which every test file gets a copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.users += 1;
  shared.url ??= start();
  const server = await shared.url;
  project.provide('postgres', server.url);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    shared.url = undefined;
    await server.stop();
  };
}

async function start() {
  const dataDir = await mkdtemp(join(tmpdir(), 'mocua-test-'));
  // As root the server runs as another user, who must be able to pass.
  await chmod(dataDir, 0o755);
  const log = createLog({ level: 'error' });
  const server = await startEmbedded({ dataDir, log, durable: false });
  await migrate({ connectionString: server.url, log, schemas });
  const url = new URL(server.url);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  // Nobody may stay connected to a database that is being copied.
  await client.query(`ALTER DATABASE ${template} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  await client.end();
  return {
    url: url.href,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
