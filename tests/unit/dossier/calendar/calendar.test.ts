import { instantOf, plusDays } from '#shared/day';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dueDate, loadCalendar, readCalendar } from '../../../../src/dossier/calendar/index.ts';
import { isWorkingDay, plusWorkingDays, workingDaysBetween } from '../../../../src/dossier/calendar/days.ts';

const calendar = loadCalendar();
const at = (text: string): Date => new Date(`${text}+07:00`);
const due = (received: string, amount: number, unit: 'working-days' | 'working-hours' | 'days' = 'working-days'): string =>
  new Date(new Date(dueDate(calendar, { receivedAt: at(received), time: { amount, unit } }).dueAt).getTime() + 7 * 3_600_000)
    .toISOString()
    .slice(0, 16);
const table = (year: number): Record<string, unknown> =>
  JSON.parse(readFileSync(`data/calendar/${String(year)}.json`, 'utf8')) as Record<string, unknown>;
const anyDay = fc.integer({ min: 0, max: 1200 }).map((days) => plusDays('2025-01-02', days));
const anyTime = fc.tuple(anyDay, fc.integer({ min: 0, max: 1439 })).map(([day, minutes]) => instantOf(day, minutes));

describe('the yearly tables', () => {
  it.each([
    '2025-01-29',
    '2026-02-17',
    '2028-01-26',
    '2025-04-07',
    '2026-04-27',
    '2027-04-16',
    '2028-04-04',
    '2026-11-24',
    '2027-11-24',
    '2028-11-24',
    '2027-05-03',
    '2028-01-03',
    '2028-05-02',
    '2028-09-04',
    '2026-09-01',
  ])('%s is a day off', (day) => {
    expect(isWorkingDay(calendar, day)).toBe(false);
  });
  it('24 November is a working day before 2026, and a day off since', () => {
    expect(['2025-11-24', '2026-11-24'].map((day) => isWorkingDay(calendar, day))).toEqual([true, false]);
  });
  it('a Saturday worked for a swapped day counts', () => {
    expect([isWorkingDay(calendar, '2025-04-26'), isWorkingDay(calendar, '2025-05-02')]).toEqual([true, false]);
  });
  it.each([2025, 2026, 2027, 2028])('%i gives every paid day off on a day that would be worked', (year) => {
    const closed = (table(year)['closed'] as { date: string }[]).filter(({ date }) => ![0, 6].includes(new Date(date).getUTCDay()));
    const swapped = (table(year)['working'] as unknown[]).length;
    expect(closed.length - swapped).toBe(year === 2025 ? 11 : 12);
  });
  it('a table changed after its sign-off is refused', () => {
    const changed = { ...table(2026), closed: [] };
    expect(() => readCalendar([table(2025), changed])).toThrow(/signed off/);
  });
  it('a missing year is refused, and so is a date beyond the tables', () => {
    expect(() => readCalendar([table(2025), table(2027)])).toThrow(/2026 is missing/);
    expect(() => due('2028-12-20T09:00', 30)).toThrow(RangeError);
  });
});

