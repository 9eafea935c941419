import type { Calendar } from './tables.ts';

/** Vietnam has had one time, UTC+7, since 1975; dates of law are days there. */
const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** A day in Vietnam as `YYYY-MM-DD`. */
export const dayOf = (instant: Date): string => new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 10);

/** Minutes since midnight in Vietnam. */
export const minuteOf = (instant: Date): number => Math.floor(((instant.getTime() + OFFSET_MS) % DAY_MS) / 60_000);

/** The instant of a time of day (minutes since midnight) in Vietnam. */
export const instantOf = (day: string, minutes: number): Date =>
  new Date(new Date(`${day}T00:00:00Z`).getTime() + minutes * 60_000 - OFFSET_MS);

export const plusDays = (day: string, days: number): string =>
  new Date(new Date(`${day}T00:00:00Z`).getTime() + days * DAY_MS).toISOString().slice(0, 10);

export const daysBetween = (from: string, to: string): number => Math.round((new Date(to).getTime() - new Date(from).getTime()) / DAY_MS);

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
