import type { Clock } from '#shared/clock';

const inVietnam = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' });

/** The day in Vietnam, `YYYY-MM-DD`: validity is counted in Vietnamese days, wherever a server stands. */
export function today(clock: Clock): string {
  return inVietnam.format(clock.now());
}