describe('the due date', () => {
  it('counts from the day of receipt until 15:00, and from the next working day after it', () => {
    expect(due('2026-03-02T15:00', 3)).toBe('2026-03-05T17:00');
    expect(due('2026-03-02T15:00:01', 3)).toBe('2026-03-06T17:00');
    expect(due('2026-03-06T16:00', 1)).toBe('2026-03-10T17:00');
  });
  it('passes over Tết 2026 and says so', () => {
    const found = dueDate(calendar, { receivedAt: at('2026-02-12T09:00'), time: { amount: 3, unit: 'working-days' } });
    expect(found.dueAt).toBe(at('2026-02-24T17:00').toISOString());
    expect(found.skipped.map(({ date }) => date)).toEqual(['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20']);
    expect(found.weekendDays).toBe(4);
  });
  it('counts hours within office hours only', () => {
    expect(due('2026-03-02T10:30', 4, 'working-hours')).toBe('2026-03-02T15:30');
    expect(due('2026-03-02T14:30', 8, 'working-hours')).toBe('2026-03-03T14:30');
    expect(due('2026-03-06T15:30', 2, 'working-hours')).toBe('2026-03-09T10:00');
  });
  it('a time in days that ends on a closed day ends on the next working day', () => {
    expect(due('2026-04-20T09:00', 5, 'days')).toBe('2026-04-28T17:00');
  });
  it('falls on a working day at a working hour, never before its amount of working days', () => {
    fc.assert(
      fc.property(anyTime, fc.integer({ min: 1, max: 30 }), (received, amount) => {
        const found = dueDate(calendar, { receivedAt: received, time: { amount, unit: 'working-days' } });
        const day = found.dueAt.slice(0, 10);
        expect(isWorkingDay(calendar, day)).toBe(true);
        expect(workingDaysBetween(calendar, found.startDay, day)).toBe(amount);
      }),
    );
  });
  it('never gets earlier when a dossier is received later, or takes longer', () => {
    fc.assert(
      fc.property(
        anyTime,
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('working-days', 'working-hours', 'days'),
        (received, later, amount, unit) => {
          const one = (from: Date, n: number): string => dueDate(calendar, { receivedAt: from, time: { amount: n, unit } }).dueAt;
          expect(one(new Date(received.getTime() + later * 60_000), amount) >= one(received, amount)).toBe(true);
          expect(one(received, amount + 1) >= one(received, amount)).toBe(true);
        },
      ),
    );
  });
  it('moves by exactly the working days the clock stood still', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 15 }),
        fc.integer({ min: 0, max: 15 }),
        (first, amount, wait, paused) => {
          const day = plusWorkingDays(calendar, first, 1);
          const from = plusWorkingDays(calendar, day, wait);
          const to = plusWorkingDays(calendar, from, paused);
          const plain = dueDate(calendar, { receivedAt: instantOf(day, 600), time: { amount, unit: 'working-days' } });
          const stopped = dueDate(calendar, {
            receivedAt: instantOf(day, 600),
            time: { amount, unit: 'working-days' },
            pauses: [{ from: instantOf(from, 600), to: instantOf(to, 600) }],
          });
          expect(stopped.dueAt.slice(0, 10)).toBe(plusWorkingDays(calendar, plain.dueAt.slice(0, 10), paused));
        },
      ),
    );
  });

  it('says why counting does not begin on the day of receipt', () => {
    const rule = (received: string) => dueDate(calendar, { receivedAt: at(received), time: { amount: 1, unit: 'working-days' } }).startRule;
    expect([rule('2026-03-02T09:00'), rule('2026-03-02T15:01'), rule('2026-03-01T09:00')]).toEqual([
      'same-day',
      'after-cut-off',
      'closed-day',
    ]);
  });
  it('in hours goes on after a weekend, and ends with the shift it fills', () => {
    expect(due('2026-03-06T14:30', 4, 'working-hours')).toBe('2026-03-09T09:30');
    expect(due('2026-03-02T08:00', 4, 'working-hours')).toBe('2026-03-02T12:00');
    expect(due('2026-03-02T08:00', 8, 'working-hours')).toBe('2026-03-02T17:00');
    expect(due('2026-03-02T12:20', 1, 'working-hours')).toBe('2026-03-02T14:00');
  });

  /** Received Monday 2 March 2026 at 09:00; what the pauses add, and when it is due then. */
  const paused = (unit: 'working-hours' | 'days', amount: number, ...pauses: [string, string][]) => {
    const found = dueDate(calendar, {
      receivedAt: at('2026-03-02T09:00'),
      time: { amount, unit },
      pauses: pauses.map(([from, to]) => ({ from: at(from), to: at(to) })),
    });
    return [found.paused, new Date(new Date(found.dueAt).getTime() + 7 * 3_600_000).toISOString().slice(0, 16)];
  };
  it.each<[string, [string, string][], number, string]>([
    ['none', [], 0, '2026-03-02T14:00'],
    ['within a shift', [['2026-03-02T10:00', '2026-03-02T11:30']], 90, '2026-03-02T15:30'],
    ['over lunch', [['2026-03-02T11:30', '2026-03-02T13:30']], 60, '2026-03-02T15:00'],
    ['at lunch alone', [['2026-03-02T12:00', '2026-03-02T13:00']], 0, '2026-03-02T14:00'],
    ['over night', [['2026-03-02T16:30', '2026-03-03T08:30']], 60, '2026-03-02T15:00'],
    ['over a whole day', [['2026-03-02T16:00', '2026-03-04T09:00']], 600, '2026-03-03T16:00'],
    ['over a weekend', [['2026-03-06T16:00', '2026-03-09T09:00']], 120, '2026-03-02T16:00'],
    ['on a Saturday', [['2026-03-07T08:00', '2026-03-07T16:00']], 0, '2026-03-02T14:00'],
    ['of no length', [['2026-03-02T10:00', '2026-03-02T10:00']], 0, '2026-03-02T14:00'],
    [
      'two of them',
      [
        ['2026-03-02T09:30', '2026-03-02T10:00'],
        ['2026-03-02T10:30', '2026-03-02T11:00'],
      ],
      60,
      '2026-03-02T15:00',
    ],
  ])('in hours moves by the minutes of office that a pause takes: %s', (_what, pauses, minutes, until) => {
    expect(paused('working-hours', 4, ...pauses)).toEqual([minutes, until]);
  });
  it('a pause that ends before it begins adds nothing, in whatever unit', () => {
    expect(paused('working-hours', 4, ['2026-03-03T10:00', '2026-03-02T10:00'])).toEqual([0, '2026-03-02T14:00']);
    expect(paused('days', 3, ['2026-03-05T10:00', '2026-03-03T10:00'])).toEqual([0, '2026-03-05T17:00']);
  });
  it('in days moves by the days of all pauses, weekends too', () => {
    expect(paused('days', 3)).toEqual([0, '2026-03-05T17:00']);
    expect(paused('days', 3, ['2026-03-03T09:00', '2026-03-05T09:00'])).toEqual([2, '2026-03-09T17:00']);
    expect(paused('days', 3, ['2026-03-06T09:00', '2026-03-09T09:00'], ['2026-03-10T09:00', '2026-03-11T09:00'])).toEqual([
      4,
      '2026-03-09T17:00',
    ]);
  });
});
