import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { messages } from '../../../src/dossier/messages.ts';

const rooms = await Promise.all(
  globSync('src/dossier/**/messages-vi.ts').map(
    (path) => import(new URL(`../../../${path}`, import.meta.url).href) as Promise<{ vi: object }>,
  ),
);

test('no room’s texts hide another’s', () => {
  const told = rooms.flatMap(({ vi }) => Object.keys(vi)).filter((name) => !name.startsWith('dossier.'));
  expect(told.toSorted()).toEqual(Object.keys(messages.vi.dossier).toSorted());
});

/** What a template reads of `t`, also under the names it gives to parts of it. */
function read(template: string): string[] {
  const names = new Map([...template.matchAll(/\{% set (\w+) = (t\.dossier[\w.]*) %\}/g)].map(([, name = '', path = '']) => [name, path]));
  const paths = [...template.matchAll(/(?<![\w.])(t\.dossier(?:\.\w+)+)/g)].map(([, path = '']) => path);
  for (const [name, path] of names)
    paths.push(...[...template.matchAll(new RegExp(`(?<![\\w.])${name}((?:\\.\\w+)+)`, 'g'))].map(([, rest = '']) => path + rest));
  return paths;
}

test('every text that a template names is there', () => {
  const lost = globSync('views/dossier/*.njk').flatMap((path) =>
    read(readFileSync(path, 'utf8'))
      .filter(
        (name) =>
          name
            .split('.')
            .slice(1)
            .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], messages.vi) === undefined,
      )
      .map((name) => `${path}: ${name}`),
  );
  expect(lost).toEqual([]);
  expect(read('{% set text = t.dossier.one %}{{ text.pay }} {{ t.dossier.at(x) }}')).toEqual([
    't.dossier.one',
    't.dossier.at',
    't.dossier.one.pay',
  ]);
});
