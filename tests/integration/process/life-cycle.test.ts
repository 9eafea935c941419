import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cutProxy } from '../../support/cut-proxy.ts';
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

test.each([{}, { WORKERS: '2' }])(
  'SIGTERM says "not ready" first, serves on with Connection: close, and loses no request of kept connections (%o)',
  async (env) => {
    const program = await run({ ...env, DRAIN_SECONDS: '10' });
    await program.until('is ready');
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const before = await ask(agent, program.port, '/healthz');
    expect(before).toMatchObject({ status: 200, connection: 'keep-alive' });
    expect((await ask(agent, program.port, '/readyz')).status).toBe(200);
    program.child.kill('SIGTERM');
    const notReady = async (): Promise<boolean> => (await ask(agent, program.port, '/readyz')).status === 503;
    await expect.poll(notReady, { interval: 20, timeout: 8000 }).toBe(true);
    // What a balancer does: whatever it sends until it has seen "not ready" is answered, on connections it kept.
    for (const began = performance.now(); performance.now() - began < 1000;) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask(agent, program.port, '/healthz')));
      for (const answer of answers) expect(answer).toEqual({ status: 200, connection: 'close' });
    }
    agent.destroy();
    expect(await program.ended).toBe(0);
    await expect(alive(program.port)).rejects.toThrow();
  },
);

const ask = (agent: Agent, port: number, path: string): Promise<{ status: number; connection: string | undefined }> =>
  new Promise((resolve, reject) => {
    get({ agent, port, path, host: '127.0.0.1' }, (response) => {
      response.resume().once('end', () => {
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection });
      });
    }).once('error', reject);
  });

test('while the database is away portals and people are told 503 with Retry-After, never 500, and it passes by itself', async () => {
  const url = new URL(database.url);
  const proxy = await cutProxy(`${url.searchParams.get('host') ?? ''}/.s.PGSQL.${url.port}`);
  url.search = '';
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  try {
    const program = await run({ DATABASE_URL: url.href, DRAIN_SECONDS: '0' });
    await program.until('is ready');
    const at = (offset: number, path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`http://localhost:${program.port + offset}${path}`, { redirect: 'manual', ...init });
    proxy.cut();
    const grant = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'no-such-portal', client_secret: 'y' });
    const token = await at(0, '/token', { method: 'POST', body: grant });
    expect(token.status).toBe(503);
    expect(token.headers.get('retry-after')).toBe('5');
    expect(await token.json()).toMatchObject({ error: 'temporarily_unavailable' });
    const html = { headers: { accept: 'text/html' } };
    const authorization = await at(0, '/authorize?client_id=no-such-portal&response_type=code&scope=openid', html);
    expect([authorization.status, authorization.headers.get('retry-after')]).toEqual([503, '5']);
    const search = await at(1, '/search?q=khai', html);
    expect([search.status, search.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await at(0, '/readyz')).status).toBe(503);
    proxy.mend();
    await expect.poll(async () => (await at(0, '/readyz')).status, { timeout: 60_000 }).toBe(200);
    expect((await at(1, '/search?q=khai', html)).status).toBe(200);
  } finally {
    await proxy.close();
  }
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
