import parsePhoneNumber from 'libphonenumber-js/max';

/** Calling codes of satellite and other networks that belong to no country: a message costs as much as a thousand at home. */
const nowhere = /^8[78]/;

/**
 * Whether a number that somebody merely declares is sent a code: a mobile number of one of `countries` (calling codes), and no premium or
 * shared-cost one. Every message to a number abroad is money that a stranger can make us pay.
 */
export function isDestination(e164: string, countries: readonly string[]): boolean {
  const number = parsePhoneNumber(e164);
  if (number === undefined || nowhere.test(number.countryCallingCode) || !countries.includes(number.countryCallingCode)) return false;
  const type = number.getType();
  // Prefixes of mobile numbers at home change faster than the library's list; `parsePhone` has judged them.
  return number.countryCallingCode === '84' || type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
}
