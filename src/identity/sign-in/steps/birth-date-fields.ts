import { z } from 'zod';

/** The three fields of a date of birth, as they are named in every form of this module. */
export const birthDateFields = {
  birth_day: z.string().max(20).default(''),
  birth_month: z.string().max(20).default(''),
  birth_year: z.string().max(20).default(''),
};

/** ISO 8601 of what was typed; whether it is a real day is for `parseBirthDate` to say. */
export function isoDate(fields: { birth_day: string; birth_month: string; birth_year: string }): string {
  const two = (digits: string): string => digits.trim().padStart(2, '0');
  return `${fields.birth_year.trim()}-${two(fields.birth_month)}-${two(fields.birth_day)}`;
}
