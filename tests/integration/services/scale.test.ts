import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedScaleDossiers, type ScaleDossier } from '#dossier';
import { createServices, DEMO_PASSWORD, seedScaleAccounts, type IdentityServices } from '#identity';
import { parseBirthDate, parsePersonalName, parsePhone } from '#identity/accounts';
import { systemClock } from '#shared/clock';
import { createBlindIndex, createSealer } from '#shared/crypto';
import { createDb, type Db } from '#shared/db';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { readHistory } from '../../../src/dossier/record/history.ts';
import { doubtsAbout } from '../../../src/identity/accounts/person/citizen-number.ts';
import { MOST_PEOPLE, scalePerson } from '../../../src/identity/scale-people.ts';
import { freshOptions } from '../../bench/options.ts';
import { benchServices, chosenServicePaths, notOfServices } from '../../bench/services/bench.ts';
import { servicePaths } from '../../bench/services/contract.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { operate } from '../../support/operator.ts';

let database: TestDatabase;
let dossierDb: Db;
let services: IdentityServices;
const sealer = createSealer(new Map([[1, Buffer.alloc(32, 7)]]));
const blindIndex = createBlindIndex(Buffer.alloc(32, 8));
const progress = (): void => undefined;

beforeAll(async () => {
  database = await useDatabase();
  dossierDb = createDb({
    connectionString: database.url,
    role: 'mocua_dossier',
    searchPath: 'dossier',
    max: 4,
    applicationName: 'test',
    onIdleError: () => undefined,
  });
  const options = { ...freshOptions(), issuer: new URL('http://localhost:3000') };
  services = createServices({
    db: database.db,
    clock: systemClock,
    log: createLog({ level: 'silent' }),
    metrics: createMetrics(),
    options,
  });
});
afterAll(async () => {
  await dossierDb.close();
  await database.close();
});

const count = async (text: string): Promise<number> => Number(((await database.admin.query(text)).rows[0] as { n: string }).n);

test('people to scale with are distinct and raise no doubt, up to the last one', () => {
  const indexes = [...Array.from({ length: 5000 }, (_, index) => index), MOST_PEOPLE - 1];
  const people = indexes.map(scalePerson);
  expect(new Set(people.map((person) => person.citizenNumber)).size).toBe(people.length);
  expect(new Set(people.map((person) => person.phone)).size).toBe(people.length);
  for (const person of people) {
    expect(doubtsAbout(person)).toEqual([]);
    expect(parsePhone(person.phone)).toEqual({ e164: person.phone, doubtful: false });
    expect(parsePersonalName(person.name)).toBe(person.name);
    expect(parseBirthDate(person.birthDate, systemClock.now())).toBe(person.birthDate);
  }
});

test('accounts to scale with sign in like any other, and repeating makes only those that are missing', async () => {
  expect(await seedScaleAccounts(services, { accounts: 2500, progress })).toBe(2500);
  expect(await seedScaleAccounts(services, { accounts: 2500, progress })).toBe(0);
  expect(await seedScaleAccounts(services, { accounts: 2510, progress })).toBe(10);
  expect(await count('SELECT count(*) AS n FROM identity.account')).toBe(2510);
  expect(await count(`SELECT count(*) AS n FROM identity.audit_event WHERE type = 'account.imported'`)).toBe(2510);
  const person = scalePerson(2504);
  for (const identifier of [person.citizenNumber, person.phone]) {
    const found = await services.accounts.password.candidate({ identifier, ip: '198.51.100.7' });
    expect(found.account).toMatchObject({
      citizenNumber: person.citizenNumber,
      name: person.name,
      phone: person.phone,
      address: person.address,
      email: person.email,
    });
    expect(await found.verify(DEMO_PASSWORD)).toBe(true);
    expect(await found.verify('another password')).toBe(false);
  }
});

test('nobody is made where the issuer is not localhost', async () => {
  const elsewhere = { ...services, options: { ...services.options, localhost: false } };
  await expect(seedScaleAccounts(elsewhere, { accounts: 1, progress })).rejects.toThrow('localhost');
});

