import type { Language } from '#shared/texts';

const digitsVi = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];

/** 0 to 999; `full` reads the empty hundreds too, as in "một triệu không trăm linh năm". */
function groupVi(value: number, full: boolean): string[] {
  const [hundreds, tens, ones] = [Math.floor(value / 100), Math.floor(value / 10) % 10, value % 10];
  const words = full || hundreds > 0 ? [digitsVi[hundreds] ?? '', 'trăm'] : [];
  if (tens === 0) {
    if (ones === 0) return words;
    return [...words, ...(words.length > 0 ? ['linh'] : []), digitsVi[ones] ?? ''];
  }
  words.push(...(tens === 1 ? ['mười'] : [digitsVi[tens] ?? '', 'mươi']));
  if (ones === 1 && tens > 1) words.push('mốt');
  else if (ones === 5) words.push('lăm');
  else if (ones > 0) words.push(digitsVi[ones] ?? '');
  return words;
}

/** Below a thousand million (tỷ). */
function belowBillionVi(value: number, full: boolean): string[] {
  const words: string[] = [];
  for (const [size, name] of [
    [1_000_000, 'triệu'],
    [1000, 'nghìn'],
    [1, ''],
  ] as const) {
    const group = Math.floor(value / size) % 1000;
    if (group === 0) continue;
    words.push(...groupVi(group, full || words.length > 0), ...(name === '' ? [] : [name]));
  }
  return words;
}

function wordsVi(value: bigint): string[] {
  const [high, low] = [value / 1_000_000_000n, Number(value % 1_000_000_000n)];
  if (high === 0n) return belowBillionVi(low, false);
  return [...wordsVi(high), 'tỷ', ...belowBillionVi(low, true)];
}

const small = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const tensEn = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

function groupEn(value: number): string[] {
  const words = value >= 100 ? [small[Math.floor(value / 100)] ?? '', 'hundred'] : [];
  const rest = value % 100;
  if (rest === 0) return words;
  if (words.length > 0) words.push('and');
  if (rest < 20) return [...words, small[rest] ?? ''];
  return [...words, rest % 10 === 0 ? (tensEn[rest / 10] ?? '') : `${tensEn[Math.floor(rest / 10)] ?? ''}-${small[rest % 10] ?? ''}`];
}

function wordsEn(value: bigint): string[] {
  const words: string[] = [];
  let size = 1_000_000_000_000_000n;
  for (const name of ['quadrillion', 'trillion', 'billion', 'million', 'thousand', '']) {
    const group = Number((value / size) % 1000n);
    if (group > 0) words.push(...groupEn(group), ...(name === '' ? [] : [name]));
    size /= 1000n;
  }
  return words;
}

/** An amount of money in words, as a receipt says it: "Một trăm mười lăm nghìn đồng". Up to 10^18 đồng, never negative. */
export function amountInWords(value: bigint, lang: Language): string {
  if (value < 0n || value >= 10n ** 18n) throw new RangeError(`no words for ${value}`);
  const words = lang === 'vi' ? (value === 0n ? ['không'] : wordsVi(value)) : value === 0n ? ['zero'] : wordsEn(value);
  const text = [...words, lang === 'vi' ? 'đồng' : 'Vietnamese đồng'].join(' ');
  return text.charAt(0).toLocaleUpperCase(lang) + text.slice(1);
}
