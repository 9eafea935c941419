import { tool } from './tool.ts';

const checks = [
  { name: 'types', command: 'tsc', args: ['-p', '.'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware'] },
  { name: 'format', command: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'unused', command: 'knip', args: ['--no-progress'] },
] as const;

/** Everything that can be said about the program without running it, so many at a time. Returns how many checks passed and failed. */
export async function check(atOnce: number): Promise<{ passed: number; failed: number }> {
  const waiting = [...checks];
  let passed = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const started = performance.now();
      const outcome = await tool(next.command, next.args, 'collect');
      if (outcome.passed) passed += 1;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(
        `${outcome.passed ? 'ok    ' : 'FAILED'} ${next.name} (${seconds} s)\n${outcome.passed ? '' : `${outcome.output.trimEnd()}\n`}`,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { passed, failed: checks.length - passed };
}

if (import.meta.main) {
  const { failed } = await check(2);
  process.exitCode = failed === 0 ? 0 : 1;
}