test('dossiers to scale with have whole histories and gap-free codes, and repeating makes only those that are missing', async () => {
  const deps = { db: dossierDb, clock: systemClock, sealer, blindIndex };
  const made: ScaleDossier[] = [];
  const seed = (dossiers: number) => seedScaleDossiers(deps, { from: 0, dossiers, made: (batch) => made.push(...batch) });
  expect(await seed(300)).toBe(300);
  expect(await seed(320)).toBe(20);
  expect(new Set(made.map(({ code }) => code)).size).toBe(320);
  const { rows: statuses } = await database.admin.query('SELECT DISTINCT status FROM dossier.dossier ORDER BY status');
  expect(statuses.map((row: { status: number }) => row.status)).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10]);
  expect(await count('SELECT count(*) AS n FROM dossier.dossier WHERE dossier.first_altered_event(id) IS NOT NULL')).toBe(0);
  expect(
    await count(
      'SELECT count(*) AS n FROM dossier.dossier d WHERE d.seq <> (SELECT count(*) FROM dossier.dossier_event e WHERE e.dossier_id = d.id)',
    ),
  ).toBe(0);
  expect(
    await count('SELECT count(*) AS n FROM dossier.dossier WHERE received_at IS NOT NULL AND status NOT IN (5, 8) AND due_at IS NULL'),
  ).toBe(0);
  expect(await count('SELECT count(*) AS n FROM dossier.dossier_event WHERE at > now()')).toBe(0);
  expect(await count('SELECT sum(last) AS n FROM dossier.code_counter')).toBe(320);
  const { rows } = await database.admin.query('SELECT DISTINCT dossier_id AS id FROM dossier.dossier_event WHERE detail IS NOT NULL');
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows as { id: string }[]) {
    const history = await readHistory(dossierDb, sealer, row.id);
    expect(history.find((event) => event.to_status === 5)?.detail.missing).toHaveLength(1);
  }
});

test('seed scale fills both databases and tells how far it is on standard error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mocua-scale-'));
  const own = await useDatabase();
  try {
    const env = { PATH: process.env['PATH'], DATABASE_URL: own.url, KEYS_DIR: join(folder, 'keys') };
    const told = await operate('seed scale --accounts 7 --dossiers 5 --json'.split(' '), { env });
    expect({ code: told.code, answer: JSON.parse(told.out) as unknown }).toEqual({
      code: 0,
      answer: { created: { accounts: 7, dossiers: 5 } },
    });
    expect(told.err).toMatch(/accounts: 7 of 7, \d+ a second\ndossiers: 5 of 5/);
    const nothing = await operate(['seed', 'scale'], { env });
    expect(nothing).toMatchObject({ code: 1, out: '', err: expect.stringContaining('--accounts N') as string });
  } finally {
    await own.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('the bench walks every path of the services without an error and counts their statements', async () => {
  const own = await useDatabase();
  try {
    const settings = {
      databaseUrl: own.url,
      databasePool: 5,
      options: freshOptions(),
      seconds: 1,
      rounds: 1,
      concurrency: 2,
      workers: 1,
      iterations: 4,
      statements: true,
      progress,
    };
    const { rows, steps } = await benchServices(settings, servicePaths);
    expect(rows.map((row) => `${row.profile}/${row.path}`)).toEqual(servicePaths.map((path) => `${path.service}/${path.name}`));
    for (const { path, ours } of rows) {
      expect({ path, ...ours }).toMatchObject({ path, errors: 0, firstError: null, requests: 4 });
      expect(ours.cpu.server).toBeGreaterThan(0);
      expect(Object.values(ours.statements).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0);
    }
    expect(steps.find((each) => each.path === 'status-change')?.steps['decision']).toMatchObject({ 'dossier.append-event': 1 });
  } finally {
    await own.close();
  }
});

test('a name in --only is a path of the services, a whole service, or a matter of the identity core', () => {
  expect(chosenServicePaths(['look-up', 'payment', 'catalogue/search-api']).map(({ name }) => name)).toEqual([
    'search-api',
    'look-up',
    'notification',
  ]);
  expect(notOfServices(['look-up', 'payment', 'sso', 'basic/par'])).toEqual(['sso', 'basic/par']);
});
