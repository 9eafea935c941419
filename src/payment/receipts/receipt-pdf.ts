import QRCode from 'qrcode';
import { createSheet, type Face, loadFace, type Place, type Sheet } from '#payment/pdf';
import { written } from '#payment/terms';
import type { ReceiptModel } from './receipts.ts';
import { receiptTexts } from './texts.ts';

interface Faces {
  readonly plain: Face;
  readonly bold: Face;
}

let loaded: Faces | undefined;
/** The fonts are read once, when the first receipt is printed. */
const faces = (): Faces => (loaded ??= { plain: loadFace(400), bold: loadFace(700) });

const LEFT = 60;
const VALUE = 200;
/** No item begins below this line; the next page takes it. */
const LOWEST = 740;

/**
 * A receipt as a document: Vietnamese, as a receipt must be, with English in brackets below; on A4. It can be heard as well as
 * read, and the same receipt is the same bytes whenever it is asked for.
 */
export function receiptPdf(model: ReceiptModel): Promise<Buffer> {
  const [vi, en] = [receiptTexts.vi.payment.receipt, receiptTexts.en.payment.receipt];
  const sheet = createSheet({ title: `${vi.title} ${model.number}`, language: 'vi', at: new Date(model.issuedAt) });
  const { plain, bold } = faces();
  const [centre, right] = [sheet.width / 2, sheet.width - LEFT];

  sheet.within('Document', {}, () => {
    sheet.within('P', {}, () => sheet.text(model.collector.name, { x: LEFT, y: 70, size: 11, face: bold }));
    sheet.within('P', {}, () => sheet.text(`${vi.taxCode}: ${model.collector.taxCode}`, { x: LEFT, y: 86, size: 10, face: plain }));
    sheet.within('H1', {}, () => {
      sheet.text(vi.title.toLocaleUpperCase('vi'), { x: centre, y: 132, size: 20, face: bold, align: 'centre' });
      english(sheet, `(${en.title})`, { x: centre, y: 150, size: 10, face: plain, align: 'centre' });
    });
    sheet.within('P', {}, () => sheet.text(`${vi.number}: ${model.number}`, { x: centre, y: 172, size: 12, face: bold, align: 'centre' }));
    let y = 208;
    sheet.within('Table', {}, () => {
      const rows = [
        { name: vi.payer, translated: en.payer, value: model.payerName },
        { name: vi.reason, translated: en.reason, value: model.description },
        { name: vi.reference, translated: en.reference, value: model.reference },
        { name: vi.issuedAt, translated: en.issuedAt, value: written.vi.at(model.issuedAt) },
      ];
      for (const { name, translated, value } of rows) {
        sheet.within('TR', {}, () => {
          sheet.within('TH', { scope: 'Row' }, () => {
            sheet.text(name, { x: LEFT, y, size: 11, face: plain });
            english(sheet, `(${translated})`, { x: LEFT, y: y + 12, size: 8, face: plain });
          });
          let after = y;
          sheet.within('TD', {}, () => {
            after = sheet.paragraph(value, { x: VALUE, y, size: 11, face: bold, width: right - VALUE, leading: 16 });
          });
          y = Math.max(after, y + 16) + 14;
        });
      }
    });
    sheet.line({ x: LEFT, y: y - 4, to: right });
    y = items(sheet, model, y + 14);
    y = words(sheet, model, y);
    check(sheet, model, y);
  });
  sheet.onEachPage((page, pages) => {
    if (pages > 1)
      sheet.note(`${vi.number}: ${model.number} · ${page}/${pages}`, { x: centre, y: 810, size: 9, face: plain, align: 'centre' });
  });
  return sheet.finish();
}

