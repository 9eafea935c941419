import { provinces } from './provinces.ts';

/** What the digits of a citizen number say; nothing here is proof of anything. */
export interface CitizenNumber {
  /** The three digits of the place of birth registration. */
  readonly place: string;
  readonly sex: 'male' | 'female';
  readonly birthYear: number;
}

/** A reason for an officer to look at a registration. None of them refuses anybody. */
export type Doubt = 'place' | 'sex' | 'birth-year';

/**
 * The 12 digits of a citizen number written in any usual way (spaces, dots or dashes between groups, full-width digits),
 * or null when it is not 12 digits. There is no check digit: algorithms that claim one are invented.
 */
export function parseCitizenNumber(input: string): string | null {
  if (input.length > 64) return null;
  const digits = input.normalize('NFKC').replaceAll(/[\s.\-\u2010-\u2015\u200b\ufeff]/g, '');
  return /^[0-9]{12}$/.test(digits) ? digits : null;
}

/**
 * Reads the structure: three digits of place, one of century and sex (0 male and 1 female of the 1900s, 2 and 3 of the
 * 2000s, and so on), two of the birth year, six random ones. `number` has 12 digits.
 */
export function readCitizenNumber(number: string): CitizenNumber {
  const century = Number(number.charAt(3));
  return {
    place: number.slice(0, 3),
    sex: century % 2 === 0 ? 'male' : 'female',
    birthYear: 1900 + 100 * Math.floor(century / 2) + Number(number.slice(4, 6)),
  };
}

/**
 * Where a declaration contradicts the structure of its number. Codes from 100 on belong to places of birth abroad, whose
 * list is not public; they raise no doubt.
 */
export function doubtsAbout(declared: { citizenNumber: string; birthDate: string; gender?: 'male' | 'female' | undefined }): Doubt[] {
  const read = readCitizenNumber(declared.citizenNumber);
  const doubts: Doubt[] = [];
  const province = provinces.get(read.place);
  const abroad = Number(read.place) >= 100;
  const ended = province?.until !== undefined && declared.birthDate > province.until;
  if ((province === undefined && !abroad) || ended) doubts.push('place');
  if (declared.gender !== undefined && declared.gender !== read.sex) doubts.push('sex');
  if (Number(declared.birthDate.slice(0, 4)) !== read.birthYear) doubts.push('birth-year');
  return doubts;
}
