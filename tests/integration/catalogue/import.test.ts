import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledFiles, importCatalogue, type ImportReport } from '#catalogue';
import { fixedClock } from '#shared/clock';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

const clock = fixedClock(new Date('2026-11-22T02:00:00Z'));
let database: TestDatabase;
let base: Record<string, unknown>;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_catalogue' });
  const files = await bundledFiles();
  expect((await importCatalogue(database.db, files, clock)).rejected).toEqual([]);
  const licences = files.find(({ name }) => name === 'procedures-driving-licences.json');
  base = { ...(JSON.parse(licences?.text ?? '') as { items: Record<string, unknown>[] }).items[1], code: '7.000001', version: 1 };
});
afterAll(() => database.close());

const put = (kind: string, ...items: unknown[]): Promise<ImportReport> =>
  importCatalogue(database.db, [{ name: 'test.json', text: JSON.stringify({ kind, items }) }], clock);

test('importing the same files again changes nothing and rejects nothing', async () => {
  const files = await bundledFiles();
  const versions = files.flatMap(({ text }) => {
    const { kind, items } = JSON.parse(text) as { kind: string; items: unknown[] };
    return kind === 'procedures' ? items : [];
  });
  const report = await importCatalogue(database.db, files, clock);
  expect(report.rejected).toEqual([]);
  expect(report.unchanged).toBe(versions.length);
});

test('several processes importing at once publish each version once', async () => {
  const text = JSON.stringify({ kind: 'procedures', items: [{ ...base, code: '7.000002' }] });
  const reports = await Promise.all(Array.from({ length: 10 }, () => importCatalogue(database.db, [{ name: 'x', text }], clock)));
  expect(reports.flatMap(({ rejected }) => rejected)).toEqual([]);
  expect(reports.filter(({ unchanged }) => unchanged === 0)).toHaveLength(1);
});

test('every service that the source articles name is there, complete in both languages', async () => {
  const { rows } = await database.db.query<{ content: { sources: number[] } }>('SELECT content FROM catalogue.procedure_version');
  const named = new Set(rows.flatMap(({ content }) => content.sources));
  const wanted = [3, 4, 5, 29, 30, 31, 32, 33, ...range(41, 51), ...range(54, 63), 75, 79, ...range(94, 103), 142, 155, 156, 157];
  expect(wanted.filter((row) => !named.has(row))).toEqual([]);
});
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('the completeness gate refuses a procedure', () => {
  const channel = { kind: 'direct', processingTime: null, processingNote: null, fees: [], feesNote: null };
  test.each<[string, object, RegExp]>([
    ['without a name', { name: undefined }, /name/],
    ['with a name in one language', { name: { vi: 'Chỉ tiếng Việt' } }, /name\.en/],
    ['without steps', { steps: [] }, /steps/],
    ['without a way of doing it', { channels: [] }, /channels/],
    ['without an authority', { authority: { vi: '', en: '' } }, /authority/],
    ['without a result', { result: undefined }, /result/],
    ['for nobody', { audience: [] }, /audience/],
    ['that is partly online and does not say why', { online: 'partial', onlinePartialReason: null }, /does not say why/],
    ['without documents and without saying that none are needed', { documents: [], documentsNote: null }, /documents/],
    [
      'with a deadline left open in silence',
      {
        channels: [channel],
        online: 'none',
        start: null,
        form: null,
        onlinePartialReason: { vi: 'x', en: 'x' },
        unconfirmed: ['fees', 'legalBasis'],
      },
      /deadline/,
    ],
    [
      'with fees left open in silence',
      {
        channels: [channel],
        online: 'none',
        start: null,
        form: null,
        onlinePartialReason: { vi: 'x', en: 'x' },
        unconfirmed: ['deadline', 'legalBasis'],
      },
      /fees/,
    ],
    [
      'with half a đồng',
      { channels: [{ ...channel, fees: [{ code: 'A', name: { vi: 'a', en: 'a' }, amount: 0.5, kind: 'fee', note: null }] }] },
      /amount/,
    ],
    ['that starts online without a form', { form: null }, /has no form/],
    ['of an agency nobody knows', { agency: 'G99' }, /no agency G99/],
    ['of a field nobody knows', { field: 'astrology' }, /field/],
    ['with a code that is none', { code: '12345' }, /code/],
    ['that begins on a day that is none', { validFrom: '2026-02-30' }, /validFrom/],
    ['that ends before it begins', { validTo: '2001-01-01' }, /ends before/],
    ['with a property nobody knows', { colour: 'red' }, /colour/i],
  ])('%s', async (_what, change, reason) => {
    const report = await put('procedures', { ...base, ...change });
    expect(report.accepted).toBe(0);
    expect(report.rejected).toMatchObject([{ file: 'test.json', row: 1 }]);
    expect(report.rejected[0]?.reasons.join('; ')).toMatch(reason);
  });
});

