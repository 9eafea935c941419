import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledFiles, importCatalogue, search } from '#catalogue';
import { fixedClock } from '#shared/clock';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

// The module's own names are tested through its inside on purpose: folding is held against its twin in the database.
import { fold } from '../../../src/catalogue/search/fold.ts';
import { searchPage } from '../../../src/catalogue/search/search-sql.ts';

const clock = fixedClock(new Date('2026-11-22T02:00:00Z'));
const day = '2026-11-22';
let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_catalogue' });
  const report = await importCatalogue(database.db, await bundledFiles(), clock);
  expect(report.rejected).toEqual([]);
});
afterAll(() => database.close());

const find = (q: string, filters = {}, page = 1) => search(database.db, q, { filters, page, day });
const first = async (q: string): Promise<string | undefined> => (await find(q)).items[0]?.code;

test.each([
  ['đổi bằng lái', '3.000347'],
  ['doi bang lai', '3.000347'],
  ['ĐỔI BẰNG LÁI XE', '3.000347'],
  ['tôi muốn đổi bằng lái xe máy', '3.000347'],
  ['gplx', '3.000347'],
  ['mất bằng lái', '3.000348'],
  ['giấy khai sinh', '1.001193'],
  ['lam giay khai sinh cho con', '1.001193'],
  ['phạt nguội', 'MC.054001'],
  ['nop phat giao thong', 'MC.054001'],
  ['cà vẹt xe', '1.012575'],
  ['mở quán cà phê', '1.001612'],
  ['mất thẻ bhyt', 'MC.043001'],
  ['giấy độc thân', 'MC.049001'],
  ['đóng tiền điện', 'MC.046001'],
  ['1.001193', '1.001193'],
  ['mc.054001', 'MC.054001'],
  ['renew driving licence', '3.000347'],
  ['birth certificate', '1.001193'],
])('%s finds %s first', async (q, code) => {
  expect(await first(q)).toBe(code);
});

test('a word spelled wrongly still finds what was meant, and says that it guessed', async () => {
  const found = await find('khuyeen maiz');
  expect(found.how).toBe('similar');
  expect(found.items.map(({ code }) => code)).toContain('MC.042001');
});

test('every procedure is found by its own name, with and without marks', async () => {
  const all = [...(await find('')).items, ...(await find('', {}, 2)).items, ...(await find('', {}, 3)).items];
  expect(all.length).toBe((await find('')).total);
  for (const { name, code } of all) {
    expect(
      (await find(name.vi)).items.slice(0, 3).map((item) => item.code),
      name.vi,
    ).toContain(code);
    expect(
      (await find(fold(name.vi))).items.slice(0, 3).map((item) => item.code),
      fold(name.vi),
    ).toContain(code);
  }
});

test('facets count what each further choice would leave, and pages add up to the total', async () => {
  const found = await find('', { field: 'courts' });
  expect(found.total).toBe(5);
  expect(found.facets.field.length).toBeGreaterThan(5);
  expect(found.facets.agency).toEqual([
    { value: 'TANDTC', count: 5, name: { vi: 'Tòa án nhân dân tối cao', en: "Supreme People's Court" } },
  ]);
  expect((await find('', { field: 'courts', online: 'none' })).total).toBe(0);
  expect((await find('', {}, 999)).items).toEqual([]);
});

test('only what holds on the day is found', async () => {
  expect((await search(database.db, 'đổi bằng lái', { filters: {}, page: 1, day: '2024-06-01' })).items[0]?.version).toBe(1);
  expect((await search(database.db, 'đổi bằng lái', { filters: {}, page: 1, day: '2010-01-01' })).total).toBe(0);
});

describe('folding', () => {
  const letters = fc.constantFrom(
    ...'aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵĐÂẮ .1'.split(''),
  );
  test('database and program fold every text alike', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(letters, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 40 }), async (parts) => {
        const text = parts.join('').replaceAll('\0', '').toWellFormed();
        const { rows } = await database.db.query<{ folded: string }>({ text: 'SELECT catalogue.fold($1) AS folded', values: [text] });
        expect(rows[0]?.folded).toBe(fold(text));
      }),
      { numRuns: 200 },
    );
  });
  test('whatever form of Unicode it came in, a text folds to the same ASCII, and folding again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')));
        expect(fold(text)).toMatch(/^[a-z0-9 .]*$/);
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});

test('whatever is typed, search answers and never fails', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (q) => {
      const found = await find(q.replaceAll('\0', '').toWellFormed());
      expect(found.total).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 100 },
  );
  for (const q of ["'; DROP TABLE x; --", 'a & | ! ( ) : *', '%_\\', '<script>', 'x'.repeat(10_000), ':*', '\u0301\u0301', '👍🏽'])
    await find(q);
});

test('a search among many thousands of procedures reads indexes, not the table', async () => {
  await database.admin.query(`INSERT INTO catalogue.procedure SELECT '9.' || lpad(n::text, 6, '0') FROM generate_series(1, 20000) n`);
  await database.admin.query(
    `INSERT INTO catalogue.procedure_version (code, version, valid_from, agency_code, field_code, level, audience, online, name_vi, name_en, summary_vi, summary_en,
                                              keywords, record, content, content_hash, published_at)
     SELECT '9.' || lpad(n::text, 6, '0'), 1, '2020-01-01', 'G01', 'tax', 'province', '{citizen}', 'full', 'Thủ tục ' || md5(n::text), 'Procedure ' || n, md5(n::text), 'x',
            md5((n + 1)::text), '{}', '{}', '\\x00', now()
       FROM generate_series(1, 20000) n`,
  );
  // Not ANALYZE alone: twenty thousand fresh rows wait in the list before the index, and as long as they do the planner prefers the table.
  await database.admin.query('VACUUM (ANALYZE) catalogue.procedure_version');
  const plan = async (values: readonly unknown[]): Promise<string> => {
    const literal = (value: unknown): string =>
      value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${String(value)}'`;
    const text = searchPage.text.replaceAll(/\$(\d+)/g, (_all, n) => literal(values[Number(n) - 1]));
    const rows = await database.admin.transaction(async (tx) => {
      // The planner believes comparing trigrams one by one to be cheap; whether the index can serve is what is asked here.
      if (values[0] === 'similar') await tx.query('SET LOCAL enable_seqscan = off');
      return (await tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`)).rows;
    });
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  const rest = [day, null, null, null, null, '{giay phep}', '{}', 20, 0];
  const words = await plan(['words', '(giay & phep:*)', '', 'giay phep', ...rest]);
  expect(words).toContain('procedure_version_search');
  expect(words).not.toContain('Seq Scan on procedure_version');
  expect(await plan(['similar', '', '', 'giay phep lai', ...rest])).toContain('procedure_version_trigrams');
  expect(await plan(['code', '', '', '3.000347', ...rest])).toMatch(
    /Index (Only )?Scan using procedure_version_\w+ on procedure_version v_\d/,
  );
});
