import { expect, test } from 'vitest';
import { worst } from '../../../src/shared/jobs/gauges.ts';
import { flagsOf, ticketOf } from '../../../src/shared/jobs/lane.ts';

const depth = (lane: string, oldest: number, open = 0) => ({ lane, oldest, open, waiting: 2, retrying: 1, failed: 1 });

test('the worst lanes are named in the metrics, the open ones first, and the rest is one: however many portals there are', () => {
  const many = Array.from({ length: 1000 }, (_, at) => depth(`portal:${at}`, at));
  const shown = worst([...many, depth('portal:shut', 0, 1)]);
  expect(shown.length).toBe(21);
  expect(shown[0]?.lane).toBe('portal:shut');
  expect(shown[1]?.lane).toBe('portal:999');
  expect(shown.at(-1)).toEqual({ lane: 'other', waiting: 981 * 2, retrying: 981, failed: 981, open: 0, oldest: 980 });
});

test('few lanes are all named', () => {
  expect(worst([depth('a', 1), depth('b', 2)]).map(({ lane }) => lane)).toEqual(['b', 'a']);
});

test('a lane is found again in the flags of its job, whatever its name', () => {
  const flags = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]));
  expect(ticketOf(flags(flagsOf('portal:https://a.example/x?y=1')))).toEqual({ lane: 'portal:https://a.example/x?y=1', kind: 'first' });
  expect(ticketOf({ retry: true, 'probe vendor:sms': true })).toEqual({ lane: 'vendor:sms', kind: 'probe' });
  expect([ticketOf(flags(flagsOf(null))), ticketOf(null)]).toEqual([null, null]);
});
