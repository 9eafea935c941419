import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Paths of the project that a text names: whole in a comment of code or a template, and in backquotes in Markdown. */
function pathsIn(file: string, text: string): string[] {
  const named = file.endsWith('.md')
    ? /`((?:src|tests|migrations|scripts|views|docs|data|keys)\/[\w./-]+)`/g
    : /\b(src\/[a-z/-]+\.(?:ts|sql)|views\/[a-z/-]+\.njk|docs\/[\w/-]+\.md)\b/g;
  return [...text.matchAll(named)].map(([, path = '']) => path);
}

const folders = ['src', 'views', 'migrations', 'docs', 'tests', 'keys', 'data'];
const files = [
  ...globSync(['src/**/*.ts', 'views/**/*.njk', 'migrations/**/*.sql', '*.md']),
  ...globSync(folders.map((folder) => `${folder}/**/*.md`)),
];

test('a path that a comment, a template or a page of the documentation names is there', () => {
  expect(files.length).toBeGreaterThan(500);
  const gone = files.flatMap((file) =>
    pathsIn(file, readFileSync(file, 'utf8'))
      .filter((path) => !existsSync(path))
      .map((path) => `${file}: ${path}`),
  );
  expect(gone).toEqual([]);
});

test('a path that is gone is seen', () => {
  expect(pathsIn('views/a.njk', '{# Model: A of src/payment/no-page.ts. #}')).toEqual(['src/payment/no-page.ts']);
  expect(pathsIn('docs/a.md', 'see `src/nowhere/` and src/x.ts')).toEqual(['src/nowhere/']);
});
