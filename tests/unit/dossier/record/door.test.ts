import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as door from '../../../../src/dossier/record/index.ts';

test('the record hands out no way to append an event but its moves, notes and filings', () => {
  const handed = Object.keys(door).filter((name) => /append|event|happen|insert|move|note|file/i.test(name));
  expect(handed.toSorted()).toEqual(['mayMove', 'openMoves']);
});

test('events are written by the record, and many at once by what makes fictitious dossiers', () => {
  const writers = globSync('src/**/*.ts').filter((path) => /INSERT INTO dossier\.dossier(?:_event)?\b/.test(readFileSync(path, 'utf8')));
  expect(writers.toSorted()).toEqual(['src/dossier/record/record-sql.ts', 'src/dossier/scale/scale-sql.ts']);
});
