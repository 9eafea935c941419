/** Day, month and year as they were typed; any may be empty. */
export interface TypedDate {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

const iso = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether a text is a day of the calendar as `YYYY-MM-DD` (RFC 3339 full-date), in the years 1800 to 2200. */
export function isDate(text: string): boolean {
  const found = iso.exec(text);
  if (found === null) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (year < 1800 || year > 2200 || month < 1 || month > 12) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (days[month - 1] ?? 0);
}

/**
 * The three typed parts as one text: `YYYY-MM-DD` when they are a day, else `day/month/year` exactly as typed, so that a
 * draft keeps what was entered; empty when nothing was.
 */
export function joinDate({ day, month, year }: TypedDate): string {
  const parts = [day, month, year].map((part) => part.trim());
  if (parts.every((part) => part === '')) return '';
  const [d = '', m = '', y = ''] = parts;
  const text = /^\d{1,2}$/.test(d) && /^\d{1,2}$/.test(m) && /^\d{4}$/.test(y) ? `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}` : '';
  return isDate(text) ? text : `${d}/${m}/${y}`;
}

/** The other way round, for the three boxes of a form. */
export function splitDate(text: string): TypedDate {
  const found = iso.exec(text);
  if (found !== null) return { day: String(Number(found[3])), month: String(Number(found[2])), year: found[1] ?? '' };
  const [day = '', month = '', year = ''] = text.split('/');
  return { day, month, year };
}

/** A day as pages write it, `01/12/2016`; what is no day stays as it was typed. */
export function shownDate(text: string): string {
  return isDate(text) ? text.split('-').reverse().join('/') : text;
}
