import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_catalogue' });
  await database.db.query(`INSERT INTO catalogue.field VALUES ('a-field', 'v', 'e')`);
});
afterAll(() => database.close());

/** One transaction of the program's own role: 'done', or why the database refused it. */
const tell = (...sql: readonly string[]): Promise<string> =>
  database.db.query(sql.join(';')).then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  );
const publish = (code: string, version: number, from: string): string =>
  `INSERT INTO catalogue.procedure_version (code, version, valid_from, agency_code, field_code, level, audience, online, name_vi, name_en, summary_vi, summary_en,
                                            keywords, record, content, content_hash, published_at)
   VALUES ('${code}', ${version}, '${from}', 'G01', 'a-field', 'ministry', '{citizen}', 'full', 'v', 'e', 'v', 'e', '', '{}', '{"form": 1}', '', now())`;
const close = (code: string, version: number, on: string): string =>
  `UPDATE catalogue.procedure_version SET valid_to = '${on}' WHERE code = '${code}' AND version = ${version}`;

it('a version follows the one before it, which ends on the day before', async () => {
  expect(await tell(`INSERT INTO catalogue.procedure VALUES ('9.000001')`, publish('9.000001', 2, '2026-01-01'))).toBe('done');
  expect(await tell(close('9.000001', 2, '2026-06-30'), publish('9.000001', 3, '2026-07-01'))).toBe('done');
});

it('what was published is neither changed, ended nor preceded by hand', async () => {
  expect(await tell(`INSERT INTO catalogue.procedure VALUES ('9.000002')`, publish('9.000002', 2, '2026-01-01'))).toBe('done');
  const where = `WHERE code = '9.000002'`;
  for (const [sql, why] of [
    [[close('9.000002', 2, '2026-06-30')], /no version of procedure/],
    [[close('9.000002', 2, '2026-06-30'), publish('9.000002', 3, '2026-08-01')], /no version of procedure/],
    [[publish('9.000002', 3, '2026-07-01')], /exclusion constraint/],
    [[publish('9.000002', 1, '2025-01-01').replace('valid_from,', 'valid_from, valid_to,').replace(`'2025-01-01',`, `'2025-01-01', '2025-12-31',`)], /does not follow/], // prettier-ignore
    [[publish('9.000002', 3, '2025-01-01').replace('valid_from,', 'valid_from, valid_to,').replace(`'2025-01-01',`, `'2025-01-01', '2025-12-31',`)], /does not follow/], // prettier-ignore
    [[`UPDATE catalogue.procedure_version SET content = '{"form": 2}' ${where}`], /cannot be changed/],
    [[`UPDATE catalogue.procedure_version SET valid_from = '2020-01-01' ${where}`], /cannot be changed/],
    [[`UPDATE catalogue.procedure_version SET published_at = '2020-01-01' ${where}`], /cannot be changed/],
    [[`${publish('9.000002', 2, '2026-01-01')} ON CONFLICT (code, version) DO UPDATE SET content = '{"form": 2}'`], /does not follow/],
    [[`DELETE FROM catalogue.procedure_version ${where}`], /permission denied/],
    [[`DELETE FROM catalogue.procedure ${where}`], /permission denied/],
    [[`UPDATE catalogue.procedure SET code = '9.000003' ${where}`], /foreign key/],
    [[`TRUNCATE catalogue.procedure CASCADE`], /permission denied/],
    [[`ALTER TABLE catalogue.procedure_version DISABLE TRIGGER keep_published`], /must be owner/],
    [[`DELETE FROM catalogue.agency`], /permission denied/],
    [[`DELETE FROM catalogue.unit`], /permission denied/],
  ] as const)
    expect([sql, await tell(...sql)]).toEqual([sql, expect.stringMatching(why)]);
});
