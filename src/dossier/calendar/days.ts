import { plusDays } from '#shared/day';
import type { Calendar } from './tables.ts';

/** Whether offices work on a day. Throws for a day that no table knows. */
export function isWorkingDay(calendar: Calendar, day: string): boolean {
  if (day < calendar.from || day > calendar.to) throw new RangeError(`no calendar for ${day}`);
  if (calendar.working.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !calendar.closed.has(day);
}

/** The first working day that is not before `day`. */
export function workingDayFrom(calendar: Calendar, day: string): string {
  let current = day;
  while (!isWorkingDay(calendar, current)) current = plusDays(current, 1);
  return current;
}

/** The working day `count` working days after `day`. */
export function plusWorkingDays(calendar: Calendar, day: string, count: number): string {
  let current = day;
  for (let left = count; left > 0;) {
    current = plusDays(current, 1);
    if (isWorkingDay(calendar, current)) left -= 1;
  }
  return current;
}

/** Working days after `from` up to and including `to`; 0 when `to` is not later. */
export function workingDaysBetween(calendar: Calendar, from: string, to: string): number {
  let count = 0;
  for (let current = plusDays(from, 1); current <= to; current = plusDays(current, 1)) if (isWorkingDay(calendar, current)) count += 1;
  return count;
}
