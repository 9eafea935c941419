import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { compiled } from '../../support/program.ts';

let database: TestDatabase;
let folder: string;
const started: ChildProcess[] = [];
beforeAll(async () => {
  database = await useDatabase();
  folder = await mkdtemp(join(tmpdir(), 'mocua-life-'));
});
afterEach(async () => {
  for (const child of started.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
  }
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

/** Ports first … first + 9 that nobody listens on now. */
const freePorts = async (): Promise<number> => {
  for (let first = 20_000 + (process.pid % 1000) * 10; ; first += 10) {
    const taken = await Promise.all(Array.from({ length: 10 }, (_, offset) => isTaken(first + offset)));
    if (!taken.includes(true)) return first;
  }
};
const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(true);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(false);
      });
    });
  });

interface Program {
  readonly child: ChildProcess;
  readonly port: number;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
  until(words: string): Promise<void>;
}

const run = async (env: Record<string, string> = {}): Promise<Program> => {
  const port = await freePorts();
  const child = spawn('node_modules/.bin/node', ['src/main.ts'], {
    env: {
      PATH: process.env['PATH'],
      ...compiled,
      DATABASE_URL: database.url,
      KEYS_DIR: join(folder, 'keys'),
      BASE_PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let text = '';
  const hear = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return {
    child,
    port,
    said: () => text,
    ended,
    async until(words) {
      while (!text.includes(words)) {
        if (child.exitCode !== null) throw new Error(`ended before saying "${words}":\n${text}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
};
const alive = (port: number): Promise<number> => fetch(`http://127.0.0.1:${port}/healthz`).then(({ status }) => status);

test('a wrong configuration is explained in full and nothing starts', async () => {
  const program = await run({ WORKERS: 'many', IDENTITY_URLS: 'x', SMS_GATEWAY_SECRET: 'short' });
  expect(await program.ended).toBe(1);
  expect(program.said()).toContain('3 problems');
  for (const name of ['WORKERS', 'IDENTITY_URLS', 'SMS_GATEWAY_SECRET']) expect(program.said()).toContain(`  ${name}: `);
  expect(program.said()).not.toContain('short\n');
});

test('one process serves, and a Ctrl-C that arrives twice ends it cleanly', async () => {
  const program = await run();
  await program.until('is ready');
  expect(await alive(program.port)).toBe(200);
  program.child.kill('SIGINT');
  program.child.kill('SIGINT');
  expect(await program.ended).toBe(0);
  expect(program.said()).not.toContain('something was not closed');
});

test('with WORKERS=2 a killed process is replaced, and SIGTERM leaves nothing behind', async () => {
  const program = await run({ WORKERS: '2' });
  await program.until('is ready');
  const { rows } = await database.admin.query<{ count: string }>(
    "SELECT count(DISTINCT application_name || client_port) AS count FROM pg_stat_activity WHERE application_name LIKE 'mocua%'",
  );
  expect(Number(rows[0]?.count)).toBeGreaterThan(0);
  const member = await memberOf(program.child.pid ?? 0);
  process.kill(member, 'SIGKILL');
  await program.until('another takes its place');
  expect(await alive(program.port)).toBe(200);
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  await expect(alive(program.port)).rejects.toThrow();
});

test('a port that is taken is named, and the program ends', async () => {
  const first = await run();
  await first.until('is ready');
  const second = await run({ BASE_PORT: String(first.port) });
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain('is used by another program');
});

const memberOf = (parent: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const ps = spawn('ps', ['-e', '-o', 'pid=,ppid=']);
    let text = '';
    ps.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    ps.once('error', reject);
    ps.once('close', () => {
      const found = text.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
      resolve(found.find(([, ppid]) => ppid === parent)?.[0] ?? Number.NaN);
    });
  });
