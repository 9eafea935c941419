import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createJobs, startRunner, type Lane, type LaneLimits, type Runner, type Task } from '#shared/jobs';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { otherSide, tell, type Mood, type OtherSide } from '../../support/other-sides.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase();
});
afterAll(() => database.close());

const jobs = createJobs({ schema: 'identity_jobs' });
/** Longer than any test: what hangs goes on hanging until the test has seen what it wants to see. */
const FOR_EVER = 600_000;
const patient = { timeout: 90_000, interval: 30 };
let stop = new AbortController();
const runners: Runner[] = [];
const children: ChildProcess[] = [];
const sides: OtherSide[] = [];

async function side(mood: Mood, options: { slowMs?: number } = {}): Promise<OtherSide> {
  const made = await otherSide(mood, options);
  sides.push(made);
  return made;
}
const laneOf = ({ url }: OtherSide): Lane => `portal:${new URL(url).port}`;
const notify = (to: OtherSide, note: string, more: { maxAttempts?: number } = {}) =>
  jobs.add(database.db, 'tell', { url: to.url, note }, { lane: laneOf(to), ...more });

async function work(lanes: Partial<LaneLimits>, tasks: Record<string, Task> = { tell }) {
  const metrics = createMetrics();
  const log = createLog({ level: 'silent' });
  const queue = { db: database.db, schema: 'identity_jobs', concurrency: 2, everyMs: 200 };
  runners.push(await startRunner({ ...queue, lanes, tasks, log, metrics, signal: stop.signal }));
  return metrics;
}
/** Another process. */
async function workElsewhere(lanes: Partial<LaneLimits>): Promise<ChildProcess> {
  const file = new URL('../../support/lanes-child.ts', import.meta.url);
  const child = fork(file, [database.url, JSON.stringify(lanes)], { stdio: 'ignore', execArgv: [] });
  children.push(child);
  await once(child, 'message');
  return child;
}
async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await exit;
}
const laneRow = async (of: OtherSide) =>
  (
    await database.admin.query<{ open: boolean; patient: boolean; pause_ms: number }>(
      'SELECT opened_at IS NOT NULL AS open, patient, pause_ms FROM identity.job_lane WHERE lane = $1',
      [laneOf(of)],
    )
  ).rows[0];
const waiting = async (): Promise<number> =>
  (await database.admin.query<{ n: number }>('SELECT count(*)::int AS n FROM identity_jobs._private_jobs')).rows[0]?.n ?? 0;
const names = (count: number, of = 'note'): string[] => Array.from({ length: count }, (_, at) => `${of} ${at}`);

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await Promise.all(sides.splice(0).map((each) => each.close()));
  stop.abort();
  await Promise.all(runners.splice(0).map((runner) => runner.stopped));
  stop = new AbortController();
  await database.admin.query('DELETE FROM identity_jobs._private_jobs; DELETE FROM identity.job_lane');
});

test('every notice of a healthy portal arrives while five others hang with a hundred notices, each in its own few slots', async () => {
  await work({ firstMs: FOR_EVER });
  const hung = await Promise.all(Array.from({ length: 5 }, () => side('hangs')));
  const well = await side('well');
  for (const note of names(20)) for (const each of hung) await notify(each, note);
  await vi.waitFor(() => {
    expect(hung.map(({ open }) => open)).toEqual([4, 4, 4, 4, 4]);
  }, patient);
  for (const note of names(30)) await notify(well, note);
  await vi.waitFor(() => {
    expect(well.taken.toSorted()).toEqual(names(30).toSorted());
  }, patient);
  expect(hung.map(({ open, asked, most }) => [open, asked, most])).toEqual(hung.map(() => [4, 4, 4]));
});

test('notices for one portal that are queued at one moment do not all begin: searches for work take turns', async () => {
  await work({ firstMs: FOR_EVER });
  const hung = await side('hangs');
  await database.db.transaction(async (tx) => {
    for (const note of names(40)) await jobs.add(tx, 'tell', { url: hung.url, note }, { lane: laneOf(hung) });
  });
  await vi.waitFor(() => {
    expect(hung.open).toBe(4);
  }, patient);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([hung.asked, hung.most]).toEqual([4, 4]);
});

