import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDb, type Db } from '#shared/db';
import { limitTable, shareOf, watchLimits, type Limit } from '#shared/limits';
import { Problem } from '#shared/problem';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

const limits = limitTable('payment');
const now = new Date('2026-03-02T02:00:00Z');
const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);

let database: TestDatabase;
/** A pool of another process. */
let other: Db;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
  other = createDb({
    connectionString: database.url,
    role: 'mocua_payment',
    max: 10,
    applicationName: 'other',
    onIdleError: () => undefined,
  });
});
afterEach(() => database.admin.query('DELETE FROM payment.rate_limit'));
afterAll(async () => {
  await other.close();
  await database.close();
});

const limit = (key: string, points: number, seconds = 60): Limit => ({ key, points, seconds });
const rows = async (): Promise<Record<string, number>> => {
  const found = await database.admin.query<{ key: string; points: number }>('SELECT key, points FROM payment.rate_limit');
  return Object.fromEntries(found.rows.map(({ key, points }) => [key, points]));
};
const refusal = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('counting', () => {
  test('50 tries at once from two pools allow exactly as many as the limit says', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) => refusal(limits.count(index % 2 === 0 ? database.db : other, now, [limit('a', 7)]))),
    );
    expect(results.filter((result) => result === null)).toHaveLength(7);
    for (const result of results.filter((each) => each !== null)) expect(result).toMatchObject({ code: 'limit.exceeded', retryAfter: 60 });
    expect(await rows()).toEqual({ a: 50 });
  });

  test('a try that one limit refuses uses up nothing of those after it, and what came before it stays counted', async () => {
    const four = [limit('first', 9), limit('second', 2), limit('third', 9), limit('fourth', 9)];
    const results = await Promise.all(Array.from({ length: 20 }, () => refusal(limits.count(database.db, now, four))));
    expect(results.filter((result) => result === null)).toHaveLength(2);
    // Nine reach the second limit, two of them pass it.
    expect(await rows()).toEqual({ first: 20, second: 9, third: 2, fourth: 2 });
  });

  test('is one statement, however many limits', async () => {
    const asked = vi.spyOn(database.db, 'query');
    await limits.count(database.db, now, [limit('a', 1), limit('b', 1), limit('c', 1), limit('d', 1)]);
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });

  test('a window runs from its first try to the millisecond of its end, whatever is tried in it', async () => {
    await limits.count(database.db, now, [limit('a', 1)]);
    expect(await refusal(limits.count(database.db, later(59_999), [limit('a', 1)]))).toMatchObject({ retryAfter: 1 });
    expect(await refusal(limits.count(database.db, later(60_000), [limit('a', 1)]))).toBeNull();
    expect(await refusal(limits.count(database.db, later(60_001), [limit('a', 1)]))).toMatchObject({ retryAfter: 60 });
  });

  test('the time to wait is told in whole seconds, rounded up', async () => {
    await limits.count(database.db, now, [limit('a', 1, 900)]);
    expect(await refusal(limits.count(database.db, later(100), [limit('a', 1, 900)]))).toMatchObject({ retryAfter: 900 });
    expect(await refusal(limits.count(database.db, later(1000), [limit('a', 1, 900)]))).toMatchObject({ retryAfter: 899 });
  });

  test('fails closed: where nothing can be counted, nothing is allowed', async () => {
    const error = await refusal(limitTable('nowhere').count(database.db, now, [limit('a', 1)]));
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(Problem);
  });

  test('a try counted in a transaction that is undone was none', async () => {
    await expect(
      database.db.transaction(async (tx) => {
        await limits.count(tx, now, [limit('a', 1)]);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await rows()).toEqual({});
  });
});

describe('looking before counting', () => {
  /** A look-up of a secret: looked at first, counted when it was wrong, before anybody is told. */
  const lookUp = async (db: Db, right: boolean, of: readonly Limit[]): Promise<unknown> => {
    const refused = await refusal(limits.check(db, now, of));
    if (refused !== null || right) return refused;
    return refusal(limits.count(db, now, of));
  };

  test('50 failures at once from two pools are told of as many as the limit says, however far each had come', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) => lookUp(index % 2 === 0 ? database.db : other, false, [limit('a', 9), limit('b', 7)])),
    );
    expect(results.filter((result) => result === null)).toHaveLength(7);
    for (const result of results.filter((each) => each !== null)) expect(result).toMatchObject({ code: 'limit.exceeded', retryAfter: 60 });
    expect(await refusal(limits.check(database.db, now, [limit('a', 9), limit('b', 7)]))).toMatchObject({ retryAfter: 60 });
    expect(await refusal(limits.check(database.db, later(60_000), [limit('a', 9), limit('b', 7)]))).toBeNull();
  });

  test('a success writes nothing, and one statement is all it takes', async () => {
    const asked = vi.spyOn(database.db, 'query');
    for (let round = 0; round < 20; round += 1) expect(await lookUp(database.db, true, [limit('a', 1), limit('b', 1)])).toBeNull();
    expect(asked).toHaveBeenCalledTimes(20);
    asked.mockRestore();
    expect(await rows()).toEqual({});
  });
});

