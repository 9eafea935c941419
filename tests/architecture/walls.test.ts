import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brokenWalls, importsOf, namedBadly, readsClock, roomCircles } from './imports.ts';

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
  ['src/main.ts', './app/hosts.ts', 'only src/app.ts knows its parts'],
  ['src/cli.ts', './app/worker.ts', 'only src/app.ts knows its parts'],
  ['src/process/members.ts', '#identity', 'only src/modules.ts names modules'],
  ['src/app/hosts.ts', '#dossier', 'only src/modules.ts names modules'],
  ['src/config.ts', '#payment', 'only src/modules.ts names modules'],
  ['src/docs.ts', '#relying-party', 'only src/modules.ts names modules'],
  ['src/cli/run.ts', '#catalogue', 'only src/modules.ts names modules'],
  ['src/app/roles.ts', '../modules.ts', 'only the programs know which modules there are'],
  ['src/module/host.ts', '#relying-party', 'nothing but src/shared and what a setting is'],
  ['src/module/host.ts', '#config', 'nothing but src/shared and what a setting is'],
  ['src/dossier/module.ts', '#process/postgres', 'modules know the contract, not the program'],
  ['src/dossier/orders/notice-route.ts', '#payment', 'services know one another by HTTP'],
  ['src/payment/fines/fines.ts', '#catalogue', 'services know one another by HTTP'],
  ['src/modules.ts', '#dossier/record', 'the rooms of #dossier are entered from inside it alone'],
  ['src/modules.ts', '#dossier/people', 'the rooms of #dossier are entered from inside it alone'],
  ['src/modules.ts', '#identity/store', 'the rooms of #identity are entered from inside it alone'],
  ['src/modules.ts', '#identity/keys', 'the rooms of #identity are entered from inside it alone'],
  ['src/app.ts', './main.ts', 'nothing imports a program'],
])('%s cannot import %s', (from, specifier, complaint) => {
  const made = new Map([...files].map(([path]) => [path, '']));
  made.set(from, `import { x } from '${specifier}';`);
  expect(brokenWalls(made, gates)).toEqual([expect.stringContaining(complaint)]);
  made.set(from, `export const x = await import('${specifier}');`);
  expect(brokenWalls(made, gates)).toHaveLength(1);
});

test('the list of modules has every module, and each has a module.ts', () => {
  const listed = new Set(importsOf(files.get('src/modules.ts') ?? ''));
  const declaring = [...files].filter(([, text]) => /\bdefineModule\(/.test(text)).map(([path]) => path);
  const folders = new Set(declaring.filter((path) => path !== 'src/module/module.ts').map((path) => path.split('/')[1] ?? ''));
  expect(folders.size).toBeGreaterThanOrEqual(6);
  for (const folder of folders) {
    expect(listed, folder).toContain(`#${folder}`);
    expect(files.has(`src/${folder}/module.ts`), folder).toBe(true);
  }
});

test('the rooms of a module form no circle, types included', () => {
  expect(roomCircles(files, gates)).toEqual([]);
  const made = new Map([
    ['src/dossier/record/dossiers.ts', "import type { Orders } from '#dossier/orders';"],
    ['src/dossier/orders/orders.ts', "import { feeTasks } from '#dossier/fees';"],
    ['src/dossier/fees/fees.ts', "import type { Dossiers } from '#dossier/record';"],
  ]);
  expect(roomCircles(made, gates)).toEqual(['#dossier/fees > #dossier/record > #dossier/orders > #dossier/fees']);
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
