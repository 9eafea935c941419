import { dayOf, daysBetween, instantOf, minuteOf, plusDays } from '#shared/day';
import { isWorkingDay, plusWorkingDays, workingDayFrom, workingDaysBetween } from './days.ts';
import type { Calendar, DayName } from './tables.ts';

/** How long a procedure takes, as the catalogue says. */
export interface ProcessingTime {
  readonly amount: number;
  readonly unit: 'working-days' | 'working-hours' | 'days';
}

/** A time in which the citizen had to act: the clock stands still. */
export interface Pause {
  readonly from: Date;
  readonly to: Date;
}

/** A promised time with everything that led to it, so that whoever reads the date can check it. */
export interface Calculation {
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly amount: number;
  readonly unit: ProcessingTime['unit'];
  /** The day the counting starts from, `YYYY-MM-DD`; the first counted day is the next one. */
  readonly startDay: string;
  /** Why that is not the day of receipt. */
  readonly startRule: 'same-day' | 'after-cut-off' | 'closed-day';
  /** How long the clock stood still, in the procedure's own unit (minutes for hours). */
  readonly paused: number;
  /** Days between start and due that were not counted and that a calendar would not show as a weekend. */
  readonly skipped: readonly { readonly date: string; readonly name: DayName }[];
  /** Weekend days that were not counted. */
  readonly weekendDays: number;
  readonly dueAt: string;
}

/** Received later than this, a dossier counts as received at the start of the next working day (NĐ 61/2018 Đ18). */
export const CUT_OFF = 15 * 60;
/** Office hours in minutes since midnight: 08:00–12:00 and 13:00–17:00. */
const SHIFTS = [
  [8 * 60, 12 * 60],
  [13 * 60, 17 * 60],
] as const;
const DAY_END = 17 * 60;

/**
 * When the result is due: `amount` working days, working hours or days after receipt, the cut-off and all pauses
 * considered. Days end at 17:00; a time in days that ends on a closed day ends on the next working day (Civil Code
 * Đ148). Pausing for n working days (hours, days) moves the date by exactly n. Throws RangeError beyond the tables.
 */
export function dueDate(calendar: Calendar, input: { receivedAt: Date; time: ProcessingTime; pauses?: readonly Pause[] }): Calculation {
  const { receivedAt, time } = input;
  const pauses = input.pauses ?? [];
  const { startDay, startRule } = countingStart(calendar, receivedAt);
  const make = (dueAt: Date, paused: number): Calculation => ({
    receivedAt: receivedAt.toISOString(),
    amount: time.amount,
    unit: time.unit,
    startDay,
    startRule,
    paused,
    ...notCounted(calendar, startDay, dayOf(dueAt)),
    dueAt: dueAt.toISOString(),
  });
  if (time.unit === 'working-hours') {
    const paused = pauses.reduce((sum, pause) => sum + workingMinutesBetween(calendar, pause.from, pause.to), 0);
    const start = startRule === 'same-day' ? receivedAt : instantOf(startDay, SHIFTS[0][0]);
    return make(plusWorkingMinutes(calendar, start, time.amount * 60 + paused), paused);
  }
  const shift = (pause: Pause): [string, string] => [
    countingStart(calendar, pause.from).startDay,
    countingStart(calendar, pause.to).startDay,
  ];
  if (time.unit === 'working-days') {
    const paused = pauses.reduce((sum, pause) => sum + workingDaysBetween(calendar, ...shift(pause)), 0);
    return make(instantOf(plusWorkingDays(calendar, startDay, time.amount + paused), DAY_END), paused);
  }
  const paused = pauses.reduce((sum, pause) => sum + Math.max(0, daysBetween(...shift(pause))), 0);
  return make(instantOf(workingDayFrom(calendar, plusDays(startDay, time.amount + paused)), DAY_END), paused);
}

/** The day something that arrives at an instant is counted from. Exactly 15:00 still is in time. */
export function countingStart(calendar: Calendar, at: Date): Pick<Calculation, 'startDay' | 'startRule'> {
  const day = dayOf(at);
  if (!isWorkingDay(calendar, day)) return { startDay: workingDayFrom(calendar, day), startRule: 'closed-day' };
  const late = at.getTime() > instantOf(day, CUT_OFF).getTime();
  return late ? { startDay: plusWorkingDays(calendar, day, 1), startRule: 'after-cut-off' } : { startDay: day, startRule: 'same-day' };
}

function notCounted(calendar: Calendar, from: string, to: string): Pick<Calculation, 'skipped' | 'weekendDays'> {
  const skipped: { date: string; name: DayName }[] = [];
  let weekendDays = 0;
  for (let day = plusDays(from, 1); day <= to; day = plusDays(day, 1)) {
    if (isWorkingDay(calendar, day)) continue;
    const name = calendar.closed.get(day);
    if (name === undefined) weekendDays += 1;
    else skipped.push({ date: day, name });
  }
  return { skipped, weekendDays };
}

/** Working minutes of a day from one minute to another. */
const within = (from: number, to: number): number =>
  SHIFTS.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)), 0);

function workingMinutesBetween(calendar: Calendar, from: Date, to: Date): number {
  if (to <= from) return 0;
  let minutes = 0;
  for (let day = dayOf(from); day <= dayOf(to); day = plusDays(day, 1)) {
    if (isWorkingDay(calendar, day)) minutes += within(day === dayOf(from) ? minuteOf(from) : 0, day === dayOf(to) ? minuteOf(to) : 1440);
  }
  return minutes;
}

function plusWorkingMinutes(calendar: Calendar, from: Date, minutes: number): Date {
  let left = minutes;
  for (let day = dayOf(from), start = minuteOf(from); ; day = plusDays(day, 1), start = 0) {
    if (!isWorkingDay(calendar, day)) continue;
    for (const [opens, closes] of SHIFTS) {
      const begin = Math.max(opens, start);
      const available = Math.max(0, closes - begin);
      if (available > 0 && left <= available) return instantOf(day, begin + left);
      left -= available;
    }
  }
}