test('a refused row stops no other, and the report counts rows from one', async () => {
  const report = await put('fields', { code: 'good-one', name: { vi: 'Một', en: 'One' } }, { code: 'BAD' }, 17, {
    code: 'good-two',
    name: { vi: 'Hai', en: 'Two' },
  });
  expect(report.accepted).toBe(2);
  expect(report.rejected.map(({ row }) => row)).toEqual([2, 3]);
});

test('a row that lacks almost everything is told so in plain words, one line for each field', async () => {
  const { rejected } = await put('procedures', { code: 'X1', version: 0, online: 'perhaps', name: { vi: '' }, steps: [], colour: 'red' });
  const reasons = rejected[0]?.reasons ?? [];
  expect(reasons).toEqual(
    expect.arrayContaining([
      'code: must be a code such as 1.001193 or MC.054001',
      'version: must be at least 1',
      'online: must be one of full, partial, none',
      'summary: is missing',
      'name.vi: must not be empty',
      'name.en: is missing',
      'steps: must not be empty',
      'row: has what is not known: colour',
    ]),
  );
  expect(new Set(reasons.map((reason) => reason.split(':')[0])).size).toBe(reasons.length);
  expect(reasons.join('\n')).not.toMatch(/invalid|expected|received|undefined/i);
});

test.each([
  ['not json', /not JSON/],
  ['{"kind":"spells","items":[]}', /kind/],
  ['[]', /file: must be an object/],
])('a file that is %s is reported as a whole', async (text, reason) => {
  const report = await importCatalogue(database.db, [{ name: 'broken.json', text }], clock);
  expect(report).toMatchObject({ accepted: 0, rejected: [{ file: 'broken.json', row: 0 }] });
  expect(report.rejected[0]?.reasons.join('; ')).toMatch(reason);
});

describe('what has been published', () => {
  test('cannot be imported with other content under the same version', async () => {
    await put('procedures', { ...base, code: '7.000003' });
    const report = await put('procedures', { ...base, code: '7.000003', result: { vi: 'Khác', en: 'Other' } });
    expect(report.rejected[0]?.reasons.join('; ')).toContain('cannot change');
  });
  test('ends on the day before the next version begins, and a version before it is refused', async () => {
    expect((await put('procedures', { ...base, code: '7.000003', version: 2, validFrom: '2027-01-01' })).rejected).toEqual([]);
    const { rows } = await database.db.query<{ valid_to: string | null }>(
      `SELECT valid_to::text FROM catalogue.procedure_version WHERE code = '7.000003' ORDER BY version`,
    );
    expect(rows.map((row) => row.valid_to)).toEqual(['2026-12-31', null]);
    expect(
      (await put('procedures', { ...base, code: '7.000003', version: 3, validFrom: '2026-06-01' })).rejected[0]?.reasons.join('; '),
    ).toContain('must begin after');
  });
  test('cannot be changed or deleted by direct SQL, not even by a superuser', async () => {
    for (const db of [database.db, database.admin]) {
      await expect(db.query(`UPDATE catalogue.procedure_version SET name_vi = 'x' WHERE code = '3.000347'`)).rejects.toThrow(/published/);
      await expect(
        db.query(`UPDATE catalogue.procedure_version SET valid_to = NULL WHERE code = '3.000347' AND version = 1`),
      ).rejects.toThrow(/published/);
      await expect(
        db.query(`UPDATE catalogue.procedure_version SET valid_to = '2027-01-01', online = 'none' WHERE code = '3.000347' AND version = 2`),
      ).rejects.toThrow(/published/);
      await expect(db.query(`DELETE FROM catalogue.procedure_version WHERE code = '3.000347'`)).rejects.toThrow(/published|permission/);
    }
  });
});