test('a portal that refuses what it is sent is there: its lane stays open to others, and the refused are tried again', async () => {
  await work({ failures: 3, pauseMs: FOR_EVER });
  const portal = await side('refuses');
  for (const note of names(8)) await notify(portal, note);
  await vi.waitFor(() => {
    expect(portal.asked).toBeGreaterThanOrEqual(8);
  }, patient);
  expect([await laneRow(portal), await waiting()]).toEqual([undefined, 8]);
  portal.mood = 'well';
  await notify(portal, 'another');
  await vi.waitFor(() => {
    expect(portal.taken.toSorted()).toEqual([...names(8), 'another'].toSorted());
  }, patient);
});

test('where so many portals hang that every slot is taken, they give way to a healthy one, and go on as retries', async () => {
  await work({ firstMs: FOR_EVER, retryMs: FOR_EVER, slots: 8, laneSlots: 1, retrySlots: 4, failures: 100 });
  const hung = await Promise.all(Array.from({ length: 12 }, () => side('hangs')));
  const well = await side('well');
  for (const each of hung) await notify(each, 'note');
  await vi.waitFor(() => {
    expect(hung.reduce((sum, { open }) => sum + open, 0)).toBeGreaterThanOrEqual(8);
  }, patient);
  for (const note of names(5)) await notify(well, note);
  await vi.waitFor(() => {
    expect(well.taken.length).toBe(5);
  }, patient);
  const { rows } = await database.admin.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM identity_jobs.jobs WHERE flags ? 'retry' OR locked_at IS NOT NULL`,
  );
  // None is lost.
  expect([await waiting(), (rows[0]?.n ?? 0) > 0]).toEqual([12, true]);
});

test('portals that answer late are not taken for hung where all slots are in use: they are asked again once at most', async () => {
  const slots = 8;
  await work({ slots, laneSlots: 3, retrySlots: 8, pauseMs: 100, longestPauseMs: 100 });
  const slow = await Promise.all(Array.from({ length: 4 }, () => side('slow', { slowMs: 800 })));
  for (const note of names(15)) for (const each of slow) await notify(each, note);
  await vi.waitFor(async () => {
    expect(await waiting()).toBe(0);
  }, patient);
  for (const each of slow) expect(new Set(each.taken)).toEqual(new Set(names(15)));
  // Only what went out before any of them had ever answered.
  expect(slow.reduce((sum, { asked }) => sum + asked, 0)).toBeLessThanOrEqual(4 * 15 + 2 * slots);
});

test('a dead portal is shut out after three failures, tried by one job at a time, and when it returns each notice arrives once', async () => {
  const metrics = await work({ failures: 3, pauseMs: 300, longestPauseMs: 600 });
  const portal = await side('errs');
  for (const note of names(40)) await notify(portal, note);
  await vi.waitFor(async () => {
    expect((await laneRow(portal))?.open).toBe(true);
  }, patient);
  const asked = portal.asked;
  // What was under way when it was shut, and no more.
  expect(asked).toBeLessThanOrEqual(3 + 4);
  await vi.waitFor(async () => {
    expect(await jobs.depth(database.db)).toMatchObject({ due: 0, waiting: 40 });
  }, patient);
  portal.most = 0;
  await vi.waitFor(async () => {
    expect(portal.asked).toBeGreaterThan(asked + 2);
    expect((await laneRow(portal))?.pause_ms).toBe(600);
  }, patient);
  expect([portal.most, portal.taken.length, await waiting()]).toEqual([1, 0, 40]);
  await vi.waitFor(async () => {
    expect(await metrics.text()).toContain(`mot_cua_identity_jobs_lane_open{lane="${laneOf(portal)}"} 1`);
  }, patient);

  portal.mood = 'well';
  await vi.waitFor(() => {
    expect(portal.taken.toSorted()).toEqual(names(40).toSorted());
  }, patient);
  await vi.waitFor(async () => {
    expect([await waiting(), await laneRow(portal)]).toEqual([0, undefined]);
  }, patient);
  expect(portal.taken.length).toBe(40);
  await vi.waitFor(async () => {
    expect(await metrics.text()).not.toContain('lane_open{lane=');
  }, patient);
});

test('probes use up no attempt, and what was given up before goes out as well when the portal returns', async () => {
  await work({ failures: 3, pauseMs: 50, longestPauseMs: 50 });
  const portal = await side('errs');
  await jobs.add(database.db, 'tell', { url: portal.url, note: 'of one try' }, { lane: laneOf(portal), maxAttempts: 1 });
  for (const note of names(4)) await notify(portal, note, { maxAttempts: 2 });
  await vi.waitFor(() => {
    expect(portal.asked).toBeGreaterThan(14);
  }, patient);
  const { rows } = await database.admin.query<{ live: number }>(
    'SELECT count(*)::int AS live FROM identity_jobs.jobs WHERE attempts < max_attempts OR locked_at IS NOT NULL',
  );
  expect(rows[0]?.live).toBeGreaterThan(0);
  portal.mood = 'well';
  await vi.waitFor(() => {
    expect(portal.taken.toSorted()).toEqual([...names(4), 'of one try'].toSorted());
  }, patient);
});

test('a portal that refuses connections is shut out like one that hangs', async () => {
  await work({ failures: 3, pauseMs: FOR_EVER });
  const portal = await otherSide('well');
  await portal.close();
  for (const note of names(10)) await notify(portal, note);
  await vi.waitFor(async () => {
    expect((await laneRow(portal))?.open).toBe(true);
  }, patient);
  expect(await waiting()).toBe(10);
});

test('a portal that answers later than a first try waits is given longer, and gets every notice', async () => {
  await work({ firstMs: 150, retryMs: 20_000, failures: 3, pauseMs: 100, longestPauseMs: 200 });
  const portal = await side('slow', { slowMs: 600 });
  for (const note of names(12)) await notify(portal, note);
  await vi.waitFor(async () => {
    expect(new Set(portal.taken)).toEqual(new Set(names(12)));
    expect((await laneRow(portal))?.patient).toBe(true);
  }, patient);
  await vi.waitFor(async () => {
    expect(await waiting()).toBe(0);
  }, patient);
  // Once it is known to be slow, nothing is sent twice.
  const before = portal.asked;
  for (const note of names(6, 'later')) await notify(portal, note);
  await vi.waitFor(async () => {
    expect(await waiting()).toBe(0);
  }, patient);
  expect(portal.asked - before).toBe(6);
});

test('hung retries take no slot from first tries, whatever their number', async () => {
  await work({ firstMs: 100, retryMs: FOR_EVER, retrySlots: 4, failures: 1000 });
  const hung = await Promise.all(Array.from({ length: 8 }, () => side('hangs')));
  const well = await side('well');
  for (const note of names(3)) for (const each of hung) await notify(each, note);
  await vi.waitFor(async () => {
    const { rows } = await database.admin.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM identity_jobs.jobs WHERE attempts > 1 AND locked_at IS NOT NULL`,
    );
    expect(rows[0]?.n).toBe(4);
  }, patient);
  for (const note of names(10)) await notify(well, note);
  await vi.waitFor(() => {
    expect(well.taken.length).toBe(10);
  }, patient);
  expect(hung.filter(({ open }) => open > 0).length).toBeGreaterThanOrEqual(4);
});

