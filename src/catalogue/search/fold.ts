/**
 * A text without Vietnamese marks, in lower case: what people type on a phone without a Vietnamese keyboard. The twin of
 * the database function `catalogue.fold`; a property test holds them together.
 */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[Đđ]/g, 'd')
    .replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The words of a folded text. */
export const wordsOf = (folded: string): string[] => folded.match(/[a-z0-9]+/g) ?? [];
