import { dayOf } from '#shared/day';

/**
 * The date as it was given when it is a day of the calendar in the form YYYY-MM-DD, not before 1900 and not after today
 * in Vietnam; else null.
 */
export function parseBirthDate(input: string, now: Date): string | null {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(input.trim());
  if (match === null) return null;
  const date = match[0];
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== date) return null;
  return date >= '1900-01-01' && date <= dayOf(now) ? date : null;
}
