import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDb, type Db } from '#shared/db';
import { limitTable, shareOf, type Limit } from '#shared/limits';
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

describe('giving back', () => {
  test('undoes one try under each key, and never goes below none', async () => {
    await limits.count(database.db, now, [limit('a', 9), limit('b', 9)]);
    await limits.count(database.db, now, [limit('a', 9)]);
    await limits.giveBack(database.db, now, ['a', 'b', 'never counted']);
    expect(await rows()).toEqual({ a: 1, b: 0 });
    await limits.giveBack(database.db, now, ['a', 'b']);
    await limits.giveBack(database.db, now, ['a', 'b']);
    expect(await rows()).toEqual({ a: 0, b: 0 });
  });

  test('leaves a window alone that is over: what is counted in the next is not touched', async () => {
    await limits.count(database.db, now, [limit('a', 9)]);
    await limits.giveBack(database.db, later(60_000), ['a']);
    expect(await rows()).toEqual({ a: 1 });
  });

  test('at the same time as counting never waits in a circle, and leaves exactly what was not given back', async () => {
    // The order of the keys is not the order of the alphabet.
    const both = [limit('z', 1000), limit('a', 1000)];
    const worker = async (db: Db): Promise<void> => {
      for (let round = 0; round < 15; round += 1) {
        await limits.count(db, now, both);
        await limits.giveBack(db, now, ['z', 'a']);
      }
      await limits.count(db, now, both);
    };
    await Promise.all(Array.from({ length: 12 }, (_, index) => worker(index % 2 === 0 ? database.db : other)));
    expect(await rows()).toEqual({ z: 12, a: 12 });
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
