import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb } from '#shared/db';
import { createLog } from '#shared/log';
import { migrate } from '#shared/migrate';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

const log = createLog({ level: 'silent' });
let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase();
});
afterAll(() => database.close());

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

test('eight starting processes migrate together and each file runs once, also one that builds an index concurrently', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mocua-migrations-'));
  await writeFile(
    join(folder, '0001_table.sql'),
    '-- Up Migration\nCREATE TABLE identity.big (n int);\nINSERT INTO identity.big VALUES (1);\n',
  );
  await writeFile(
    join(folder, '0002_index.sql'),
    '-- Up Migration\n-- two; statements\nCREATE INDEX CONCURRENTLY big_n ON identity.big (n);\nCREATE INDEX CONCURRENTLY big_m ON identity.big ((n + 1));\n',
  );
  await database.admin.query('DROP SCHEMA migrations CASCADE');
  await Promise.all(Array.from({ length: 8 }, () => migrate({ connectionString: database.url, log, folder })));
  const { rows } = await database.admin.query('SELECT n FROM identity.big');
  expect(rows).toHaveLength(1);
  const indexes = await database.admin.query("SELECT indexname FROM pg_indexes WHERE tablename = 'big' ORDER BY 1");
  expect(indexes.rows).toEqual([{ indexname: 'big_m' }, { indexname: 'big_n' }]);
  await rm(folder, { recursive: true });
});

test('a file that fails is undone, not recorded, and stops the start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mocua-migrations-'));
  await database.admin.query('DROP SCHEMA migrations CASCADE');
  await writeFile(join(folder, '0001_wrong.sql'), '-- Up Migration\nCREATE TABLE identity.half (n int);\nSELECT 1 / 0;\n');
  await expect(migrate({ connectionString: database.url, log, folder })).rejects.toThrow('division by zero');
  expect((await database.admin.query("SELECT to_regclass('identity.half') AS half")).rows).toEqual([{ half: null }]);
  expect((await database.admin.query('SELECT name FROM migrations.applied')).rows).toEqual([]);
  await rm(folder, { recursive: true });
});
