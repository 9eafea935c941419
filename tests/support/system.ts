import { createServer } from 'node:net';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Module } from '#module';
import { databases, startRoles, type App } from '../../src/app.ts';
import { modules as real } from '../../src/modules.ts';
import { createLog } from '#shared/log';
import { configOf } from './config.ts';
import { createSentCodes } from './sent-codes.ts';
import type { TestDatabase } from './database.ts';

export interface OutboxMessage {
  readonly channel: 'sms' | 'email';
  readonly to: string;
  readonly text: string;
}

export interface TestSystem {
  readonly identity: string;
  readonly catalogue: string;
  readonly dossier: string;
  readonly payment: string;
  readonly sandbox: string;
  readonly ministry: string;
  readonly province: string;
  /** The address of an origin by its name. */
  at(origin: string): string;
  /** The routes of each origin by its name. */
  readonly routes: App['routes'];
  /** Waits for the newest message to a number or address that holds a six-digit code, and answers the code, once. */
  code(to: string): Promise<string>;
  /** Newest first. */
  messages(to: string): Promise<readonly OutboxMessage[]>;
  /** What the operator's commands need to work on this system. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The whole program in this process: every role, on free ports and the test file's own database. */
export async function startSystem(
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
  modules: readonly Module[] = real,
): Promise<TestSystem> {
  const base = await freeRange(9);
  const keys = await mkdtemp(join(tmpdir(), 'mot-cua-keys-'));
  const own = { BASE_PORT: String(base), DATABASE_URL: database.url, KEYS_DIR: keys, ...env };
  const config = configOf({ LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent', ...own }, modules);
  const where = databases(config, modules, database.url);
  const app = await startRoles({ config, log: createLog({ level: config.logLevel }), modules, databases: where });
  const at = (offset: number): string => `http://localhost:${base + offset}`;
  const messages = async (to: string): Promise<readonly OutboxMessage[]> => {
    const response = await fetch(`${at(5)}/outbox.json?to=${encodeURIComponent(to)}`);
    return ((await response.json()) as { messages: OutboxMessage[] }).messages;
  };
  return {
    identity: at(0),
    catalogue: at(1),
    dossier: at(2),
    payment: at(3),
    at: (origin) => {
      const url = config.urls[origin];
      if (url === undefined) throw new Error(`no origin is called ${origin}`);
      return url.origin;
    },
    env: own,
    routes: app.routes,
    sandbox: at(5),
    ministry: at(6),
    province: at(7),
    messages,
    code: createSentCodes(async (to) => (await messages(to)).map(({ text }) => text)),
    async stop() {
      await app.stop();
      await rm(keys, { recursive: true, force: true });
    },
  };
}

/** The first of `count` neighbouring ports that are all free. */
async function freeRange(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    // Below the ports the system itself gives to outgoing connections, which would take one while a program restarts.
    const base = 10_000 + (randomBytes(2).readUInt16BE() % 22_000);
    const free = await Promise.all(Array.from({ length: count }, (_each, index) => isFree(base + index)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no free range of ports');
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
