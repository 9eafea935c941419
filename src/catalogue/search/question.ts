import { fold, wordsOf } from './fold.ts';

/** Longer questions are cut: nobody reads more into a search box, and nobody may make the database work for them. */
export const longestQuestion = 200;
const mostWords = 12;

/** Words that carry no meaning in a question, folded. */
const idle = new Set(
  'toi minh em anh chi muon can xin lam sao the nao nhu o dau bao nhieu gi la va cua cho tai ve di cach huong dan thu tuc online truc tuyen the i want need to how do a an my for of in on at get apply where what is please'.split(
    ' ',
  ),
);

export interface Question {
  /** As it was asked, cut. */
  readonly text: string;
  readonly cut: boolean;
  /** Every word of it, folded: what an everyday word or a name is compared with. */
  readonly whole: string;
  /** The words that mean something, folded, for trigrams. */
  readonly folded: string;
  /** A procedure's code, when the question is one. */
  readonly code: string | null;
  /** Words that mean something, folded. */
  readonly words: readonly string[];
  /** The same with their marks, when any word has one; they only improve the order. */
  readonly marked: readonly string[];
  /** Every run of one to five words, for the table of everyday words. */
  readonly phrases: readonly string[];
}

/** Reads what somebody typed. Whatever it is, the result holds only letters a–z, digits and, in `marked`, letters. */
export function readQuestion(asked: string): Question {
  // A cut must not leave half of a character behind.
  const text = [...asked.normalize('NFC').replaceAll(/\s+/g, ' ').trim()].slice(0, longestQuestion).join('');
  const folded = fold(text);
  const all = wordsOf(folded).slice(0, mostWords);
  const meaning = all.filter((word) => !idle.has(word));
  const words = meaning.length === 0 ? all : meaning;
  const accented = text.toLocaleLowerCase('vi').match(/[\p{L}\p{N}]+/gu) ?? [];
  const marked = accented.filter((word) => fold(word) !== word && words.includes(fold(word))).slice(0, mostWords);
  const phrases = new Set<string>();
  for (let from = 0; from < all.length; from += 1) {
    for (let length = 1; length <= 5 && from + length <= all.length; length += 1) phrases.add(all.slice(from, from + length).join(' '));
  }
  const code = /^(\d\.\d{6}|MC\.\d{6})\b/i.exec(text)?.[1]?.toUpperCase() ?? null;
  const cut = [...asked.trim()].length > longestQuestion;
  return { text, cut, whole: all.join(' '), folded: words.join(' '), code, words, marked, phrases: [...phrases] };
}

/** All the words, the last one perhaps unfinished; or any of the meanings. Only [a-z0-9] and operators, as `to_tsquery` reads it. */
export function allWords({ words }: Question, meanings: readonly string[]): string {
  const last = words.length - 1;
  const own = words.map((word, at) => (at === last && word.length > 1 ? `${word}:*` : word)).join(' & ');
  return [own, ...meanings.map((meaning) => meaning.split(' ').join(' & '))]
    .filter((part) => part !== '')
    .map((part) => `(${part})`)
    .join(' | ');
}

/** Any of the words that are not too short to mean something alone. */
export function anyWord({ words }: Question): string {
  return words.filter((word) => word.length > 2).join(' | ');
}
