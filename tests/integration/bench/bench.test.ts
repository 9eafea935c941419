import { afterAll, beforeAll, expect, test } from 'vitest';
import { bench } from '../../bench/bench.ts';
import { freshOptions } from '../../bench/options.ts';
import { paths } from '../../bench/paths.ts';
import type { Report } from '../../bench/report.ts';
import { table } from '../../bench/table.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let report: Report;

beforeAll(async () => {
  database = await useDatabase();
  report = await bench({
    databaseUrl: database.url,
    databasePool: 10,
    options: freshOptions(),
    seconds: 1,
    rounds: 1,
    concurrency: 3,
    workers: 1,
    accounts: 6,
    portals: 2,
    iterations: 3,
    statements: true,
    progress: () => undefined,
  });
});
afterAll(() => database.close());

test('the bench walks every path of both profiles without an error, on our provider and on the bare one', () => {
  const measured = report.rows.map((row) => `${row.profile}/${row.path}`);
  expect(measured).toEqual(
    ['basic', 'fapi2'].flatMap((profile) =>
      paths.filter((path) => path.profiles.some((each) => each === profile)).map((path) => `${profile}/${path.name}`),
    ),
  );
  for (const { ours, baseline, hash } of report.rows) {
    for (const side of [ours, baseline, hash]) if (side !== null) expect(side).toMatchObject({ errors: 0, firstError: null });
    expect(ours.requests).toBe(3);
  }
});

test('the bench counts the statements of ours, by request and by protocol step, and none of the bare provider', () => {
  const row = report.rows.find((each) => each.profile === 'basic' && each.path === 'sso-exchange');
  // Requests at the same moment share statements.
  const { 'store.writes.apply': alone = 0, 'store.writes.apply-together': together = 0 } = row?.ours.statements ?? {};
  expect(alone + together).toBeGreaterThan(0);
  expect(alone + together).toBeLessThanOrEqual(2);
  expect(row?.baseline?.statements).toEqual({});
  const steps = report.steps.find((each) => each.profile === 'basic' && each.path === 'sso-exchange')?.steps;
  expect(steps?.['authorization request']?.['store.writes.apply']).toBe(1);
  expect(steps?.['code exchange']?.['store.writes.apply']).toBe(1);
});

test('the bench attributes CPU to each server and names the ratios that have a target', () => {
  for (const { ours, baseline } of report.rows) {
    expect(ours.cpu.server).toBeGreaterThan(0);
    if (baseline !== null) expect(baseline.cpu.server).toBeGreaterThan(0);
  }
  expect(report.targets.map((each) => each.target)).toEqual([0.9, 0.9, 0.7, 0.9, 0.7]);
  expect(table(report)).toContain('sso-exchange (fapi2)');
});
