import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createJobs, startRunner, type Recurring, type Runner, type Task } from '#shared/jobs';
import { createLog } from '#shared/log';
import { createMetrics, type Metrics } from '#shared/metrics';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase();
});
afterAll(() => database.close());

const jobs = createJobs({ schema: 'identity_jobs' });
let stop = new AbortController();
const running: Runner[] = [];

async function work(
  tasks: Record<string, Task>,
  more: { recurring?: Recurring[]; metrics?: Metrics; everyMs?: number } = {},
): Promise<void> {
  running.push(
    await startRunner({
      db: database.db,
      schema: 'identity_jobs',
      concurrency: 4,
      tasks,
      log: createLog({ level: 'silent' }),
      metrics: more.metrics ?? createMetrics(),
      signal: stop.signal,
      ...(more.recurring === undefined ? {} : { recurring: more.recurring }),
      ...(more.everyMs === undefined ? {} : { everyMs: more.everyMs }),
    }),
  );
}

afterEach(async () => {
  stop.abort();
  await Promise.all(running.splice(0).map((runner) => runner.stopped));
  stop = new AbortController();
  await database.admin.query('DELETE FROM identity_jobs._private_jobs');
});

/** Makes waiting jobs due now, so that no test sleeps through a retry's wait. */
const hurry = () => database.admin.query('UPDATE identity_jobs._private_jobs SET run_at = now() WHERE locked_at IS NULL');

