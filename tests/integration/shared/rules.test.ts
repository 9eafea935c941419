import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { dossierForger } from '../../support/dossier-forgery.ts';
import { attempt, ruleNames, rulePath, spoil, type Breach } from '../../support/rules/breach.ts';
import { catalogueBreaches } from '../../support/rules/catalogue.ts';
import { dossierBreaches } from '../../support/rules/dossier.ts';
import { announced, announcements, identityBreaches } from '../../support/rules/identity.ts';
import { paymentBreaches } from '../../support/rules/payment.ts';

const opened: TestDatabase[] = [];
const of = async (module: string): Promise<TestDatabase> => {
  const database = await useDatabase({ role: `mocua_${module}` });
  opened.push(database);
  return database;
};
let admin: TestDatabase['admin'];
let places: Readonly<Record<string, TestDatabase>>;
let breaches: Readonly<Record<string, Breach>>;
beforeAll(async () => {
  places = { identity: await of('identity'), catalogue: await of('catalogue'), dossier: await of('dossier'), payment: await of('payment') };
  admin = places['identity']?.admin as TestDatabase['admin'];
  breaches = {
    ...identityBreaches,
    ...catalogueBreaches,
    ...(await dossierBreaches(await dossierForger(places['dossier'] as TestDatabase))),
    ...(await paymentBreaches(places['payment'] as TestDatabase)),
  };
});
afterAll(() => Promise.all(opened.map((each) => each.close())));

describe('every rule', () => {
  test.each(ruleNames)('%s is one function of that name, with a comment that says what holds and why', (name) => {
    const text = readFileSync(rulePath(name), 'utf8');
    expect(text).toMatch(/^-- [A-Z]/);
    expect(text).toMatch(/^-- Source: /m);
    expect([...text.matchAll(/^CREATE OR REPLACE FUNCTION ([a-z_.]+)\(/gm)].map(([, made]) => made)).toEqual([name.replace('/', '.')]);
    expect(text).toContain(`REVOKE ALL ON FUNCTION ${name.replace('/', '.')}(`);
  });

  test.each(ruleNames.filter((name) => !(name in announcements)))('%s stops what breaks it, and without it nothing does', async (name) => {
    const breach = breaches[name];
    expect(breach, 'a rule needs a breach in tests/support/rules').toBeDefined();
    if (breach === undefined) return;
    const { beside = [], otherwise = /^done$/ } = breach;
    const place = places[dirname(name)]?.admin as TestDatabase['admin'];
    expect(await attempt(place, name, breach, [])).toMatch(beside.length === 0 ? breach.outcome : /./);
    expect(await attempt(place, name, breach, beside)).toMatch(breach.outcome);
    expect(await attempt(place, name, breach, [...beside, name])).toMatch(otherwise);
  });

  test.each(Object.entries(announcements))(
    '%s tells other processes of a change, and nothing else does',
    async (name, { sql, channel, payload }) => {
      const listener = new pg.Client({ connectionString: places['identity']?.url });
      await listener.connect();
      const heard: string[] = [];
      listener.on('notification', (message) => heard.push(message.payload ?? ''));
      await listener.query(`LISTEN ${channel}`);
      for (const text of announced) await admin.query(`${text} ON CONFLICT DO NOTHING`);
      const changed = async (): Promise<string[]> => {
        heard.length = 0;
        await admin.query(sql);
        // What was told comes before the answer to a later question.
        await listener.query('SELECT 1');
        await listener.query('SELECT 1');
        return [...heard];
      };
      expect(await changed()).toContain(payload);
      const { rows } = await admin.query<{ text: string }>('SELECT pg_get_functiondef($1::regproc) AS text', [name.replace('/', '.')]);
      const definition = rows[0]?.text ?? '';
      await admin.query(spoil(definition));
      expect(await changed()).toEqual([]);
      await admin.query(definition);
      expect(await changed()).toContain(payload);
      await listener.end();
    },
  );

  test('has its breach, and no breach is of a rule that is gone', () => {
    expect([...Object.keys(breaches), ...Object.keys(announcements)].toSorted()).toEqual(ruleNames.toSorted());
    expect(ruleNames.length).toBeGreaterThan(40);
  });
});

test('a decision in time is not counted overdue, one after the promised time is, and so is a second request for papers', async () => {
  const database = await of('dossier');
  const by = await dossierForger(database);
  const overdue = async (dueIn: string, move: { from: 1 | 2 | 4; to: 5 | 8 | 9 }, supplements = 0): Promise<boolean | undefined> => {
    const id = await by.dossierAt(move.from, { supplements });
    await by.behindTheCurtain('UPDATE dossier.dossier SET due_at = now() + $2::interval WHERE id = $1', [id, dueIn]);
    expect(await by.move(id, { ...move, ...(supplements > 0 ? { approvedBy: by.head } : {}) })).toBe('done');
    const { rows } = await database.db.query<{ counted: boolean }>('SELECT counted_overdue AS counted FROM dossier.dossier WHERE id = $1', [
      id,
    ]);
    return rows[0]?.counted;
  };
  expect(await overdue('1 hour', { from: 4, to: 9 })).toBe(false);
  expect(await overdue('-1 hour', { from: 4, to: 9 })).toBe(true);
  expect(await overdue('1 hour', { from: 4, to: 8 })).toBe(false);
  expect(await overdue('-1 hour', { from: 4, to: 8 })).toBe(true);
  // A request for papers stops the clock: alone it is not late, whatever the time; a second one is.
  expect(await overdue('-1 hour', { from: 4, to: 5 })).toBe(false);
  expect(await overdue('1 hour', { from: 4, to: 5 }, 1)).toBe(true);
});

test('what judges a row before it is written is one trigger per table and event, so that no order hangs on a name', async () => {
  const { rows } = await admin.query(
    `SELECT tgrelid::regclass::text AS "table", event, array_agg(tgname ORDER BY tgname) AS triggers
       FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
       CROSS JOIN (VALUES ('insert', 4), ('delete', 8), ('update', 16)) AS events(event, bit)
      WHERE NOT tgisinternal AND tgparentid = 0 AND tgtype & 2 = 2 AND tgtype & 1 = 1 AND tgtype & bit = bit
        AND c.relnamespace::regnamespace::text IN ('identity', 'catalogue', 'dossier', 'payment')
      GROUP BY 1, 2 HAVING count(*) > 1`,
  );
  expect(rows).toEqual([]);
});

test('a rule file is short enough to be read at once', () => {
  const long = ruleNames.filter((name) => readFileSync(rulePath(name), 'utf8').split('\n').length > 121);
  // One list of verbs, each a statement.
  expect(long.map((name) => basename(name))).toEqual(['apply_writes']);
});
