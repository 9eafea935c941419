import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { check } from './check.ts';
import { root, tool } from './tool.ts';

/** What vitest writes of a run, as far as it is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly unknown[];
  }[];
}

/** The test files that took longest, one a line; where a minute can be won is seen here first. */
function slowest({ testResults }: Report, count: number): string {
  const lines = testResults
    .map(({ name, startTime, endTime }) => ({ name: relative(root, name), seconds: (endTime - startTime) / 1000 }))
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, count)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${name}\n`);
  return lines.length < 2 ? '' : `\nThe slowest files:\n${lines.join('')}\n`;
}

/**
 * `npm test`: every test, and beside the first of them, which wait more than they compute, the checks; arguments go to vitest. Then come the twenty slowest files, and the last line counts
 * checks and tests. What stops a test file from running at all counts as one failure. Nothing is tried twice.
 */
const folder = await mkdtemp(join(tmpdir(), 'mocua-report-'));
const file = join(folder, 'report.json');
const [checks, run] = await Promise.all([
  check(1),
  tool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...process.argv.slice(2)], 'pass'),
]);
const nothing: Report = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
const report = await readFile(file, 'utf8').then(
  (text) => JSON.parse(text) as Report,
  () => nothing,
);
await rm(folder, { recursive: true });
const unreadable = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
const passed = checks.passed + report.numPassedTests;
// An error outside any test fails the run too.
const failed = Math.max(checks.failed + report.numFailedTests + unreadable, run.passed ? 0 : 1);
process.stdout.write(slowest(report, 20));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
