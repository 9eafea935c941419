/** Vietnam has kept GMT+7 without summer time since 1975. The one place that knows it; dates are `YYYY-MM-DD`. */
const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** For `Intl.DateTimeFormat`: what a person reads is told in Vietnam's time, wherever the program runs. */
export const TIME_ZONE = 'Asia/Ho_Chi_Minh';

/** The calendar date in Vietnam at an instant. */
export const dayOf = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);

/** Minutes since midnight in Vietnam at an instant, 0 to 1439. */
export const minuteOf = (at: Date): number => Math.floor(((at.getTime() + OFFSET_MS) % DAY_MS) / 60_000);

/** The instant at which that minute of that day begins in Vietnam. */
export const instantOf = (day: string, minutes = 0): Date => new Date(Date.parse(`${day}T00:00:00Z`) + minutes * 60_000 - OFFSET_MS);

/** The date so many days later; earlier for a negative number. */
export const plusDays = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** Whole days from one date to another, negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
