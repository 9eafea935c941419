const dong = /^(\d{1,15}|\d{1,3}(?:\.\d{3}){1,4}|\d{1,3}(?: \d{3}){1,4})(?: ?(?:đ|₫|đồng|vnd|vnđ))?$/iu;

/**
 * An amount as people write it: digits, alone or in groups of three by dots or blanks (`1.150.000`, `50 000`), with or without
 * the currency. Anything else is no amount (null), above all what only a programming language takes for a number.
 */
export function parseDong(text: string): number | null {
  const digits = dong.exec(text.normalize('NFC').trim().replaceAll(/\s/gu, ' '))?.[1];
  return digits === undefined ? null : Number(digits.replaceAll(/[. ]/g, ''));
}
