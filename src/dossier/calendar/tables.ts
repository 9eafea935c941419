import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { sha256 } from '#shared/crypto';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const yearTable = z.strictObject({
  year: z.int().min(2020).max(2200),
  /** `provisional` until the year's decision on swapped days has been published. */
  status: z.enum(['official', 'provisional']),
  basis: z.array(z.string()).min(1),
  signedOff: z.strictObject({ by: z.string().min(1), on: day }),
  closed: z.array(
    z.strictObject({
      date: day,
      kind: z.enum(['holiday', 'compensation', 'swap']),
      name: z.strictObject({ vi: z.string(), en: z.string() }),
    }),
  ),
  /** Saturdays and Sundays on which offices work for a day given off. */
  working: z.array(z.strictObject({ date: day, instead: day })),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
export type YearTable = z.infer<typeof yearTable>;

/** The name of a holiday, in both languages. */
export type DayName = YearTable['closed'][number]['name'];

/** The days of all tables that were loaded. */
export interface Calendar {
  /** First and last day that the tables know, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  readonly closed: ReadonlyMap<string, DayName>;
  readonly working: ReadonlySet<string>;
}

/** What is signed off: everything but the digest itself, exactly in this order of keys. */
export function digestOf({ year, status, basis, signedOff, closed, working }: Omit<YearTable, 'digest'>): string {
  return sha256(JSON.stringify({ year, status, basis, signedOff, closed, working })).toString('hex');
}

/**
 * Makes the calendar of consecutive years. Refuses a table that was changed after it was signed off, a day in the wrong
 * year, a swapped day that is not given off, and a gap between the years: dates of law are never guessed.
 */
export function readCalendar(tables: readonly unknown[]): Calendar {
  const years = tables.map((table) => yearTable.parse(table)).sort((a, b) => a.year - b.year);
  const closed = new Map<string, DayName>();
  const working = new Set<string>();
  for (const [index, table] of years.entries()) {
    if (digestOf(table) !== table.digest) throw new Error(`the calendar of ${table.year} is not as it was signed off`);
    if (index > 0 && table.year !== (years[index - 1]?.year ?? 0) + 1) throw new Error(`the calendar of ${table.year - 1} is missing`);
    for (const { date, name } of table.closed) {
      if (!date.startsWith(`${table.year}-`) || closed.has(date)) throw new Error(`the calendar of ${table.year} has a wrong day ${date}`);
      closed.set(date, name);
    }
    for (const { date, instead } of table.working) {
      if (!date.startsWith(`${table.year}-`) || !table.closed.some((each) => each.date === instead))
        throw new Error(`the calendar of ${table.year} swaps ${date} for nothing`);
      working.add(date);
    }
  }
  const [first, last] = [years[0], years.at(-1)];
  if (first === undefined || last === undefined) throw new Error('no calendar');
  return { from: `${first.year}-01-01`, to: `${last.year}-12-31`, closed, working };
}

/** The tables of `data/calendar`. */
export function loadCalendar(): Calendar {
  const folder = fileURLToPath(new URL('../../../data/calendar/', import.meta.url));
  const files = readdirSync(folder).filter((name) => /^\d{4}\.json$/.test(name));
  return readCalendar(files.map((name) => JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as unknown));
}
