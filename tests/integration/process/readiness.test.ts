import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { systemClock, type Clock } from '#shared/clock';
import { createDb, type Db } from '#shared/db';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { createReadiness } from '../../../src/app/readiness.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
const opened: Db[] = [];
const stop = new AbortController();
beforeAll(async () => {
  database = await useDatabase();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.pool.end().catch(() => undefined)));
});
afterAll(async () => {
  stop.abort();
  await database.close();
});

function open(connectionString = database.url, role: string | undefined = 'mocua_identity'): Db {
  const db = createDb({ connectionString, role, max: 2, applicationName: 'test', onIdleError: () => undefined });
  opened.push(db);
  return db;
}
const metrics = createMetrics();
const readinessOf = (db: Db, clock: Clock = systemClock) =>
  createReadiness({
    databases: () => [{ role: 'mocua_identity', db }],
    clock,
    log: createLog({ level: 'silent' }),
    metrics: { gauge: () => undefined },
    signal: stop.signal,
  });
const away = (ms: number): Clock => ({ ...systemClock, now: () => new Date(systemClock.now().getTime() + ms) });

test('a database that takes writes, under the right role, at the same time, is fit for work', async () => {
  expect(await readinessOf(open()).faults()).toEqual([]);
});

test('a database that takes no writes is a fault', async () => {
  const { pathname } = new URL(database.url);
  await database.admin.query(`ALTER DATABASE "${pathname.slice(1)}" SET default_transaction_read_only = on`);
  try {
    expect(await readinessOf(open()).faults()).toEqual(['the database of mocua_identity takes no writes']);
  } finally {
    await database.admin.query(`SET default_transaction_read_only = off`);
    await database.admin.query(`ALTER DATABASE "${pathname.slice(1)}" RESET default_transaction_read_only`);
  }
  expect(await readinessOf(open()).faults()).toEqual([]);
});

test('a connection whose role a pooler has dropped is a fault', async () => {
  expect(await readinessOf(open(database.url, 'mocua_payment')).faults()).toEqual([expect.stringContaining('acts as mocua_payment')]);
});

test.each([-6000, 6000])('a clock %i ms away is a fault, whichever way', async (ms) => {
  expect(await readinessOf(open(), away(ms)).faults()).toEqual([expect.stringMatching(/is -?[56]\.\d s from this machine's/)]);
});

test('a clock four seconds away is none', async () => {
  expect(await readinessOf(open(), away(4000)).faults()).toEqual([]);
});

test('a database that accepts and says nothing is a fault within seconds, and is asked once however many ask', async () => {
  let connections = 0;
  const silent = createServer(() => (connections += 1)).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const url = new URL(database.url);
  url.search = '';
  url.port = String((silent.address() as AddressInfo).port);
  url.hostname = '127.0.0.1';
  const readiness = readinessOf(open(url.href));
  const all = await Promise.all(Array.from({ length: 50 }, () => readiness.faults()));
  expect(new Set(all.flat())).toEqual(new Set(['the database of mocua_identity did not answer']));
  expect(connections).toBe(1);
  silent.close();
});

test('the metric says how far the clocks are apart', async () => {
  const readiness = createReadiness({
    databases: () => [{ role: 'mocua_identity', db: open() }],
    clock: away(-3000),
    log: createLog({ level: 'silent' }),
    metrics,
    signal: stop.signal,
  });
  await readiness.faults();
  expect(await metrics.text()).toMatch(/mot_cua_clock_offset_seconds [23]\.\d/);
});
