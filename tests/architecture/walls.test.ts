import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brokenWalls, importsOf, namedBadly, readsClock } from './imports.ts';

const gates = (JSON.parse(readFileSync('package.json', 'utf8')) as { imports: Record<string, string> }).imports;
const files = new Map(globSync('src/**/*.ts').map((path) => [path, readFileSync(path, 'utf8')]));

test('the walls between modules stand', () => {
  expect(files.size).toBeGreaterThan(50);
  expect(brokenWalls(files, gates)).toEqual([]);
});

test.each([
  ['src/shared/db/db.ts', '#identity/accounts', 'src/shared knows no module'],
  ['src/forms/form-view.ts', '#dossier', 'forms know nothing but src/shared'],
  ['src/relying-party/kit.ts', '#identity/accounts', 'nothing but OpenID Connect'],
  ['src/sandbox/outbox.ts', '#identity', 'nothing but OpenID Connect'],
  ['src/sandbox/portals/portal.ts', '#relying-party', 'as an outsider would'],
  ['src/identity/store/store.ts', '#sandbox', 'knows no relying party'],
  ['src/identity/services.ts', './accounts/password-rules.ts', 'entered through its #name'],
  ['src/identity/services.ts', './accounts/index.ts', 'entered through its #name'],
  ['src/config.ts', './app.ts', 'composition root'],
  ['src/main.ts', './app/dossier.ts', 'only src/app.ts knows its parts'],
  ['src/cli.ts', './app/dossier.ts', 'only src/app.ts knows its parts'],
  ['src/process/members.ts', '#identity', 'and the programs compose modules'],
  ['src/services/registrations.ts', '#dossier', 'and the programs compose modules'],
  ['src/config.ts', '#payment', 'and the programs compose modules'],
  ['src/docs.ts', '#relying-party', 'and the programs compose modules'],
  ['src/dossier/payment-webhook.ts', '#payment', 'services know one another by HTTP'],
  ['src/payment/fines/fines.ts', '#catalogue', 'services know one another by HTTP'],
  ['src/app.ts', './main.ts', 'nothing imports a program'],
])('%s cannot import %s', (from, specifier, complaint) => {
  const made = new Map([...files].map(([path]) => [path, '']));
  made.set(from, `import { x } from '${specifier}';`);
  expect(brokenWalls(made, gates)).toEqual([expect.stringContaining(complaint)]);
  made.set(from, `export const x = await import('${specifier}');`);
  expect(brokenWalls(made, gates)).toHaveLength(1);
});

test('the composition root composes every service, in parts that are one file each', () => {
  const parts = [...files.keys()].filter((path) => path.startsWith('src/app/'));
  const imported = new Set(parts.flatMap((path) => importsOf(files.get(path) ?? '')));
  for (const module of ['#identity', '#relying-party', '#sandbox', '#catalogue', '#dossier', '#payment'])
    expect(imported, module).toContain(module);
  const lines = (path: string): number => (files.get(path) ?? '').split('\n').length;
  expect(['src/app.ts', ...parts].filter((path) => lines(path) > 250)).toEqual([]);
});

test('files are named after what they hold', () => {
  expect(namedBadly(files.keys())).toEqual([]);
  expect(namedBadly(['src/shared/utils.ts', 'src/helpers/x.ts', 'src/a/types.ts', 'src/a/FooBar.ts', 'src/a/token-guard.ts'])).toHaveLength(
    4,
  );
});

test('only src/shared/clock.ts reads the clock', () => {
  expect([...files].filter(([path, text]) => path !== 'src/shared/clock.ts' && readsClock(text)).map(([path]) => path)).toEqual([]);
  expect(['new Date()', 'new Date( )', 'return new Date;', 'Date()'].map(readsClock)).toEqual([true, true, true, true]);
  expect(['new Date(row.at)', 'at: Date', 'Promise<Date>', '// new Date()', 'z.instanceof(Date)'].map(readsClock)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('every #name leads to a file', () => {
  expect(Object.values(gates).filter((target) => !files.has(target.replace('./', '')))).toEqual([]);
});
