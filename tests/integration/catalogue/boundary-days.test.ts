import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledFiles, importCatalogue, search, today } from '#catalogue';
import { listAgencies } from '../../../src/catalogue/registers.ts';
import { fixedClock } from '#shared/clock';
import { many } from '#shared/db';
import { findProcedure } from '../../../src/catalogue/procedures.ts';
import { proceduresOfAgency } from '../../../src/catalogue/procedures-sql.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

const code = '7.000900';
const clock = fixedClock(new Date('2026-11-22T02:00:00Z'));
let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_catalogue' });
  const files = await bundledFiles();
  const licences = files.find(({ name }) => name === 'procedures-driving-licences.json');
  const procedure = { ...(JSON.parse(licences?.text ?? '') as { items: Record<string, unknown>[] }).items[1], code };
  const versions = [
    { ...procedure, version: 1, validFrom: '2026-01-01', validTo: null },
    { ...procedure, version: 2, validFrom: '2026-07-01', validTo: '2026-12-31' },
  ];
  for (const version of versions)
    files.push({ name: `${String(version.version)}.json`, text: JSON.stringify({ kind: 'procedures', items: [version] }) });
  expect((await importCatalogue(database.db, files, clock)).rejected).toEqual([]);
});
afterAll(() => database.close());

/** Of every day on which something begins or ends, that day and its neighbour; the version shown, and whether it holds. */
const days: readonly [day: string, version: number, holds: boolean][] = [
  ['2025-12-31', 1, false],
  ['2026-01-01', 1, true],
  ['2026-06-30', 1, true],
  ['2026-07-01', 2, true],
  ['2026-12-31', 2, true],
  ['2027-01-01', 2, false],
];

describe('the first and the last day of a version belong to it', () => {
  test.each(days)('on %s version %i is shown (it holds: %s)', async (day, version, holds) => {
    const found = await findProcedure(database.db, code, { version: null, day });
    expect([found?.content.version, found?.current]).toEqual([version, holds]);
    for (const number of [1, 2])
      expect((await findProcedure(database.db, code, { version: number, day }))?.current).toBe(holds && number === version);
  });

  test.each(days)('a search and the list of its agency on %s have version %i only while it holds (%s)', async (day, version, holds) => {
    const { items } = await search(database.db, code, { filters: {}, page: 1, day });
    expect(items.filter((item) => item.code === code).map((item) => item.version)).toEqual(holds ? [version] : []);
    const agency = (await findProcedure(database.db, code, { version, day }))?.content.agency ?? '';
    const listed = await many(database.db, proceduresOfAgency, [agency, day]);
    expect(listed.filter((each) => each.code === code)).toHaveLength(holds ? 1 : 0);
  });
});

test('an agency is listed from its first day to its last', async () => {
  const names = async (day: string): Promise<(string | undefined)[]> => {
    const agencies = await listAgencies(database.db, day);
    return ['G04', 'H02'].map((each) => agencies.find((agency) => agency.code === each)?.code);
  };
  expect(await names('2025-02-28')).toEqual(['G04', 'H02']);
  expect(await names('2025-03-01')).toEqual([undefined, 'H02']);
  expect(await names('2025-06-30')).toEqual([undefined, 'H02']);
  expect(await names('2025-07-01')).toEqual([undefined, undefined]);
});

test('the day changes at midnight in Vietnam', () => {
  expect(today(fixedClock(new Date('2026-06-30T16:59:59.999Z')))).toBe('2026-06-30');
  expect(today(fixedClock(new Date('2026-06-30T17:00:00.000Z')))).toBe('2026-07-01');
});
