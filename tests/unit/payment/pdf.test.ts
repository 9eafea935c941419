import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { receiptPdf } from '../../../src/payment/receipts/receipt-pdf.ts';
import { receiptPage } from '../../../src/payment/receipts/receipt-page.ts';
import { loadFace } from '../../../src/payment/pdf/font.ts';

const model = receiptPage.samples['receipt'];

test('the font has a glyph for every Vietnamese letter, the đồng sign and what numbers need', () => {
  const vowels = ['a', 'ă', 'â', 'e', 'ê', 'i', 'o', 'ô', 'ơ', 'u', 'ư', 'y'].flatMap((vowel) =>
    ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'].map((tone) => (vowel + tone).normalize('NFC')),
  );
  const letters = [...vowels, 'đ'].flatMap((letter) => [letter, letter.toUpperCase()]);
  for (const weight of [400, 700] as const) {
    const face = loadFace(weight);
    const missing = [...letters, ...'bcdghklmnpqrstvxBCDĐ0123456789.,:;/()-–…₫%’\u00a0'].filter(
      (one) => !face.some((font) => font.glyph(one.codePointAt(0) ?? 0) !== undefined),
    );
    expect(missing).toEqual([]);
  }
});

test('every offset of the cross-reference table is where its object begins, and all text can be copied', () => {
  if (model === undefined) throw new Error('no sample');
  const name = 'Đặng Thị Hường Quỳnh';
  const pdf = receiptPdf({ ...model, payerName: name });
  const text = pdf.toString('latin1');
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  const entries = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  expect(entries.length).toBeGreaterThan(10);
  for (const [index, offset] of entries.entries()) expect(text.slice(offset, offset + 12)).toMatch(new RegExp(`^${index + 1} 0 obj`));
  const streams = [...text.matchAll(/\/Length (\d+) \/Filter \/FlateDecode[^>]*>>\nstream\n/g)].map((match) =>
    inflateSync(pdf.subarray(match.index + match[0].length, match.index + match[0].length + Number(match[1]))),
  );
  const mapped = new Set(
    streams.flatMap((stream) =>
      [...stream.toString('latin1').matchAll(/^<[0-9a-f]{4}> <([0-9a-f]+)>$/gm)].map(([, hex]) =>
        String.fromCodePoint(Number.parseInt(hex ?? '', 16)),
      ),
    ),
  );
  expect([...name].filter((letter) => !mapped.has(letter))).toEqual([]);
});

test('fifty long items and a very long name stay on the page', () => {
  if (model === undefined) throw new Error('no sample');
  const pdf = receiptPdf({
    ...model,
    payerName: 'Tên '.repeat(20),
    items: Array.from({ length: 50 }, () => ({ name: 'Khoản thu có tên rất dài '.repeat(6), kind: 'fee', amount: 1 })),
  });
  const text = pdf.toString('latin1');
  const lowest = [...text.matchAll(/\/Length (\d+) \/Filter \/FlateDecode >>\nstream\n/g)]
    .map((match) =>
      inflateSync(pdf.subarray(match.index + match[0].length, match.index + match[0].length + Number(match[1]))).toString('latin1'),
    )
    .flatMap((stream) => [...stream.matchAll(/BT 1 0 0 1 [\d.]+ (-?[\d.]+) Tm/g)].map(([, y]) => Number(y)));
  expect(Math.min(...lowest)).toBeGreaterThan(20);
});
