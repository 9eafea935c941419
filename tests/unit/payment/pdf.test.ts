import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { loadFace, runsOf } from '../../../src/payment/pdf/faces.ts';
import { receiptPdf } from '../../../src/payment/receipts/receipt-pdf.ts';
import { receiptPage } from '../../../src/payment/receipts/receipt-page.ts';

const sample = receiptPage.samples['receipt'];
if (sample === undefined) throw new Error('no sample');
const model = sample;

/** The objects of a document by number, streams unpacked; throws when the cross-reference table is wrong about one. */
function objectsOf(pdf: Buffer): Map<number, { head: string; stream: string }> {
  const text = pdf.toString('latin1');
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  const entries = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  return new Map(
    entries.map((offset, index) => {
      const number = index + 1;
      expect(text.slice(offset, offset + 12)).toMatch(new RegExp(`^${number} 0 obj`));
      const head = text.slice(offset, text.indexOf('endobj', offset)).split('stream\n')[0] ?? '';
      const begin = offset + head.length + 'stream\n'.length;
      const packed = pdf.subarray(begin, begin + Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0));
      const stream = head.includes('/FlateDecode') ? inflateSync(packed).toString('latin1') : packed.toString('latin1');
      return [number, { head, stream: /\/Length /.test(head) ? stream : '' }];
    }),
  );
}

/** What somebody reads in a document, line by line: every glyph turned back into its character by the font's own map. */
function linesOf(pdf: Buffer): { page: number; y: number; text: string }[] {
  const objects = objectsOf(pdf);
  const at = (number: string | undefined): string => objects.get(Number(number))?.head ?? '';
  const maps = new Map<string, Map<string, string>>();
  const mapOf = (font: string): Map<string, string> => {
    const found = maps.get(font);
    if (found !== undefined) return found;
    const unicode = objects.get(Number(/\/ToUnicode (\d+) 0 R/.exec(at(font))?.[1]))?.stream ?? '';
    const map = new Map<string, string>();
    for (const [, first, codes] of unicode.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
      for (const [n, [, hex]] of [...(codes ?? '').matchAll(/<([0-9a-f]*)>/g)].entries())
        map.set(
          (Number.parseInt(first ?? '', 16) + n).toString(16).padStart(4, '0'),
          Buffer.from(hex ?? '', 'hex')
            .swap16()
            .toString('utf16le'),
        );
    }
    maps.set(font, map);
    return map;
  };
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\n/.test(head));
  return pages.flatMap(({ head }, page) => {
    const resources = at(/\/Resources (\d+)/.exec(head)?.[1]);
    const fonts = new Map([...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, number]) => [name, number]));
    const content = objects.get(Number(/\/Contents (\d+)/.exec(head)?.[1]))?.stream ?? '';
    return [...content.matchAll(/1 0 0 1 [\d.]+ (-?[\d.]+) Tm\n\/(F\d+) [\d.]+ Tf[\s\S]*?(\[[^\]]*\] TJ)/g)].map(([, y, font, shown]) => ({
      page,
      y: Number(y),
      text: [...(shown ?? '').matchAll(/<([0-9a-f]+)>/g)]
        .flatMap(([, hex]) => (hex ?? '').match(/.{4}/g) ?? [])
        .map((glyph) => mapOf(fonts.get(font) ?? '').get(glyph) ?? '\ufffd')
        .join(''),
    }));
  });
}

test('the face has a glyph for every Vietnamese letter, the đồng sign and what numbers need, all of its first font', () => {
  const vowels = ['a', 'ă', 'â', 'e', 'ê', 'i', 'o', 'ô', 'ơ', 'u', 'ư', 'y'].flatMap((vowel) =>
    ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'].map((tone) => (vowel + tone).normalize('NFC')),
  );
  const letters = [...vowels, 'đ'].flatMap((letter) => [letter, letter.toUpperCase()]);
  const text = [...letters, ...'bcdghklmnpqrstvxBCDĐ0123456789.,:;/()-–…₫%’\u00a0'].join('');
  for (const weight of [400, 700] as const) {
    const face = loadFace(weight);
    expect(runsOf(text, face)).toEqual({ runs: [{ font: face[0], text }], lost: false });
  }
});

test('every offset of the cross-reference table is where its object begins, and all text can be copied', async () => {
  const name = 'Đặng Thị Hường Quỳnh';
  const pdf = await receiptPdf({ ...model, payerName: name });
  expect(objectsOf(pdf).size).toBeGreaterThan(10);
  const lines = linesOf(pdf).map(({ text }) => text);
  expect(lines).toEqual(expect.arrayContaining([name, model.collector.name, 'BIÊN LAI THU TIỀN', '2.030.000\u00a0đồng', '(Receipt)']));
  expect(lines.join('')).toContain(model.verifyUrl);
  expect(lines.join('')).not.toContain('\ufffd');
});

