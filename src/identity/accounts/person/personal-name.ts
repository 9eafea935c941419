/**
 * A personal name in Unicode normalisation form C with single spaces, or null when it cannot be one: it has at least one
 * letter, at most 100 characters, and only letters, marks, spaces, apostrophes, hyphens, dots and middle dots.
 */
export function parsePersonalName(input: string): string | null {
  if (input.length > 400) return null;
  const name = input.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  if ([...name].length > 100 || !/\p{L}/u.test(name)) return null;
  return /^[\p{L}\p{M}'’.\-· ]+$/u.test(name) ? name : null;
}