test('two validities of one code cannot overlap', async () => {
  const report = await put('units', {
    code: '74',
    validFrom: '2020-01-01',
    level: 'province',
    kind: 'province',
    name: { vi: 'Chồng', en: 'Overlap' },
    unconfirmed: [],
  });
  expect(report.rejected[0]?.reasons).toEqual([
    'validFrom: this code is already valid from 2008-08-01 to 2025-06-30; two of one code cannot hold on one day',
  ]);
});

describe('a row is told everything at once, in plain words', () => {
  const unit = {
    code: '99',
    validFrom: '2026-01-01',
    level: 'province',
    kind: 'province',
    name: { vi: 'Thử', en: 'Trial' },
    unconfirmed: [],
  };
  const nowhere = { code: '98', validFrom: '2026-01-01' };
  test.each<[string, string, object, string[]]>([
    [
      'a procedure of nobody, in no field, incomplete',
      'procedures',
      { agency: 'ZZZ', field: 'nofield', documents: [], documentsNote: null },
      ['it neither lists documents nor says that none are needed', 'agency: there is no agency ZZZ', 'field: there is no field nofield'],
    ],
    [
      'and also one that is not written as it has to be',
      'procedures',
      { agency: 'ZZZ', field: 'nofield', steps: [] },
      ['steps: must not be empty', 'agency: there is no agency ZZZ', 'field: there is no field nofield'],
    ],
    [
      'a commune of nowhere',
      'units',
      { ...unit, level: 'commune', validTo: '2025-01-01' },
      ['parent: is missing; a commune belongs to a province', 'validTo: it ends before it begins'],
    ],
    [
      'a province below something unknown',
      'units',
      { ...unit, parent: nowhere },
      ['parent: a province has none', 'parent: there is no unit 98 that is valid from 2026-01-01'],
    ],
    [
      'a change between what never was',
      'unit-changes',
      { from: nowhere, to: { ...nowhere, code: '97' }, legalBasis: 'Nghị quyết mẫu' },
      ['from: there is no unit 98 that is valid from 2026-01-01', 'to: there is no unit 97 that is valid from 2026-01-01'],
    ],
    [
      'an agency of nowhere, twice',
      'agencies',
      { code: 'H26', validFrom: '2026-01-01', kind: 'province', name: unit.name, unit: nowhere, unconfirmed: [] },
      [
        'unit: there is no unit 98 that is valid from 2026-01-01',
        'validFrom: this code is already valid from 2025-07-01; two of one code cannot hold on one day',
      ],
    ],
  ])('%s', async (_what, kind, row, reasons) => {
    const report = await put(kind, kind === 'procedures' ? { ...base, code: '7.000009', ...row } : row);
    expect(report.rejected.map((each) => each.reasons)).toEqual([reasons]);
  });

  test('a version that comes too early, before and below what is published', async () => {
    const next = { ...base, code: '7.000010', version: 2, validFrom: '2027-01-01', validTo: '2027-12-31' };
    expect((await put('procedures', next)).rejected).toEqual([]);
    expect((await put('procedures', { ...next, version: 1, validFrom: '2027-06-01', validTo: null })).rejected[0]?.reasons).toEqual([
      'version 2 is already published',
      'it must begin after version 2, that is after 2027-12-31',
    ]);
  });
});

test('there are 63 provinces before and 34 after 1 July 2025, and every old one has a present successor', async () => {
  const count = async (day: string): Promise<number> => {
    const { rows } = await database.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM catalogue.unit WHERE parent_code IS NULL AND valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1)`,
      [day],
    );
    return rows[0]?.n ?? 0;
  };
  expect([await count('2020-01-01'), await count('2025-06-30'), await count('2025-07-01'), await count('2026-11-22')]).toEqual([
    63, 63, 34, 34,
  ]);
  const { rows } = await database.db.query<{ code: string }>(
    `SELECT code FROM catalogue.unit u WHERE valid_to IS NOT NULL
       AND NOT EXISTS (SELECT FROM catalogue.unit_change c WHERE c.from_code = u.code AND c.from_valid_from = u.valid_from)`,
  );
  expect(rows).toEqual([]);
  const reused = await database.db.query<{ code: string }>(
    `SELECT a.code FROM catalogue.unit a JOIN catalogue.unit b ON b.code = a.code AND b.valid_from = '2025-07-01'
      WHERE a.valid_to = '2025-06-30' AND a.name_vi <> b.name_vi ORDER BY a.code`,
  );
  expect(reused.rows.map(({ code }) => code)).toEqual(['15', '24', '44', '52', '80', '82', '91']);
});
