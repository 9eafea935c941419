import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorsPage } from '#module';
import { modules } from '../../../src/modules.ts';

test('docs/errors.md is up to date (npm run docs)', () => {
  expect(readFileSync('docs/errors.md', 'utf8')).toBe(errorsPage(modules));
});

test('no code means two things', () => {
  const codes = modules.flatMap(({ problems }) => Object.keys(problems ?? {}));
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
});