test('a job of a transaction that rolls back is never run; a committed one is', async () => {
  const seen: unknown[] = [];
  await work({ note: async (payload) => void seen.push(payload) });
  await expect(
    database.db.transaction(async (tx) => {
      await jobs.add(tx, 'note', { from: 'rolled back' }, { lane: null });
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await database.db.transaction((tx) => jobs.add(tx, 'note', { from: 'committed' }, { lane: null }));
  await vi.waitFor(() => expect(seen).toEqual([{ from: 'committed' }]), { timeout: 60_000 });
  await vi.waitFor(async () => expect(await jobs.depth(database.db)).toEqual({ due: 0, waiting: 0, later: 0, running: 0, failed: 0 }), {
    timeout: 60_000,
  });
});

test('jobs with the same key become one, with the newest payload', async () => {
  const seen: unknown[] = [];
  for (const turn of [1, 2, 3]) await jobs.add(database.db, 'note', { turn }, { lane: null, key: 'same' });
  await work({ note: async (payload) => void seen.push(payload) });
  await vi.waitFor(() => expect(seen).toEqual([{ turn: 3 }]), { timeout: 60_000 });
});

test('a job is not run before its time', async () => {
  const seen: unknown[] = [];
  await jobs.add(database.db, 'note', {}, { lane: null, runAt: new Date('2100-01-01T00:00:00Z') });
  await work({ note: async (payload) => void seen.push(payload) });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([seen, await jobs.depth(database.db)]).toMatchObject([[], { later: 1, waiting: 0 }]);
});

test('a failing job waits longer each time, is then visible as failed, and can be given another try', async () => {
  const attempts: [number, boolean][] = [];
  let broken = true;
  const metrics = createMetrics();
  await work(
    {
      stumble: async (_payload, { number, last }) => {
        attempts.push([number, last]);
        if (broken) throw new Error('the other side is away');
      },
    },
    { metrics, everyMs: 100 },
  );
  await jobs.add(database.db, 'stumble', {}, { lane: null, maxAttempts: 3 });
  const waits: number[] = [];
  for (const turn of [1, 2]) {
    await vi.waitFor(
      async () => {
        expect(attempts.length).toBe(turn);
        expect(await jobs.depth(database.db)).toMatchObject({ later: 1, due: 0, waiting: 1 });
      },
      { timeout: 60_000 },
    );
    await vi.waitFor(async () => expect(await metrics.text()).toMatch(/mot_cua_identity_jobs_waiting 1/), { timeout: 60_000 });
    const { rows } = await database.admin.query<{ wait: number }>(
      `SELECT extract(epoch FROM run_at - now())::float8 AS wait FROM identity_jobs.jobs`,
    );
    waits.push(rows[0]?.wait ?? 0);
    await hurry();
  }
  expect(waits[0]).toBeGreaterThan(1);
  expect(waits[1]).toBeGreaterThan((waits[0] ?? 0) * 2);

  await vi.waitFor(async () => expect((await jobs.failed(database.db, 10)).length).toBe(1), { timeout: 60_000 });
  const [failed] = await jobs.failed(database.db, 10);
  expect(failed).toMatchObject({ task: 'stumble', attempts: 3, lastError: 'the other side is away' });
  expect(attempts).toEqual([
    [1, false],
    [2, false],
    [3, true],
  ]);
  await vi.waitFor(async () => expect(await metrics.text()).toMatch(/mot_cua_identity_jobs_failed 1/), { timeout: 60_000 });

  broken = false;
  expect(await jobs.retry(database.db, failed?.id ?? '')).toBe(true);
  await vi.waitFor(async () => expect(await jobs.depth(database.db)).toEqual({ due: 0, waiting: 0, later: 0, running: 0, failed: 0 }), {
    timeout: 60_000,
  });
  expect(await jobs.retry(database.db, failed?.id ?? '')).toBe(false);
});

test('stopping lets the running job end and starts no other', async () => {
  let finished = 0;
  await work({
    slow: async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      finished += 1;
    },
  });
  await jobs.add(database.db, 'slow', {}, { lane: null });
  await vi.waitFor(async () => expect((await jobs.depth(database.db)).running).toBe(1), { timeout: 60_000, interval: 20 });
  stop.abort();
  await running[0]?.stopped;
  await jobs.add(database.db, 'slow', {}, { lane: null });
  expect([finished, await jobs.depth(database.db)]).toEqual([1, { due: 1, waiting: 1, later: 0, running: 0, failed: 0 }]);
});

test('the jobs of a process that was killed are done by another within seconds', async () => {
  const child = fork(new URL('../../support/jobs-child.ts', import.meta.url), [database.url], { stdio: 'ignore', execArgv: [] });
  const exit = once(child, 'exit');
  try {
    await once(child, 'message');
    await jobs.add(database.db, 'hang', {}, { lane: null });
    await vi.waitFor(async () => expect((await jobs.depth(database.db)).running).toBe(1), { timeout: 60_000 });
  } finally {
    child.kill('SIGKILL');
    await exit;
  }
  // What the grace period waits for.
  await database.admin.query(`UPDATE identity_jobs._private_jobs SET locked_at = locked_at - interval '1 minute'`);
  let done = 0;
  await work({ hang: async () => void (done += 1) }, { everyMs: 100 });
  await vi.waitFor(() => expect(done).toBe(1), { timeout: 60_000 });
});

test('the jobs of a living process are left alone, however long they take', async () => {
  let started = 0;
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const hold: Task = async () => {
    started += 1;
    await gate;
  };
  await work({ hold }, { everyMs: 50 });
  await jobs.add(database.db, 'hold', {}, { lane: null });
  await vi.waitFor(() => expect(started).toBe(1), { timeout: 60_000 });
  await database.admin.query(`UPDATE identity_jobs._private_jobs SET locked_at = locked_at - interval '1 minute'`);
  await work({ hold }, { everyMs: 50 });
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect([started, await jobs.depth(database.db)]).toEqual([1, { due: 0, waiting: 0, later: 0, running: 1, failed: 0 }]);
  release();
});

test('a runner whose connections are cut takes up its work again', async () => {
  let done = 0;
  await work({ note: async () => void (done += 1) }, { everyMs: 100 });
  await database.admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await vi.waitFor(() => jobs.add(database.db, 'note', {}, { lane: null }), { timeout: 60_000 });
  await vi.waitFor(() => expect(done).toBe(1), { timeout: 60_000 });
});
