import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountInWords } from '../../../src/payment/receipts/amount-words.ts';

test.each([
  [0n, 'Không đồng'],
  [5n, 'Năm đồng'],
  [10n, 'Mười đồng'],
  [15n, 'Mười lăm đồng'],
  [21n, 'Hai mươi mốt đồng'],
  [105n, 'Một trăm linh năm đồng'],
  [111n, 'Một trăm mười một đồng'],
  [115_000n, 'Một trăm mười lăm nghìn đồng'],
  [135_000n, 'Một trăm ba mươi lăm nghìn đồng'],
  [1_000_005n, 'Một triệu không trăm linh năm đồng'],
  [2_030_000n, 'Hai triệu không trăm ba mươi nghìn đồng'],
  [1_000_000_000n, 'Một tỷ đồng'],
  [1_005_000_000n, 'Một tỷ không trăm linh năm triệu đồng'],
  [25_000_000_000_001n, 'Hai mươi lăm nghìn tỷ không trăm linh một đồng'],
])('%d is "%s"', (value, words) => {
  expect(amountInWords(value, 'vi')).toBe(words);
});

test('English amounts are read as usual', () => {
  expect(amountInWords(115_000n, 'en')).toBe('One hundred and fifteen thousand Vietnamese đồng');
  expect(amountInWords(2_000_021n, 'en')).toBe('Two million twenty-one Vietnamese đồng');
});

test('every amount can be read back from its words, in both languages', () => {
  const amount = fc.oneof(
    fc.bigInt({ min: 0n, max: 10n ** 17n }),
    fc.integer({ min: 0, max: 2_000_000 }).map(BigInt),
    fc.integer({ min: 0, max: 99_999 }).map((n) => BigInt(n) * 1000n),
  );
  fc.assert(
    fc.property(amount, (value) => {
      expect(readVi(amountInWords(value, 'vi'))).toBe(value);
      expect(readEn(amountInWords(value, 'en'))).toBe(value);
    }),
    { numRuns: 3000 },
  );
});

/** An independent reader: adds up digits by the unit words that follow them. */
function readVi(text: string): bigint {
  const digits: Record<string, bigint> = {
    không: 0n,
    một: 1n,
    mốt: 1n,
    hai: 2n,
    ba: 3n,
    bốn: 4n,
    năm: 5n,
    lăm: 5n,
    sáu: 6n,
    bảy: 7n,
    tám: 8n,
    chín: 9n,
  };
  let [billions, below, group, digit] = [0n, 0n, 0n, 0n];
  for (const word of text.toLowerCase().split(' ')) {
    if (word in digits) digit = digits[word] ?? 0n;
    else if (word === 'trăm') [group, digit] = [digit * 100n, 0n];
    else if (word === 'mươi') [group, digit] = [group + digit * 10n, 0n];
    else if (word === 'mười') [group, digit] = [group + 10n, 0n];
    else if (word === 'linh') digit = 0n;
    else if (word === 'nghìn' || word === 'triệu')
      [below, group, digit] = [below + (group + digit) * (word === 'nghìn' ? 1000n : 1_000_000n), 0n, 0n];
    else if (word === 'tỷ') [billions, below, group, digit] = [(billions + below + group + digit) * 1_000_000_000n, 0n, 0n, 0n];
    else if (word === 'đồng') return billions + below + group + digit;
    else throw new Error(word);
  }
  throw new Error('no đồng');
}

function readEn(text: string): bigint {
  const small =
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
      ' ',
    );
  const tens = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
  const sizes: Record<string, bigint> = {
    thousand: 1000n,
    million: 10n ** 6n,
    billion: 10n ** 9n,
    trillion: 10n ** 12n,
    quadrillion: 10n ** 15n,
  };
  let [total, group] = [0n, 0n];
  for (const word of text.toLowerCase().split(/[ -]/)) {
    if (word === 'and') continue;
    if (word === 'vietnamese') return total + group;
    if (word === 'hundred') group *= 100n;
    else if (word in sizes) [total, group] = [total + group * (sizes[word] ?? 0n), 0n];
    else group += BigInt(small.includes(word) ? small.indexOf(word) : tens.indexOf(word) * 10);
  }
  throw new Error('no đồng');
}
