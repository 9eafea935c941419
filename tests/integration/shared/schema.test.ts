import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpSchema, schemaPath } from '../../../scripts/schema.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase();
});
afterAll(() => database.close());

const dump = (): Promise<string> => dumpSchema(async (text) => (await database.admin.query<Record<string, string | null>>(text)).rows);

test('the committed schema.sql is what a database has that was just migrated; `npm run schema` brings it up to date', async () => {
  expect((await dump()).split('\n')).toEqual(readFileSync(schemaPath, 'utf8').split('\n'));
});

test.each([
  ['a column', 'ALTER TABLE dossier.draft ADD COLUMN probe int'],
  ['a default', 'ALTER TABLE dossier.draft ALTER COLUMN version SET DEFAULT 2'],
  ['a constraint', 'ALTER TABLE payment.posting DROP CONSTRAINT posting_amount_check'],
  ['an index', 'DROP INDEX payment.posting_account'],
  ['a trigger', 'DROP TRIGGER append ON dossier.dossier_event'],
  ['a body', `CREATE OR REPLACE FUNCTION payment.clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'`],
  ['a right on a function', 'GRANT EXECUTE ON FUNCTION payment.check_paid() TO mocua_payment'],
  ['a right on a table', 'GRANT DELETE ON payment.posting TO mocua_payment'],
  ['a right on a column', 'GRANT UPDATE (amount) ON payment.posting TO mocua_payment'],
  ['a right on a partition', 'GRANT SELECT ON dossier.dossier_03 TO mocua_dossier'],
])('it tells when %s has changed', async (_, change) => {
  const before = await dump();
  const seen = await database.admin
    .transaction(async (tx) => {
      await tx.query(change);
      throw Object.assign(new Error('undone'), {
        dump: await dumpSchema(async (text) => (await tx.query<Record<string, string | null>>(text)).rows),
      });
    })
    .catch((error: unknown) => (error as { dump?: string }).dump);
  expect(seen).toBeDefined();
  expect(seen).not.toBe(before);
});
