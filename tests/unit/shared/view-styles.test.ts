import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const views = join(import.meta.dirname, '../../../views');
const style = readFileSync(join(views, 'assets/mot-cua.css'), 'utf8');

test('every override class that a template uses is in the style sheet', () => {
  const used = new Set(
    globSync('**/*.njk', { cwd: views }).flatMap((file) => readFileSync(join(views, file), 'utf8').match(/govuk-!-[a-z0-9-]+/g) ?? []),
  );
  expect(used.size).toBeGreaterThan(0);
  expect([...used].filter((name) => !style.includes(name.replace('!', String.raw`\!`)))).toEqual([]);
});
