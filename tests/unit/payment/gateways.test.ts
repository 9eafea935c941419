import { expect, test, describe } from 'vitest';
import { fixedClock, later, MINUTE } from '#shared/clock';
import { createLog } from '#shared/log';
import { createVietqr } from '../../../src/payment/gateways/vietqr.ts';
import { createVnpay } from '../../../src/payment/gateways/vnpay.ts';
import { pipeHash, queryAnswerFields } from '../../../src/payment/gateways/vnpay-signing.ts';
import { ipnFields, vnpaySigned } from '../../support/vnpay.ts';
import { vnpaySecret } from '../../support/payment.ts';

const start = new Date('2026-03-01T03:00:00Z');
const attempt = {
  reference: 'MC0123456789AB',
  amount: 115_000n,
  address: '127.0.0.1',
  begunAt: start,
  expiresAt: later(start, 90 * MINUTE),
};

describe('VNPAY', () => {
  const clock = fixedClock(start);
  const settings = { tmnCode: 'DEMO0001', secret: vnpaySecret, payUrl: new URL('http://x/pay'), apiUrl: new URL('http://x/api') };
  const answering = (at: Date, fields: Record<string, string>) => {
    const full = { vnp_TmnCode: 'DEMO0001', vnp_TxnRef: attempt.reference, ...fields };
    const body = JSON.stringify({ ...full, vnp_SecureHash: pipeHash(full, queryAnswerFields, vnpaySecret) });
    return createVnpay({
      ...{ settings, returnUrl: new URL('http://x/return'), clock: fixedClock(at), log: createLog({ level: 'silent' }) },
      fetch: async () => new Response(body),
    });
  };
  const vnpay = createVnpay({ settings, returnUrl: new URL('http://x/return'), clock, log: createLog({ level: 'silent' }), fetch });
  const read = (changes: Partial<Parameters<typeof ipnFields>[0]>, more: Record<string, string> = {}) => {
    const fields = { ...ipnFields({ reference: attempt.reference, amount: 115_000, transactionNo: '1', ...changes }), ...more };
    const query = Object.fromEntries(new URLSearchParams(vnpaySigned(fields)));
    return vnpay.readNotification({ method: 'GET', path: '/', query, body: '', header: () => '' });
  };

  test.each([
    ['00', '00', 'paid'],
    ['00', '02', 'failed'],
    ['24', '00', 'failed'],
    ['24', '02', 'failed'],
    ['07', '00', 'open'],
    ['07', '07', 'open'],
    ...['01', '04', '05', '06', '07'].map((status): [string, string, string] => ['00', status, 'open']),
    ['24', '04', 'open'],
  ])('response %s with status %s is %s', (responseCode, status, outcome) => {
    expect(read({ responseCode, status })).toMatchObject({ facts: { outcome, amount: 115_000n, reference: attempt.reference } });
  });

  test.each([
    ['the payment has no number', { transactionNo: '' }, {}],
    ['its number is nought', { transactionNo: '0' }, {}],
    ['the amount has a fraction of a đồng', {}, { vnp_Amount: '11500050' }],
    ['the amount is nought', {}, { vnp_Amount: '000' }],
    ['it is in another currency', {}, { vnp_CurrCode: 'USD' }],
  ])('says nothing when %s', (_, changes, more) => {
    expect(read(changes, more)).toEqual({ refused: 'malformed' });
  });

  test('that knows no such transaction has failed it fifteen minutes after the order’s end, and not before', async () => {
    const edge = later(attempt.expiresAt, 15 * MINUTE);
    expect(await answering(edge, { vnp_ResponseCode: '91' }).query(attempt)).toMatchObject({ outcome: 'open' });
    expect(await answering(later(edge, 1), { vnp_ResponseCode: '91' }).query(attempt)).toMatchObject({ outcome: 'failed', code: '91' });
  });

  test('is believed about the transaction that was asked about alone', async () => {
    const about = { vnp_ResponseCode: '00', vnp_Amount: '11500000', vnp_TransactionNo: '7', vnp_TransactionStatus: '00' };
    expect(await answering(start, about).query(attempt)).toMatchObject({ outcome: 'paid', transactionNo: '7' });
    expect(await answering(start, { ...about, vnp_TxnRef: 'MC000000000000' }).query(attempt)).toBeNull();
    expect(await answering(start, { ...about, vnp_ResponseCode: '99' }).query(attempt)).toBeNull();
    expect(await answering(start, { ...about, vnp_TmnCode: 'OTHER001' }).query(attempt)).toBeNull();
  });
});

test('a transfer that has not come half an hour after the order’s end will not come', async () => {
  const settings = { bin: '970436', account: '0123456789', accountName: 'X', keys: [] };
  const edge = later(attempt.expiresAt, 30 * MINUTE);
  expect(await createVietqr({ settings, clock: fixedClock(edge) }).query(attempt)).toMatchObject({ outcome: 'open' });
  expect(await createVietqr({ settings, clock: fixedClock(later(edge, 1)) }).query(attempt)).toMatchObject({ outcome: 'failed' });
});
