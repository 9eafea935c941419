/** A name as it is compared: without diacritics, case, or difference in spacing; otherwise exactly as written. */
export function plainName(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().trim().replace(/\s+/g, ' ');
}

/** A record number as it is compared: letters and digits with their separators, in one case, without spaces. */
export function plainNumber(number: string): string {
  return number.normalize('NFC').toUpperCase().replace(/\s+/g, '');
}
