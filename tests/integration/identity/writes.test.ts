import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '#shared/clock';
import { randomToken, sha256 } from '#shared/crypto';
import { createWrites, type Write, type WriteOf, type Writes } from '#identity/writes';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let writes: Writes;
beforeAll(async () => {
  database = await useDatabase();
});
beforeEach(() => {
  writes = createWrites({ db: database.db, clock: systemClock });
});
afterAll(() => database.close());

class Lost extends Error {}
const claim = (value: string): Write => ({
  kind: 'claim',
  id: sha256(value),
  until: new Date(Date.now() + 60_000),
  stands: true,
  lost: async () => {
    throw new Lost();
  },
});
const nobody = { account: null, client: null, ip: null, trace: null };
const event = (type: string, more: Partial<WriteOf<'record-event'>> = {}): Write => ({
  ...{ kind: 'record-event', id: randomUUID(), at: new Date(), type, actor: 'test', ...nobody, detail: { n: 1 }, ...more },
});
const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  Number((await database.admin.query<{ n: string }>(sql, values)).rows[0]?.n);
const events = (type: string) => count('SELECT count(*) AS n FROM identity.audit_event WHERE type = $1', [type]);
const claimed = (value: string) => count('SELECT count(*) AS n FROM identity.replay_detection WHERE id = $1', [sha256(value)]);

describe('lists that are applied at the same moment', () => {
  test('share statements, and each stands', async () => {
    const query = vi.spyOn(database.db, 'query');
    await Promise.all(Array.from({ length: 20 }, () => writes.apply([event('shared.statement')])));
    expect(await events('shared.statement')).toBe(20);
    expect(query.mock.calls.length).toBeLessThanOrEqual(3);
    query.mockRestore();
  });

  test('of twenty that use one value one wins, also within one statement, and nothing of the others remains', async () => {
    const value = randomToken();
    const type = 'twenty.race';
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => writes.apply([claim(value), event(type)])));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason instanceof Lost)).toHaveLength(19);
    expect(await events(type)).toBe(1);
    expect(await claimed(value)).toBe(1);
  });

  test('a list that cannot be written fails alone, with the database’s own error', async () => {
    const type = 'beside.a-broken-one';
    const broken = event('x', { id: 'no uuid' });
    const unknown = { kind: 'what nobody knows' } as unknown as Write;
    // Not only the list but the whole parameter is refused by the database, with everybody's lists in it.
    const unstorable = event('x', { detail: { text: 'a\0b' } });
    const all = [[event(type)], [broken], [event(type)], [unknown], [event(type)], [unstorable]];
    const outcomes = await Promise.allSettled(all.map((list) => writes.apply(list)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(outcomes.map((each) => (each.status === 'rejected' ? (each.reason as { code?: string }).code : ''))).toEqual([
      ...['', '22P02', '', '20000', '', '22P05'],
    ]);
    expect(await events(type)).toBe(3);
  });

  test('one that has to wait for somebody’s lock does not hold up the others', async () => {
    const key = `test:${randomToken()}`;
    await database.admin.query('INSERT INTO identity.rate_limit (key, points, expire) VALUES ($1, 5, $2)', [key, Date.now() + 60_000]);
    const holder = await database.admin.pool.connect();
    const type = 'beside.a-waiting-one';
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM identity.rate_limit WHERE key = $1 FOR UPDATE', [key]);
      const waiting = writes.apply([{ kind: 'give-back', keys: [key], afresh: [key] }, event('had.to-wait')]);
      const others = Array.from({ length: 5 }, () => writes.apply([event(type)]));
      await Promise.all(others);
      expect(await events(type)).toBe(5);
      expect(await events('had.to-wait')).toBe(0);
      await holder.query('COMMIT');
      await waiting;
      expect(await events('had.to-wait')).toBe(1);
      expect(await count('SELECT points AS n FROM identity.rate_limit WHERE key = $1', [key])).toBe(0);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  });

  test('two processes that lock the same rows in opposite order both finish', async () => {
    const keys = [`test:a:${randomToken()}`, `test:b:${randomToken()}`] as const;
    for (const key of keys)
      await database.admin.query('INSERT INTO identity.rate_limit (key, points, expire) VALUES ($1, 50, $2)', [key, Date.now() + 60_000]);
    const other = createWrites({ db: database.db, clock: systemClock });
    const give = (key: string): Write => ({ kind: 'give-back', keys: [key], afresh: null });
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => [
        writes.apply([give(keys[index % 2 === 0 ? 0 : 1])]),
        other.apply([give(keys[index % 2 === 0 ? 1 : 0])]),
      ]).flat(),
    );
    expect(await count('SELECT sum(points) AS n FROM identity.rate_limit WHERE key = ANY ($1)', [[...keys]])).toBe(100 - 40);
  });
});

test('two requests that show the same two values wait for each other in one order only', async () => {
  const [low, high] = [randomToken(), randomToken()].sort((a, b) => sha256(a).compare(sha256(b))) as [string, string];
  const holder = await database.admin.pool.connect();
  try {
    await holder.query('BEGIN');
    await holder.query("INSERT INTO identity.replay_detection (id, expires_at) VALUES ($1, now() + interval '1 minute')", [sha256(low)]);
    // Named last, claimed first: the other value is still free while this one waits.
    const waiting = database.db.transaction((tx) => writes.applyIn(tx, [claim(high), claim(low)])).catch(() => 'refused');
    const lock = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    await expect.poll(async () => (await database.admin.query(lock)).rowCount).toBe(1);
    await expect(Promise.race([writes.apply([claim(high)]), waiting])).resolves.toBe(true);
    await holder.query('ROLLBACK');
    expect(await waiting).toBe('refused');
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
});

test('a sign-in that has been taken up is not brought back by finishing it', async () => {
  const finish: Write = {
    ...{ kind: 'finish-interaction', id: sha256(randomToken()), until: new Date(), sealed: Buffer.alloc(1) },
    ...{ from: sha256('one'), to: sha256('two') },
    lost: async () => {
      throw new Lost();
    },
  };
  await expect(writes.apply([event('never.written'), finish])).rejects.toBeInstanceOf(Lost);
  expect(await events('never.written')).toBe(0);
});