test('two processes shut a portal out together, and one probe stands for both', async () => {
  const lanes = { failures: 3, pauseMs: 400, longestPauseMs: 400 };
  await Promise.all([workElsewhere(lanes), workElsewhere(lanes)]);
  const [portal, well] = [await side('errs'), await side('well')];
  for (const note of names(30)) {
    await notify(portal, note);
    await notify(well, note);
  }
  await vi.waitFor(async () => {
    expect((await laneRow(portal))?.open).toBe(true);
    expect(well.taken.length).toBe(30);
  }, patient);
  const asked = portal.asked;
  portal.most = 0;
  await vi.waitFor(() => {
    expect(portal.asked).toBeGreaterThan(asked + 2);
  }, patient);
  expect(portal.most).toBe(1);
  portal.mood = 'well';
  await vi.waitFor(async () => {
    expect(await waiting()).toBe(0);
  }, patient);
  expect(portal.taken.toSorted()).toEqual(names(30).toSorted());
});

test('a worker killed in the middle loses nothing: its notices go out by another, at least once', async () => {
  const lanes = { failures: 1000 };
  const doomed = await workElsewhere(lanes);
  const [slow, well] = [await side('slow', { slowMs: 300 }), await side('well')];
  for (const note of names(15)) {
    await notify(slow, note);
    await notify(well, note);
  }
  await vi.waitFor(() => {
    expect(slow.taken.length).toBeGreaterThan(2);
  }, patient);
  await kill(doomed);
  // What the grace period waits for.
  await database.admin.query(
    `UPDATE identity_jobs._private_jobs SET locked_at = locked_at - interval '1 minute' WHERE locked_at IS NOT NULL`,
  );
  await workElsewhere(lanes);
  await vi.waitFor(async () => {
    expect(await waiting()).toBe(0);
  }, patient);
  expect([new Set(slow.taken), new Set(well.taken)]).toEqual([new Set(names(15)), new Set(names(15))]);
});