test('names in other scripts are drawn with their letters; what no font has is a question mark, and the true name is said', async () => {
  const name = 'Łukasz Žižka, Иван Петров, Ωμέγα, क, 李小龍';
  const pdf = await receiptPdf({ ...model, payerName: name });
  expect(
    linesOf(pdf)
      .map(({ text }) => text)
      .join(''),
  ).toContain('Łukasz Žižka, Иван Петров, Ωμέγα, क, ???');
  const heads = [...objectsOf(pdf).values()].map(({ head }) => head).join('');
  // Strings of a PDF are UTF-16 with a mark in front.
  expect(heads).toContain('/ActualText (\xfe\xff');
  expect(heads).toContain(Buffer.from('龍', 'utf16le').swap16().toString('latin1'));
  expect([...objectsOf(await receiptPdf(model)).values()].map(({ head }) => head).join('')).not.toContain('/ActualText');
});

test('it is a tagged document with a title, in Vietnamese with its English parts marked, and its fonts are subsets', async () => {
  const pdf = await receiptPdf(model);
  const heads = [...objectsOf(pdf).values()].map(({ head }) => head);
  const catalogue = heads.find((head) => head.includes('/Type /Catalog')) ?? '';
  expect(catalogue).toContain('/Lang (vi)');
  expect(heads.join('')).toMatch(/\/Marked true/);
  expect(heads.join('')).toMatch(/\/DisplayDocTitle true/);
  const kinds = heads.flatMap((head) => /\/S \/(Document|H1|P|Table|TR|TH|TD|Figure|Link|Span)\n/.exec(head)?.[1] ?? []);
  const count = (kind: string): number => kinds.filter((each) => each === kind).length;
  expect([count('Document'), count('H1'), count('Table'), count('Figure'), count('Link')]).toEqual([1, 1, 2, 1, 1]);
  expect([count('TR'), count('TH'), count('TD')]).toEqual(Array(3).fill(4 + model.items.length + 1));
  expect(heads.filter((head) => head.includes('/S /TH')).every((head) => head.includes('/Scope /Row'))).toBe(true);
  expect(heads.filter((head) => head.includes('/S /Figure')).every((head) => head.includes('/Alt ('))).toBe(true);
  expect(heads.filter((head) => head.includes('/Lang (en)')).length).toBe(7);
  const metadata = [...objectsOf(pdf).values()].find(({ head }) => head.includes('/Type /Metadata'))?.stream ?? '';
  expect(Buffer.from(metadata, 'latin1').toString()).toContain(`Biên lai thu tiền ${model.number}`);
  expect(metadata).toContain('<pdfuaid:part>1</pdfuaid:part>');
  // The two whole fonts alone are more than this.
  expect(pdf.length).toBeLessThan(60_000);
  expect(pdf.toString('latin1').match(/\/FontFile2/g)?.length).toBe(2);
});

test('what is drawn is either in the structure or marked as ornament', async () => {
  const pages = [...objectsOf(await receiptPdf({ ...model, items: many })).values()].filter(({ stream }) => / Tm\n/.test(stream));
  expect(pages.length).toBeGreaterThan(1);
  for (const { stream } of pages) {
    let depth = 0;
    for (const line of stream.split('\n')) {
      if (/ (BDC|BMC)$/.test(line)) depth += 1;
      else if (line === 'EMC') depth -= 1;
      else if (/ (TJ|Tj|re|l)$|^(S|f)$/.test(line)) expect([line, depth]).toEqual([line, 1]);
    }
    expect(depth).toBe(0);
  }
});

test('the same receipt is the same bytes, today and tomorrow, whatever was printed in between', async () => {
  const first = await receiptPdf(model);
  await receiptPdf({ ...model, payerName: 'Иван Петров 李' });
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect((await receiptPdf(model)).equals(first)).toBe(true);
  expect((await receiptPdf({ ...model, amount: model.amount + 1 })).equals(first)).toBe(false);
});

const many = Array.from({ length: 50 }, (_, n) => ({
  name: `${n + 1}. ${'Khoản thu có tên rất dài '.repeat(6)}`,
  kind: 'fee' as const,
  amount: 1,
}));

test('fifty long items and a very long name stay on their pages, and none is left out', async () => {
  const pdf = await receiptPdf({ ...model, payerName: 'Tên '.repeat(50), items: many });
  const lines = linesOf(pdf);
  expect(Math.min(...lines.map(({ y }) => y))).toBeGreaterThan(20);
  expect(Math.max(...lines.map(({ y }) => y))).toBeLessThan(800);
  const read = lines.map(({ text }) => text).join('');
  for (const { name } of many) expect(read).toContain(name.trim());
  const pages = Math.max(...lines.map(({ page }) => page)) + 1;
  expect(pages).toBeGreaterThan(1);
  for (let page = 1; page <= pages; page += 1) expect(read).toContain(`${model.number} · ${page}/${pages}`);
});
