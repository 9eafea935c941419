import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** One file that breaks one rule, with the words the tool must answer with. */
const violations: Record<string, { code: string; answer: string }> = {
  'src/identity/accounts/climbs.ts': { code: "import '../events/events.ts';", answer: 'no-restricted-imports' },
  'src/identity/accounts/climbs-hidden.ts': { code: "import '../events/events.ts';", answer: 'no-restricted-imports' },
  'src/identity/accounts/asks-configuration.ts': { code: "import '#config';", answer: 'no-restricted-imports' },
  'src/relying-party/knows-identity.ts': { code: "import '#identity/accounts';", answer: 'no-restricted-imports' },
  'src/sandbox/knows-identity.ts': { code: "import '#identity';", answer: 'no-restricted-imports' },
  'src/shared/knows-module.ts': { code: "import '#sandbox';", answer: 'no-restricted-imports' },
  'src/shared/view/knows-module.ts': { code: "import '#identity';", answer: 'no-restricted-imports' },
  'src/shared/renders.ts': { code: "import 'nunjucks';", answer: 'no-restricted-imports' },
  'src/identity/renders.ts': { code: "import 'nunjucks';", answer: 'no-restricted-imports' },
  'src/sandbox/renders.ts': { code: "import 'nunjucks';", answer: 'no-restricted-imports' },
  'src/identity/reads-environment.ts': { code: "export const home = process.env['HOME'];", answer: 'no-process-env' },
  'src/imports-environment.ts': { code: "export { env } from 'node:process';", answer: 'no-restricted-imports' },
  'src/identity/reads-clock.ts': { code: 'export const now = Date.now();', answer: 'no-restricted-properties' },
  'src/identity/rolls-dice.ts': { code: 'export const dice = Math.random();', answer: 'no-restricted-properties' },
  'src/identity/floats.ts': {
    code: 'const save = async (): Promise<void> => {};\nexport function go(): void {\n  save();\n}',
    answer: 'no-floating-promises',
  },
  'src/identity/awaits-nothing.ts': { code: 'export const one = await 1;', answer: 'await-thenable' },
  'src/identity/throws-text.ts': { code: "export function go(): never {\n  throw 'text';\n}", answer: 'only-throw-error' },
  'src/identity/prints.ts': { code: "console.log('secret');", answer: 'no-console' },
  'src/identity/any.ts': { code: 'export const x: any = 1;', answer: 'no-explicit-any' },
  'tests/unit/mocks.test.ts': { code: "import { vi } from 'vitest';\nvi.mock('./x.ts');", answer: 'no-restricted-vi-methods' },
};

const run = promisify(execFile);
let folder: string;
let answers: { message: string; code?: string; filename: string }[];

beforeAll(async () => {
  folder = mkdtempSync(resolve('.architecture-'));
  // Looks like a repository of its own: the real one ignores this folder, and the linter honours that.
  mkdirSync(join(folder, '.git'));
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) cpSync(file, join(folder, file));
  for (const [path, { code }] of Object.entries(violations)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${code}\n`);
  }
  const { stdout } = await run(resolve('node_modules/.bin/oxlint'), ['-c', '.oxlintrc.json', '--type-aware', '--format=json', '.'], {
    cwd: folder,
  }).catch((failed: unknown) => failed as { stdout: string });
  answers = (JSON.parse(stdout) as { diagnostics: typeof answers }).diagnostics;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each(Object.entries(violations))('%s is refused', (path, { answer }) => {
  expect(answers.filter(({ filename }) => filename.endsWith(path)).map(({ code }) => code)).toEqual(
    expect.arrayContaining([expect.stringContaining(answer)]),
  );
});

test('a module cannot be entered except through its exact #name', async () => {
  const path = join(folder, 'src', 'reaches-inside.ts');
  writeFileSync(
    path,
    "import '#identity/accounts/password-rules.ts';\nimport '#identity/accounts/password-rules';\nimport '#shared/db/db.ts';\n",
  );
  const { stdout } = await run(resolve('node_modules/.bin/tsc'), ['-p', folder]).catch((failed: unknown) => failed as { stdout: string });
  expect(stdout.match(/src\/reaches-inside\.ts\(\d+,\d+\): error TS(?:2307|2882)/g)).toHaveLength(3);
});