test('a process that begins while a portal is shut out knows it, and one killed as it probes leaves the probe to another', async () => {
  const lanes = { failures: 3, pauseMs: 300, longestPauseMs: 300, retryMs: FOR_EVER };
  const portal = await side('errs');
  const doomed = await workElsewhere(lanes);
  for (const note of names(6)) await notify(portal, note);
  await vi.waitFor(async () => {
    expect((await laneRow(portal))?.open).toBe(true);
  }, patient);
  portal.mood = 'hangs';
  await vi.waitFor(() => {
    expect(portal.open).toBeGreaterThan(0);
  }, patient);
  await kill(doomed);
  await database.admin.query(
    `UPDATE identity_jobs._private_jobs SET locked_at = locked_at - interval '1 minute' WHERE locked_at IS NOT NULL`,
  );
  portal.mood = 'well';
  const asked = portal.asked;
  await workElsewhere(lanes);
  await vi.waitFor(async () => {
    expect(await waiting()).toBe(0);
  }, patient);
  expect(portal.taken.toSorted()).toEqual(names(6).toSorted());
  expect(portal.asked - asked).toBe(6);
});

test('a probe that asks nobody lets nobody in: the next one does', async () => {
  const openThen: (boolean | undefined)[] = [];
  const portal = await side('errs');
  const oldOrNot: Task = async (payload, attempt) => {
    if (portal.mood === 'well' && (payload as { note: string }).note.startsWith('old')) {
      openThen.push((await laneRow(portal))?.open);
      return attempt.unasked?.();
    }
    return tell(payload, attempt);
  };
  await work({ failures: 3, pauseMs: 200, longestPauseMs: 200 }, { tell: oldOrNot });
  for (const note of names(5, 'old')) await notify(portal, note);
  await vi.waitFor(async () => {
    expect((await laneRow(portal))?.open).toBe(true);
  }, patient);
  portal.mood = 'well';
  await vi.waitFor(async () => {
    expect(await waiting()).toBe(0);
  }, patient);
  expect([portal.taken, openThen]).toEqual([[], [true, true, true, true, true]]);
  expect((await laneRow(portal))?.open).toBe(true);
  await notify(portal, 'new');
  await vi.waitFor(() => {
    expect(portal.taken).toEqual(['new']);
  }, patient);
});

test('a job that an older program queued, without a lane, is done', async () => {
  await work({});
  const portal = await side('well');
  await database.db.query(`SELECT identity_jobs.add_job('tell', $1::json)`, [JSON.stringify({ url: portal.url, note: 'old' })]);
  await vi.waitFor(() => {
    expect(portal.taken).toEqual(['old']);
  }, patient);
});

test('a process that stops says nothing of the portals it was asking', async () => {
  const portal = await side('hangs');
  await work({ firstMs: FOR_EVER });
  await notify(portal, 'note');
  await vi.waitFor(() => {
    expect(portal.open).toBe(1);
  }, patient);
  stop.abort();
  await Promise.all(runners.splice(0).map((runner) => runner.stopped));
  expect([await laneRow(portal), await waiting()]).toEqual([undefined, 1]);
});
