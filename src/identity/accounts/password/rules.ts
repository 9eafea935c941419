import { commonWords, sequences } from './common-words.ts';

const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 128;
const MAX_BYTES = 512;
const MAX_RAW_UNITS = 1024;

/** Our own name is the first guess of anybody who attacks us; within a longer phrase it is a word like any other. */
const ownNames: ReadonlySet<string> = new Set(['motcua', 'mocua']);

const reversed = (text: string): string => [...text].reverse().join('');
const rows = sequences.flatMap((row) => [row, reversed(row)]);

/** One spelling for what looks the same on any keyboard (NIST SP 800-63B section 3.1.1.2): Unicode form KC. */
export function normalisePassword(password: string): string {
  return password.toWellFormed().normalize('NFKC');
}

/** Fewer than 8 characters; `password` is normalised. */
export function isTooShort(password: string): boolean {
  return [...password].length < MIN_CHARACTERS;
}

/** More than 128 characters or 512 bytes once normalised. Looks at no more than a small input. */
export function isTooLong(raw: string): boolean {
  if (raw.length > MAX_RAW_UNITS) return true;
  const password = normalisePassword(raw);
  return [...password].length > MAX_CHARACTERS || Buffer.byteLength(password, 'utf8') > MAX_BYTES;
}

export interface About {
  readonly citizenNumber?: string;
  readonly name?: string;
  readonly birthDate?: string;
  readonly phone?: string;
}

/** Why a password must not be chosen, or null. Length and guessability count; no kinds of characters are demanded. */
export function weakness(raw: string, about: About): 'too-short' | 'too-long' | 'common' | 'personal' | null {
  if (isTooLong(raw)) return 'too-long';
  const password = normalisePassword(raw);
  if (isTooShort(password)) return 'too-short';
  if (isCommon(password)) return 'common';
  return isPersonal(password, about) ? 'personal' : null;
}

/** Lower case, without diacritics and without anything but letters and digits. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('đ', 'd')
    .normalize('NFD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

const lookAlikes: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/** Letters in place of the digits and signs that stand for them; what follows the last letter stays as it is. */
function unmasked(text: string): string {
  const tail = /[^\p{L}]*$/u.exec(text)?.[0] ?? '';
  const body = text.slice(0, text.length - tail.length);
  return body.replaceAll(/[@4310!$57]/g, (sign) => lookAlikes[sign] ?? sign) + tail;
}

function isCommon(password: string): boolean {
  const forms = new Set([plain(password), plain(unmasked(password)), plain(unmasked(`${password}x`)).slice(0, -1)]);
  return [...forms].some(isGuessable);
}

/** `form` has only letters and digits. An empty one was made of signs alone. */
function isGuessable(form: string): boolean {
  if (form.length < 4 || new Set(form).size <= 3) return true;
  if (/^[0-9]{1,9}$/.test(form) || isDateOrPhone(form)) return true;
  const block = /^(.+?)\1+$/u.exec(form)?.[1];
  if (block !== undefined && (block.length <= 4 || isGuessable(block))) return true;
  if (followsRows(form)) return true;
  const [, before = '', core = '', after = ''] = /^(\p{N}*)(.*?)(\p{N}*)$/u.exec(form) ?? [];
  if (core === '' || before.length + after.length > 10) return false;
  if (core.length <= 2) return isGuessable(before + after);
  return ownNames.has(core) || followsRows(core) || isWords(core, core.length <= 12 ? 3 : 2);
}

function isDateOrPhone(form: string): boolean {
  return /^(?:(?:0|84)[35789][0-9]{8}|(?:[0-3]?[0-9][01]?[0-9])?(?:19|20)[0-9]{2}(?:[01][0-9][0-3][0-9])?)$/.test(form);
}

/** True when the whole of it is runs of three or more along a row or of one character: qwerty123, abcd1234, aaa111. */
function followsRows(form: string): boolean {
  let rest = form;
  while (rest !== '') {
    let run = /^(.)\1*/u.exec(rest)?.[0].length ?? 0;
    for (let length = rest.length; length > Math.max(run, 2); length -= 1) {
      const head = rest.slice(0, length);
      if (rows.some((row) => row.includes(head))) {
        run = length;
        break;
      }
    }
    if (run < 3) return false;
    rest = rest.slice(run);
  }
  return true;
}

/** True when it is at most `most` common words one after another. */
function isWords(text: string, most: number): boolean {
  if (commonWords.has(text)) return true;
  if (most === 1) return false;
  for (let cut = 1; cut < text.length; cut += 1) {
    if (commonWords.has(text.slice(0, cut)) && isWords(text.slice(cut), most - 1)) return true;
  }
  return false;
}

/** True when little is left of it once the person's own data are taken out. */
function isPersonal(password: string, about: About): boolean {
  const pieces = personalPieces(about).sort((a, b) => b.length - a.length);
  return [plain(password), plain(unmasked(password))].some((form) => {
    let rest = form;
    for (const piece of pieces) rest = rest.replaceAll(piece, ' ');
    const left = rest.replaceAll(' ', '').length;
    return left < form.length && left < 4;
  });
}

function personalPieces(about: About): string[] {
  const names = (about.name ?? '').split(/\s+/).map(plain);
  const [year = '', month = '', day = ''] = (about.birthDate ?? '').split('-');
  const dates =
    year === '' ? [] : [`${day}${month}${year}`, `${year}${month}${day}`, `${day}${month}${year.slice(2)}`, year, `${day}${month}`];
  const phone = (about.phone ?? '').replaceAll(/\D/g, '').replace(/^84/, '');
  const number = about.citizenNumber ?? '';
  const tails = [phone, number].filter((digits) => digits.length > 6).flatMap((digits) => [digits, digits.slice(-6)]);
  return [names.join(''), ...names, ...dates, ...tails].filter((piece) => piece.length >= 2);
}
