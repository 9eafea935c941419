import parsePhoneNumber from 'libphonenumber-js/max';

/** First three digits (with the leading 0) of Vietnamese mobile numbers; sources disagree on 095, so it stays doubtful. */
const mobilePrefixes: ReadonlySet<string> = new Set([
  ...['032', '033', '034', '035', '036', '037', '038', '039'],
  ...['052', '055', '056', '058', '059'],
  ...['070', '076', '077', '078', '079'],
  ...['081', '082', '083', '084', '085', '086', '087', '088', '089'],
  ...['090', '091', '092', '093', '094', '096', '097', '098', '099'],
]);

export interface Phone {
  /** E.164, e.g. +84912345678. */
  readonly e164: string;
  /** The prefix is not in our list though the number can be a mobile one: prefixes change faster than lists. */
  readonly doubtful: boolean;
}

/**
 * A mobile number in any usual spelling, Vietnamese when no country is given; null when it cannot receive an SMS (fixed
 * line, wrong length, not a number). A number abroad must be a valid one of its country.
 */
export function parsePhone(input: string): Phone | null {
  const text = input.normalize('NFKC').trim();
  if (text.length > 32 || !/^\+?[0-9\s().\-\u2010-\u2015]+$/.test(text)) return null;
  const number = parsePhoneNumber(text, 'VN');
  if (number === undefined || number.ext !== undefined) return null;
  if (number.countryCallingCode === '84') {
    const national = `0${number.nationalNumber}`;
    if (!/^0[35789][0-9]{8}$/.test(national)) return null;
    return { e164: number.number, doubtful: !mobilePrefixes.has(national.slice(0, 3)) };
  }
  const type = number.getType();
  const mobile = type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
  return number.isValid() && mobile ? { e164: number.number, doubtful: false } : null;
}

/** The number as it may be shown to somebody who has not signed in: only the last three digits. */
export function maskPhone(e164: string): string {
  return `•••• ••• ${e164.slice(-3)}`;
}
