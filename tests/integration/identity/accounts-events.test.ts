import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedClock } from '#shared/clock';
import { createLog } from '#shared/log';
import { createEvents } from '#identity/events';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase();
});
afterAll(() => database.close());

const account = '019a0000-0000-7000-8000-000000000001';

function eventsAt(instant: string) {
  const counted: string[] = [];
  const events = createEvents({
    clock: fixedClock(new Date(instant)),
    log: createLog({ level: 'silent' }),
    metrics: { event: (name) => void counted.push(name) },
  });
  return { events, counted };
}

describe('audit events', () => {
  test('an event is written with all its facts, and counted', async () => {
    const { events, counted } = eventsAt('2026-11-20T03:00:00Z');
    await events.record(database.db, {
      type: 'test.happened',
      accountId: account,
      clientId: 'portal',
      actor: 'cli',
      ip: '192.0.2.7',
      traceId: 't1',
      detail: { reason: 'because', n: 1, list: ['a'] },
    });
    const { rows } = await database.admin.query<Record<string, unknown>>(
      `SELECT at, type, account_id, client_id, actor, host(ip) AS ip, trace_id, detail FROM identity.audit_event WHERE type = 'test.happened'`,
    );
    expect(rows).toEqual([
      {
        at: new Date('2026-11-20T03:00:00Z'),
        type: 'test.happened',
        account_id: account,
        client_id: 'portal',
        actor: 'cli',
        ip: '192.0.2.7',
        trace_id: 't1',
        detail: { reason: 'because', n: 1, list: ['a'] },
      },
    ]);
    expect(counted).toEqual(['test.happened']);
  });

  test('an event of a transaction that is rolled back does not exist', async () => {
    const { events } = eventsAt('2026-11-20T03:00:00Z');
    await expect(
      database.db.transaction(async (tx) => {
        await events.record(tx, { type: 'test.undone', actor: 'cli' });
        throw new Error('undo');
      }),
    ).rejects.toThrow('undo');
    const { rowCount } = await database.admin.query(`SELECT 1 FROM identity.audit_event WHERE type = 'test.undone'`);
    expect(rowCount).toBe(0);
  });

  test('the application can neither change nor delete events, in the table or in a partition', async () => {
    for (const command of [
      'UPDATE identity.audit_event SET actor = $1',
      'DELETE FROM identity.audit_event WHERE actor = $1',
      'DELETE FROM identity.audit_event_default WHERE actor = $1',
    ])
      await expect(database.db.query(command, ['x'])).rejects.toThrow(/permission denied/);
    await expect(database.db.query('TRUNCATE identity.audit_event')).rejects.toThrow(/permission denied/);
    const { rows } = await database.admin.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'identity.audit_event'::regclass AND inhrelid::regclass::text ~ '_[0-9]{4}_[0-9]{2}$'`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(13);
    await expect(database.db.query(`UPDATE ${rows[0]?.name ?? ''} SET actor = 'x'`)).rejects.toThrow(/permission denied/);
  });

  test('an event with null characters or a broken address is kept all the same', async () => {
    const { events } = eventsAt('2026-11-20T03:00:00Z');
    await events.record(database.db, { type: 'test.dirty', actor: 'a\0b', ip: 'nonsense', traceId: '\0', detail: { text: '\0' } });
    const { rows } = await database.admin.query<{ actor: string }>(`SELECT actor FROM identity.audit_event WHERE type = 'test.dirty'`);
    expect(rows).toEqual([{ actor: 'a\uFFFDb' }]);
  });

  test('the application prepares the coming months, once, and rows that came too early move in', async () => {
    const { events } = eventsAt('2040-05-31T23:00:00Z');
    await events.record(database.db, { type: 'test.early', actor: 'cli' });
    const where = `SELECT tableoid::regclass::text AS part FROM identity.audit_event WHERE type = 'test.early'`;
    expect((await database.admin.query<{ part: string }>(where)).rows).toEqual([{ part: 'identity.audit_event_default' }]);
    const made = await Promise.all(Array.from({ length: 5 }, () => events.preparePartitions(database.db)));
    expect(made.reduce((sum, one) => sum + one)).toBe(4);
    expect((await database.admin.query<{ part: string }>(where)).rows).toEqual([{ part: 'identity.audit_event_2040_05' }]);
    expect(await events.preparePartitions(database.db)).toBe(0);
  });
});
