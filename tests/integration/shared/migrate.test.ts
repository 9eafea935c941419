import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDb } from '#shared/db';
import { createLog } from '#shared/log';
import { migrate, renderTemplate, schemaGuard } from '#shared/migrate';
import { migrateDatabases } from '../../../src/app/schemas.ts';
import { modules } from '../../../src/modules.ts';
import { emptyDatabase, useDatabase, type TestDatabase } from '../../support/database.ts';

const log = createLog({ level: 'silent' });
let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase();
});
afterAll(() => database.close());

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** A folder of migrations with the real templates and these files. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mocua-migrations-'));
  folders.push(folder);
  await cp(join(import.meta.dirname, '..', '..', '..', 'migrations', 'templates'), join(folder, 'templates'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const run = (module: string, folder: string, more: { rulesBack?: boolean; templates?: 'rate-limit'[] } = {}): Promise<void> =>
  migrate({
    connectionString: database.url,
    log,
    folder,
    schemas: [{ name: module, templates: more.templates ?? [] }],
    ...(more.rulesBack === undefined ? {} : { rulesBack: more.rulesBack }),
  });
const table = (module: string): Record<string, string> => ({ [`${module}/0001_baseline.sql`]: `CREATE TABLE ${module}.thing (n int);` });
const rows = async (text: string): Promise<unknown[]> => (await database.admin.query(text)).rows;

test('the module role works with rows and cannot change tables', async () => {
  await database.admin.query('CREATE TABLE identity.probe (n int)');
  await database.db.query('INSERT INTO identity.probe VALUES (1)');
  await expect(database.db.query('ALTER TABLE identity.probe ADD COLUMN m int')).rejects.toThrow('must be owner');
  await expect(database.db.query('CREATE TABLE identity.other (n int)')).rejects.toThrow('permission denied');
});

test('the sandbox role cannot read what identity keeps', async () => {
  const sandbox = createDb({
    connectionString: database.url,
    role: 'mocua_sandbox',
    max: 1,
    applicationName: 'test',
    onIdleError: () => undefined,
  });
  await expect(sandbox.query('SELECT n FROM identity.probe')).rejects.toThrow('permission denied for schema identity');
  await expect(sandbox.query('SELECT id FROM identity_jobs.jobs')).rejects.toThrow('permission denied');
  await sandbox.close();
});

test('a job is added by the module role in the transaction of its cause', async () => {
  await database.db
    .transaction(async (tx) => {
      await tx.query("SELECT identity_jobs.add_job('probe', '{}')");
      throw new Error('the cause failed');
    })
    .catch(() => undefined);
  const { rows } = await database.db.query<{ count: string }>('SELECT count(*) AS count FROM identity_jobs.jobs');
  expect(rows[0]?.count).toBe('0');
});

describe('numbered files', () => {
  test('eight starting processes migrate together and each file runs once, also one that builds an index concurrently', async () => {
    const folder = await folderOf({
      'eight/0001_table.sql': '-- A table.\nCREATE TABLE eight.big (n int);\nINSERT INTO eight.big VALUES (1);\n',
      'eight/0002_index.sql':
        '-- two; statements\nCREATE INDEX CONCURRENTLY big_n ON eight.big (n);\nCREATE INDEX CONCURRENTLY big_m ON eight.big ((n + 1));\n',
    });
    await Promise.all(Array.from({ length: 8 }, () => run('eight', folder)));
    expect(await rows('SELECT n FROM eight.big')).toHaveLength(1);
    expect(await rows("SELECT indexname FROM pg_indexes WHERE tablename = 'big' ORDER BY 1")).toEqual([
      { indexname: 'big_m' },
      { indexname: 'big_n' },
    ]);
  });

  test('one that fails is undone, not recorded, and stops the start', async () => {
    const folder = await folderOf({ 'fails/0001_wrong.sql': 'CREATE TABLE fails.half (n int);\nSELECT 1 / 0;\n' });
    await expect(run('fails', folder)).rejects.toThrow('division by zero');
    expect(await rows("SELECT to_regclass('fails.half') AS half")).toEqual([{ half: null }]);
    expect(await rows(`SELECT name FROM migrations.file WHERE module = 'fails' AND name LIKE '0%'`)).toEqual([]);
  });

  test('one that was changed after it was applied stops the start with its name; another end of line is no change', async () => {
    const folder = await folderOf({ 'changed/0001_baseline.sql': '-- One.\nCREATE TABLE changed.thing (n int);\n' });
    await run('changed', folder);
    await writeFile(join(folder, 'changed/0001_baseline.sql'), '-- One.\r\nCREATE TABLE changed.thing (n int);\r\n');
    await run('changed', folder);
    await writeFile(join(folder, 'changed/0001_baseline.sql'), '-- One.\nCREATE TABLE changed.thing (n bigint);\n');
    await expect(run('changed', folder)).rejects.toThrow(/changed\/0001_baseline\.sql was changed after it had been applied/);
  });

  test('a template that was changed after it was applied stops the start with its name too', async () => {
    const folder = await folderOf({});
    await run('tailored', folder, { templates: ['rate-limit'] });
    await writeFile(join(folder, 'templates/rate-limit.sql'), 'CREATE TABLE :schema.rate_limit (other int);');
    await expect(run('tailored', folder, { templates: ['rate-limit'] })).rejects.toThrow(/templates\/rate-limit\.sql was changed/);
  });

  test('a database of the old numbering is refused with a sentence that says what to do', async () => {
    const old = await emptyDatabase();
    await old.admin.query('CREATE SCHEMA migrations; CREATE TABLE migrations.applied (id int)');
    await expect(migrate({ connectionString: old.url, log, schemas: [{ name: 'identity' }] })).rejects.toThrow(
      /cannot be brought over.*delete the data directory/,
    );
    expect((await old.admin.query("SELECT to_regnamespace('identity') AS made")).rows).toEqual([{ made: null }]);
    await old.close();
  });
});

describe('a breaking migration', () => {
  test('keeps a program that does not know it from starting and from working on', async () => {
    const older = await folderOf(table('broken'));
    await run('broken', older);
    const [old, known] = [schemaGuard(older), () => old.schemaIsKnown(database.db)];
    expect(await known()).toBe(true);
    const newer = await folderOf({ ...table('broken'), 'broken/0002_more.sql': 'ALTER TABLE broken.thing ADD COLUMN m int;' });
    await run('broken', newer);
    expect(await known()).toBe(true);
    await run('broken', older);
    await writeFile(join(newer, 'broken/0003_gone.sql'), '-- breaking: nobody reads n any more\nALTER TABLE broken.thing DROP COLUMN n;');
    await run('broken', newer);
    expect(await known()).toBe(false);
    await expect(run('broken', older)).rejects.toThrow(/newer version of the program: it has broken\/0003_gone/);
    // Also where the files of the newer version have been put in the older one's place meanwhile.
    await cp(newer, older, { recursive: true });
    expect(await known()).toBe(false);
    expect(await schemaGuard(newer).schemaIsKnown(database.db)).toBe(true);
    await run('broken', newer);
    // A program without the module has nothing to do with it.
    expect(await schemaGuard(await folderOf(table('another'))).schemaIsKnown(database.db)).toBe(true);
  });
});

describe('rules', () => {
  const rule = (module: string, word: string): string =>
    `CREATE OR REPLACE FUNCTION ${module}.say() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${word}'; END $$;
     DROP TRIGGER IF EXISTS say ON ${module}.thing;
     CREATE CONSTRAINT TRIGGER say AFTER INSERT ON ${module}.thing FOR EACH ROW EXECUTE FUNCTION ${module}.say();`;
  const said = (module: string): Promise<string> =>
    database.admin.query(`INSERT INTO ${module}.thing VALUES (1)`).then(
      () => 'nothing',
      (error: unknown) => (error as Error).message,
    );

  test('are replayed when they have changed, and dropped when their file is gone', async () => {
    const folder = await folderOf({ ...table('ruled'), 'rules/ruled/say.sql': rule('ruled', 'one') });
    await run('ruled', folder);
    expect(await said('ruled')).toBe('one');
    await writeFile(join(folder, 'rules/ruled/say.sql'), rule('ruled', 'two'));
    await run('ruled', folder);
    expect(await said('ruled')).toBe('two');
    await rm(join(folder, 'rules/ruled/say.sql'));
    await run('ruled', folder);
    expect(await said('ruled')).toBe('nothing');
    expect(await rows("SELECT proname FROM pg_proc WHERE pronamespace = 'ruled'::regnamespace")).toEqual([]);
  });

  test('do not drop a function that a table is made of', async () => {
    const folder = await folderOf({
      'made/0001_baseline.sql': `CREATE FUNCTION made.half(n int) RETURNS int LANGUAGE sql IMMUTABLE RETURN n / 2;
        CREATE TABLE made.thing (n int CHECK (made.half(n) > 1));`,
      'rules/made/other.sql': 'CREATE OR REPLACE FUNCTION made.other() RETURNS int LANGUAGE sql RETURN 1;',
    });
    await run('made', folder);
    expect(await rows("SELECT proname FROM pg_proc WHERE pronamespace = 'made'::regnamespace ORDER BY 1")).toEqual([
      { proname: 'half' },
      { proname: 'other' },
    ]);
  });

  test('are all as before when one of them is wrong, and the error names its file', async () => {
    const folder = await folderOf({ ...table('wrong'), 'rules/wrong/say.sql': rule('wrong', 'one') });
    await run('wrong', folder);
    await writeFile(join(folder, 'rules/wrong/say.sql'), rule('wrong', 'two'));
    await writeFile(
      join(folder, 'rules/wrong/x.sql'),
      'CREATE OR REPLACE FUNCTION wrong.x() RETURNS int LANGUAGE plpgsql AS $$ BEGINN $$;',
    );
    await expect(run('wrong', folder)).rejects.toThrow(/migrations\/rules\/wrong\/x\.sql: syntax error/);
    expect(await said('wrong')).toBe('one');
  });

  test('cost a second start no lock, and wait without holding anybody up where a table is busy', async () => {
    const folder = await folderOf({ ...table('busy'), 'rules/busy/say.sql': rule('busy', 'one') });
    await run('busy', folder);
    const held = await database.admin.pool.connect();
    await held.query('BEGIN; LOCK TABLE busy.thing IN ACCESS EXCLUSIVE MODE');
    await run('busy', folder);
    await writeFile(join(folder, 'rules/busy/say.sql'), rule('busy', 'two'));
    const replayed = run('busy', folder);
    setTimeout(() => void held.query('COMMIT').then(() => held.release()), 2500);
    await replayed;
    expect(await said('busy')).toBe('two');
  });

  test('of an older program do not come back with a start, only when an operator says so', async () => {
    const [older, newer] = [
      await folderOf({ ...table('back'), 'rules/back/say.sql': rule('back', 'older') }),
      await folderOf({ ...table('back'), 'rules/back/say.sql': rule('back', 'newer') }),
    ];
    for (const folder of [older, newer, older]) await run('back', folder);
    expect(await said('back')).toBe('newer');
    await run('back', older, { rulesBack: true });
    expect(await said('back')).toBe('older');
  });
});

test('a template is the same tables in every schema, and its name nothing but a name', () => {
  expect(renderTemplate('notification', 'probe')).toContain('CREATE TABLE probe.notification (');
  expect(renderTemplate('notification', 'probe')).not.toContain(':schema');
  expect(() => renderTemplate('notification', 'a; DROP')).toThrow('not a schema name');
});

test('a database is given the modules it holds and no other', async () => {
  const [one, other] = [await emptyDatabase(), await emptyDatabase()];
  const databases = { identity: one.url, catalogue: one.url, dossier: other.url, payment: one.url, sandbox: other.url };
  await migrateDatabases({ modules, databases, log });
  const schemasOf = async (each: typeof one): Promise<string> =>
    (
      await each.admin.query<{ names: string }>(
        `SELECT string_agg(nspname, ' ' ORDER BY nspname) AS names FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)'`,
      )
    ).rows[0]?.names ?? '';
  expect(await schemasOf(one)).toBe('catalogue identity identity_jobs migrations payment payment_jobs');
  expect(await schemasOf(other)).toBe('dossier dossier_jobs migrations sandbox');
  await Promise.all([one.close(), other.close()]);
});
