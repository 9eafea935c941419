import QRCode from 'qrcode';
import { createSheet, type Face, loadFace, type Sheet } from '#payment/pdf';
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

/** A receipt as a document: Vietnamese, as a receipt must be, with English in brackets below; one page of A4. */
export function receiptPdf(model: ReceiptModel): Buffer {
  const [vi, en] = [receiptTexts.vi.payment, receiptTexts.en.payment];
  const sheet = createSheet({ title: `${vi.receipt.title} ${model.number}`, language: 'vi' });
  const { plain, bold } = faces();
  const right = sheet.width - LEFT;
  const centre = sheet.width / 2;
  sheet.text(model.collector.name, { x: LEFT, y: 70, size: 11, face: bold });
  sheet.text(`${vi.receipt.taxCode}: ${model.collector.taxCode}`, { x: LEFT, y: 86, size: 10, face: plain });
  sheet.text(vi.receipt.title.toLocaleUpperCase('vi'), { x: centre, y: 132, size: 20, face: bold, align: 'centre' });
  sheet.text(`(${en.receipt.title})`, { x: centre, y: 150, size: 10, face: plain, align: 'centre' });
  sheet.text(`${vi.receipt.number}: ${model.number}`, { x: centre, y: 172, size: 12, face: bold, align: 'centre' });
  let y = 208;
  const rows: readonly (readonly [string, string, string])[] = [
    [vi.receipt.payer, en.receipt.payer, model.payerName],
    [vi.receipt.reason, en.receipt.reason, model.description],
    [vi.receipt.reference, en.receipt.reference, model.reference],
    [vi.receipt.issuedAt, en.receipt.issuedAt, written.vi.at(model.issuedAt)],
  ];
  for (const [name, english, value] of rows) y = row(sheet, { name, english, value, y });
  sheet.line({ x: LEFT, y: y - 4, to: right });
  y += 14;
  for (const item of model.items) {
    const lines = sheet.wrap(item.name, { size: 11, face: plain, width: right - LEFT - 130 });
    sheet.text(written.vi.money(item.amount), { x: right, y, size: 11, face: plain, align: 'right' });
    for (const line of lines) {
      sheet.text(line, { x: LEFT, y, size: 11, face: plain });
      y += 16;
    }
    // A receipt has one page; an order of fifty items says so instead of running off it.
    if (y > 560) {
      sheet.text('…', { x: LEFT, y, size: 11, face: plain });
      y += 16;
      break;
    }
  }
  sheet.line({ x: LEFT, y: y - 6, to: right });
  y += 12;
  sheet.text(`${vi.receipt.total} (${en.receipt.total})`, { x: LEFT, y, size: 12, face: bold });
  sheet.text(written.vi.money(model.amount), { x: right, y, size: 12, face: bold, align: 'right' });
  y += 24;
  for (const line of sheet.wrap(`${vi.receipt.words}: ${model.words}`, { size: 11, face: plain, width: right - LEFT })) {
    sheet.text(line, { x: LEFT, y, size: 11, face: plain });
    y += 16;
  }
  for (const line of sheet.wrap(`(${model.wordsEn})`, { size: 9, face: plain, width: right - LEFT })) {
    sheet.text(line, { x: LEFT, y, size: 9, face: plain });
    y += 13;
  }
  qr(sheet, { text: model.verifyUrl, x: LEFT, y: y + 10, size: 110 });
  let beside = y + 30;
  for (const line of sheet.wrap(`${vi.receipt.verify} ${model.verifyUrl}`, { size: 9, face: plain, width: right - LEFT - 130 })) {
    sheet.text(line, { x: LEFT + 125, y: beside, size: 9, face: plain });
    beside += 13;
  }
  return sheet.finish();
}

function row(sheet: Sheet, { name, english, value, y }: { name: string; english: string; value: string; y: number }): number {
  const { plain, bold } = faces();
  sheet.text(name, { x: LEFT, y, size: 11, face: plain });
  sheet.text(`(${english})`, { x: LEFT, y: y + 12, size: 8, face: plain });
  let at = y;
  for (const line of sheet.wrap(value, { size: 11, face: bold, width: sheet.width - LEFT - VALUE })) {
    sheet.text(line, { x: VALUE, y: at, size: 11, face: bold });
    at += 16;
  }
  return Math.max(at, y + 16) + 14;
}

function qr(sheet: Sheet, { text, x, y, size }: { text: string; x: number; y: number; size: number }): void {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const step = size / modules.size;
  for (let line = 0; line < modules.size; line += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      // Slightly larger than the grid, so that no viewer shows hairlines between neighbours.
      if (modules.get(line, column) !== 0) sheet.square({ x: x + column * step, y: y + line * step, size: step + 0.15 });
    }
  }
}