/** What was paid for, each with its amount, and the total; returns where to go on. */
function items(sheet: Sheet, model: ReceiptModel, from: number): number {
  const [vi, en] = [receiptTexts.vi.payment, receiptTexts.en.payment];
  const { plain, bold } = faces();
  const right = sheet.width - LEFT;
  let y = from;
  sheet.within('Table', {}, () => {
    for (const item of model.items) {
      if (y > LOWEST) y = nextPage(sheet);
      sheet.within('TR', {}, () => {
        let after = y;
        sheet.within('TH', { scope: 'Row' }, () => {
          after = sheet.paragraph(item.name, { x: LEFT, y, size: 11, face: plain, width: right - LEFT - 130, leading: 16 });
        });
        sheet.within('TD', {}, () => sheet.text(written.vi.money(item.amount), { x: right, y, size: 11, face: plain, align: 'right' }));
        y = after;
      });
    }
    if (y > LOWEST) y = nextPage(sheet);
    sheet.line({ x: LEFT, y: y - 6, to: right });
    y += 12;
    sheet.within('TR', {}, () => {
      sheet.within('TH', { scope: 'Row' }, () => {
        const end = sheet.text(`${vi.receipt.total} `, { x: LEFT, y, size: 12, face: bold });
        english(sheet, `(${en.receipt.total})`, { x: end, y, size: 12, face: bold });
      });
      sheet.within('TD', {}, () => sheet.text(written.vi.money(model.amount), { x: right, y, size: 12, face: bold, align: 'right' }));
    });
  });
  return y + 24;
}

/** The total in words; returns where to go on. */
function words(sheet: Sheet, model: ReceiptModel, from: number): number {
  const { plain } = faces();
  const width = sheet.width - 2 * LEFT;
  let y = from > LOWEST - 40 ? nextPage(sheet) : from;
  sheet.within('P', {}, () => {
    y = sheet.paragraph(`${receiptTexts.vi.payment.receipt.words}: ${model.words}`, {
      x: LEFT,
      y,
      size: 11,
      face: plain,
      width,
      leading: 16,
    });
  });
  sheet.within('P', { lang: 'en' }, () => {
    y = sheet.paragraph(`(${model.wordsEn})`, { x: LEFT, y, size: 9, face: plain, width, leading: 13 });
  });
  return y;
}

/** How anybody can see that the receipt is genuine. */
function check(sheet: Sheet, model: ReceiptModel, from: number): void {
  const { plain } = faces();
  const vi = receiptTexts.vi.payment.receipt;
  const size = 110;
  const top = (from > LOWEST - size ? nextPage(sheet) : from) + 10;
  sheet.within('Figure', { alt: vi.qrAlt, bbox: [LEFT, top, LEFT + size, top + size] }, () =>
    qr(sheet, { text: model.verifyUrl, top, size }),
  );
  const beside = { x: LEFT + size + 15, size: 9, face: plain, width: sheet.width - 2 * LEFT - size - 15, leading: 13 };
  let y = top + 20;
  sheet.within('P', {}, () => {
    y = sheet.paragraph(`${vi.verify} `, { ...beside, y });
    sheet.within('Link', {}, () => {
      const after = sheet.paragraph(model.verifyUrl, { ...beside, y });
      sheet.link(model.verifyUrl, { x: beside.x, y: y - 10, width: beside.width, height: after - y });
    });
  });
}

function qr(sheet: Sheet, { text, top, size }: { text: string; top: number; size: number }): void {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const step = size / modules.size;
  const dark = Array.from({ length: modules.size ** 2 }, (_, n) => ({
    column: n % modules.size,
    line: Math.floor(n / modules.size),
  })).filter(({ line, column }) => modules.get(line, column) !== 0);
  // Slightly larger than the grid, so that no viewer shows hairlines between neighbours.
  sheet.squares(
    dark.map(({ column, line }) => ({ x: LEFT + column * step, y: top + line * step })),
    step + 0.15,
  );
}

function english(sheet: Sheet, text: string, place: Place): void {
  sheet.within('Span', { lang: 'en' }, () => sheet.text(text, place));
}

/** The base line of the first line on a new page. */
function nextPage(sheet: Sheet): number {
  sheet.nextPage();
  return 70;
}
