import { expect, test } from 'vitest';
import { pausesOf } from '../../../../src/dossier/record/history.ts';
import type { Status } from '../../../../src/dossier/record/status.ts';

const day = (n: number): Date => new Date(Date.UTC(2026, 2, n, 3));
const now = day(20);
/** Statuses and the days on which they were reached; null is an event that moves nothing. */
const history = (...steps: readonly (readonly [number | null, number])[]) =>
  steps.map(([to, n]) => ({ to_status: to as Status | null, at: day(n) }));

test.each([
  ['papers are asked for', 5],
  ['a fee is asked for', 6],
])('the clock stands still from the day %s to the day the dossier goes on', (_what, waiting) => {
  expect(pausesOf(history([1, 1], [2, 2], [4, 3], [waiting, 5], [4, 9], [9, 12]), now)).toEqual([{ from: day(5), to: day(9) }]);
});

test.each([5, 6])('a time at status %i that is not over lasts until now', (waiting) => {
  expect(pausesOf(history([1, 1], [2, 2], [waiting, 5]), now)).toEqual([{ from: day(5), to: now }]);
});

test('every such time counts', () => {
  expect(pausesOf(history([1, 1], [2, 2], [5, 3], [4, 4], [6, 6], [4, 8]), now)).toEqual([
    { from: day(3), to: day(4) },
    { from: day(6), to: day(8) },
  ]);
});

test('nothing stands still before the dossier is received, and nothing else makes it stand still', () => {
  expect(pausesOf(history([1, 1], [5, 2], [4, 6]), now)).toEqual([]);
  expect(pausesOf(history([1, 1], [2, 2], [4, 3], [9, 5], [10, 6]), now)).toEqual([]);
});

test('what happens beside the moves does not start the clock again', () => {
  expect(pausesOf(history([1, 1], [2, 2], [6, 3], [null, 4], [4, 7]), now)).toEqual([{ from: day(3), to: day(7) }]);
});
