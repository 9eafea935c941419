import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check.ts';
import { tool } from './tool.ts';

/**
 * `npm test`: the checks, then every test; arguments go to vitest. The last line counts both. What stops a test file from
 * running at all counts as one failure.
 */
const folder = await mkdtemp(join(tmpdir(), 'mocua-report-'));
const report = join(folder, 'report.json');
const checks = await check();
const run = await tool(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  'pass',
);
const counted = await readFile(report, 'utf8').then(
  (text) => {
    const found = JSON.parse(text) as {
      numPassedTests: number;
      numFailedTests: number;
      testResults: { status: string; assertionResults: unknown[] }[];
    };
    const unreadable = found.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
    return { passed: found.numPassedTests, failed: found.numFailedTests + unreadable };
  },
  () => ({ passed: 0, failed: 0 }),
);
await rm(folder, { recursive: true });
const passed = checks.passed + counted.passed;
// An error outside any test fails the run too.
const failed = Math.max(checks.failed + counted.failed, run.passed ? 0 : 1);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
