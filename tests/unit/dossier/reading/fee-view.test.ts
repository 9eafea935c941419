import { expect, test } from 'vitest';
import { feeViews } from '../../../../src/dossier/reading/fee-view.ts';
import type { FeeRow } from '../../../../src/dossier/fees/fee-sql.ts';

const asked = new Date('2026-03-02T02:00:00Z');
const later = (seconds: number): Date => new Date(asked.getTime() + seconds * 1000);
const waiting: FeeRow = {
  id: '1',
  dossier_id: '2',
  items: [{ code: 'gplx', name: 'Lệ phí', amount: 115_000, kind: 'fee' }],
  amount: '115000',
  state: 'to-arrange',
  attempt: 1,
  order_id: null,
  order_url: null,
  order_expires_at: null,
  receipt_number: null,
  paid_at: null,
  created_at: asked,
};
const order = 'http://pay.test/orders/1?t=a';
const requested: FeeRow = { ...waiting, state: 'requested', order_id: '1', order_url: order };
const paid: FeeRow = { ...requested, state: 'paid', paid_at: later(60), receipt_number: 'MC26-00000001' };
const view = (fee: FeeRow, about: Partial<Parameters<typeof feeViews>[1]> = {}) =>
  feeViews([fee], { dossier: { status: 1 }, history: [], now: later(5), payment: 'http://pay.test', ...about })[0];

test('an order that is being made comes by itself, and is late after a minute', () => {
  expect(view(waiting)?.state).toBe('coming');
  expect(view(waiting, { now: later(60) })?.state).toBe('coming');
  expect(view(waiting, { now: later(61) })?.state).toBe('late');
});
test('one that has expired comes again only when it is asked for', () => {
  expect(view({ ...waiting, attempt: 2 })?.state).toBe('over');
});
test.each([3, 7, 8] as const)('nothing is asked of anybody for a dossier that ended with status %i', (status) => {
  for (const fee of [waiting, requested]) expect(view(fee, { dossier: { status } })?.state).toBe('closed');
  expect(view(paid, { dossier: { status } })?.state).toBe('paid');
});
test('it leads to the page where it is paid, then to its receipt', () => {
  expect(view(requested)?.url).toBe(order);
  const receiptUrl = 'http://pay.test/receipts/MC26-00000001?t=b';
  const told = { kind: 'fee-paid', detail: { amount: '115000', receiptNumber: 'MC26-00000001', receiptUrl } } as const;
  const other = {
    kind: 'fee-paid',
    detail: { receiptNumber: 'MC26-00000002', receiptUrl: 'http://pay.test/receipts/MC26-00000002?t=c' },
  } as const;
  expect(view(paid, { history: [other, told] })).toMatchObject({ state: 'paid', url: receiptUrl, receipt: 'MC26-00000001' });
  // A notice of an older payment service brings no address.
  expect(view(paid)?.url).toBe(order);
  expect(view({ ...paid, order_url: null })?.url).toBe('http://pay.test/receipts/MC26-00000001');
});