describe('what counts otherwise', () => {
  test('a limit on how many different there are counts the first under each', async () => {
    const of = (whose: string): Limit[] => [limit(`pair:${whose}`, 5), { ...limit('many', 3), firsts: true }];
    const results = await Promise.all(Array.from({ length: 20 }, () => refusal(limits.count(database.db, now, of('one')))));
    expect(results.filter((result) => result === null)).toHaveLength(5);
    expect(await rows()).toEqual({ 'pair:one': 20, many: 1 });
    const others = await Promise.all(['two', 'three', 'four', 'five'].map((whose) => refusal(limits.count(database.db, now, of(whose)))));
    expect(others.filter((result) => result === null)).toHaveLength(2);
    expect(others.find((result) => result !== null)).toMatchObject({ code: 'limit.exceeded', detail: 'many' });
  });

  test('failures in a row have no window: each prolongs the count', async () => {
    const row = limit('failures-secret:a', 3, 60);
    for (const at of [0, 50_000, 100_000]) expect(await refusal(limits.count(database.db, later(at), [row]))).toBeNull();
    expect(await refusal(limits.count(database.db, later(150_000), [row]))).toMatchObject({ code: 'limit.exceeded', retryAfter: 60 });
    expect(await refusal(limits.count(database.db, later(210_001), [row]))).toBeNull();
  });

  test('a limit on trial refuses nobody, counts, and is told of; those after it are counted', async () => {
    const told: string[] = [];
    const watched = limits.watched({ trackOnly: new Set(['first']), reached: (name) => void told.push(name) });
    const both = [limit('first:x', 2), limit('second:x', 5)];
    const results = await Promise.all(Array.from({ length: 9 }, () => refusal(watched.count(database.db, now, both))));
    expect(results.filter((result) => result === null)).toHaveLength(5);
    expect(await rows()).toEqual({ 'first:x': 9, 'second:x': 9 });
    expect(told.filter((name) => name === 'first')).toHaveLength(7);
    expect(told.filter((name) => name === 'second')).toHaveLength(4);
    const checked = await refusal(watched.check(database.db, now, [limit('first:x', 2)]));
    expect([checked, told.filter((name) => name === 'first').length]).toEqual([null, 8]);
  });

  test('every limit that is over is a metric, by its name', () => {
    const events: string[] = [];
    const watch = watchLimits({ event: (name) => void events.push(name) }, ['some-pair']);
    watch.reached('some-pair');
    watch.reached('failures-password');
    expect(events).toEqual(['limit.some-pair.tracked', 'limit.failures-password']);
  });
});

describe('sweeping', () => {
  test('deletes windows that are over, a thousand at a time, and no other', async () => {
    await database.admin.query(
      `INSERT INTO payment.rate_limit (key, points, expire) SELECT 'old ' || n, 1, $1::bigint - 1 FROM generate_series(1, 2500) n`,
      [now.getTime()],
    );
    await database.admin.query(`INSERT INTO payment.rate_limit (key, points, expire) VALUES ('ends now', 1, $1)`, [now.getTime()]);
    expect(await limits.sweep(database.db, now)).toBe(1000);
    await limits.sweepAll(database.db, now);
    expect(await rows()).toEqual({ 'ends now': 1 });
  });
});

test('a total in shares never allows more than one point too many for each share, and every share is somebody’s', () => {
  const shares = Array.from({ length: 256 }, (_, byte) =>
    shareOf({ key: 'total', points: 100, seconds: 60, shares: 16 }, Buffer.from([byte])),
  );
  expect(new Set(shares.map(({ key }) => key)).size).toBe(16);
  expect(new Set(shares.map(({ points }) => points))).toEqual(new Set([7]));
  expect(shareOf({ key: 'total', points: 0, seconds: 60, shares: 16 }, Buffer.from([0])).points).toBe(1);
});
