import { afterAll, beforeAll, expect, test } from 'vitest';
import { configurationPage } from '#config';
import { createLog } from '#shared/log';
import { migrateDatabases } from '../../../src/app/schemas.ts';
import { databases } from '../../../src/app.ts';
import { cliPage } from '../../../src/cli/page.ts';
import { modules as real } from '../../../src/modules.ts';
import { configOf } from '../../support/config.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { operate } from '../../support/operator.ts';
import { checkPages } from '../../support/pages.ts';
import { sample } from '../../support/sample-module/module.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

/** The one line: nothing else in the program or in these tests' support names the module. */
const modules = [...real, sample];

let database: TestDatabase;
let system: TestSystem;
let address: string;
beforeAll(async () => {
  database = await useDatabase();
  const log = createLog({ level: 'silent' });
  const where = databases(configOf({}, modules), modules, database.url);
  await migrateDatabases({ modules, databases: where, log });
  system = await startSystem(database, { SAMPLE_GREETING: 'Chào buổi sáng' }, modules);
  address = `http://localhost:${Number(system.env['BASE_PORT']) + 4}`;
});
afterAll(async () => {
  await system.stop();
  await database.close();
});

const shown = async (): Promise<string> => (await fetch(address)).text();

test('its page is served on its own origin, with its setting, and says that it is ready', async () => {
  expect(await shown()).toContain('Chào buổi sáng');
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
});

test('its command keeps a row, its job is done by the worker, and the page shows both', async () => {
  const { code, out, err } = await operate(['sample', 'note', '--words', 'một việc', '--json'], { env: system.env, modules });
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({ id: expect.any(Number) as number });
  await expect.poll(shown, { timeout: 60_000 }).toContain('một việc ✓');
});

test('its rule refuses what the table would take', async () => {
  const { code, err } = await operate(['sample', 'note', '--words', '\u00a0'], { env: system.env, modules });
  expect(code).toBe(1);
  expect(err).toContain('--words is missing');
  await expect(database.admin.query(`INSERT INTO sample.note (words) VALUES ('  ')`)).rejects.toThrow('a note without words');
});

test('it is a relying party of the identity provider without anybody registering it', async () => {
  const answer = await fetch(`${address}/sign-in/start`, { redirect: 'manual' });
  const to = new URL(answer.headers.get('location') ?? '', address);
  expect(to.origin).toBe(system.identity);
  expect(to.searchParams.get('client_id')).toMatch(/^mc-sample-/);
  expect((await fetch(to, { redirect: 'manual' })).status).toBe(303);
});

test('its settings and its command are in the manuals, and a misspelt setting is refused', async () => {
  const page = configurationPage(modules);
  for (const name of ['SAMPLE_GREETING', 'SAMPLE_URL', 'SAMPLE_DATABASE_URL', 'SAMPLE_CLIENT_KEY']) expect(page).toContain(`\`${name}\``);
  expect(cliPage(modules)).toContain('## sample note');
  expect(() => configOf({ SAMPLE_GREETNIG: 'x' }, modules)).toThrow('SAMPLE_GREETNIG: is not a setting of this program');
});

test('its pages are walked like every other', async () => {
  const { texts, pages = [] } = sample;
  const folders = ['tests/support/sample-module/views'];
  expect(await checkPages({ pages, messages: texts ?? { vi: {}, en: {} }, origin: 'sample', folders })).toEqual([]);
});
