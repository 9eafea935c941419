import { z } from 'zod';
import { limits } from '#payment/terms';
import { later, MINUTE, type Clock } from '#shared/clock';
import { randomToken, sameSecret } from '#shared/crypto';
import type { Attempt, Facts, Gateway } from './gateway.ts';
import { askVnpay, type VnpayApi } from './vnpay-api.ts';
import { signatureHolds, signedQuery, type VnpayFields } from './vnpay-signing.ts';
import { vnpayStamp } from './vnpay-stamp.ts';

const VERSION = '2.1.0';
/** Money may have been taken, or is still on its way: never an answer to tell a person it failed. */
const undecidedCodes = new Set(['07', '01', '04', '05', '06']);

/** VNPAY 2.1.0: the person pays on VNPAY's page; VNPAY notifies (IPN) and answers `querydr` and `refund`. Amounts go over the wire × 100. */
export function createVnpay(options: VnpayApi & { returnUrl: URL; clock: Clock }): Gateway {
  const { settings, clock } = options;
  return {
    code: 'vnpay',

    begin(attempt, lang) {
      const fields = {
        vnp_Version: VERSION,
        vnp_Command: 'pay',
        vnp_TmnCode: settings.tmnCode,
        vnp_Amount: String(attempt.amount * 100n),
        vnp_CurrCode: 'VND',
        vnp_TxnRef: attempt.reference,
        vnp_OrderInfo: orderInfo(attempt),
        vnp_OrderType: 'other',
        vnp_Locale: lang === 'vi' ? 'vn' : 'en',
        vnp_IpAddr: attempt.address,
        vnp_ReturnUrl: options.returnUrl.href,
        vnp_CreateDate: vnpayStamp(attempt.begunAt),
        vnp_ExpireDate: vnpayStamp(attempt.expiresAt),
      };
      return { kind: 'redirect', url: `${settings.payUrl.href}?${signedQuery(fields, settings.secret)}` };
    },

    readNotification({ query }) {
      if (!signatureHolds(query, settings.secret)) return { refused: 'unsigned' };
      if (!sameSecret(query['vnp_TmnCode'] ?? '', settings.tmnCode)) return { refused: 'foreign' };
      if ((query['vnp_CurrCode'] ?? 'VND') !== 'VND') return { refused: 'malformed' };
      const facts = factsOf(query, query['vnp_ResponseCode'] ?? '');
      return facts === null ? { refused: 'malformed' } : { facts };
    },

    async query(attempt) {
      const asked = {
        vnp_RequestId: randomToken(12).replace(/[-_]/g, 'x'),
        vnp_Version: VERSION,
        vnp_Command: 'querydr',
        vnp_TmnCode: settings.tmnCode,
        vnp_TxnRef: attempt.reference,
        vnp_OrderInfo: orderInfo(attempt),
        vnp_TransactionDate: vnpayStamp(attempt.begunAt),
        vnp_CreateDate: vnpayStamp(clock.now()),
        vnp_IpAddr: attempt.address,
      };
      const answer = await askVnpay(options, asked);
      return answer === null ? null : readAnswer(attempt, answer);
    },

    async giveBack({ id, attempt, amount, transactionNo, by }) {
      const answer = await askVnpay(options, {
        // The same for ever, so that a repetition is one request to VNPAY.
        vnp_RequestId: id.replaceAll('-', ''),
        vnp_Version: VERSION,
        vnp_Command: 'refund',
        vnp_TmnCode: settings.tmnCode,
        // All that was taken, which may be another amount than was asked for.
        vnp_TransactionType: '02',
        vnp_TxnRef: attempt.reference,
        vnp_Amount: String(amount * 100n),
        vnp_TransactionNo: transactionNo,
        vnp_TransactionDate: vnpayStamp(attempt.begunAt),
        vnp_CreateBy: plain(by).slice(0, 100) || 'operator',
        vnp_CreateDate: vnpayStamp(clock.now()),
        vnp_IpAddr: attempt.address,
        vnp_OrderInfo: `Hoan tra ${attempt.reference}`,
      });
      if (answer === null) return null;
      const code = answer['vnp_ResponseCode'] ?? '';
      // 94: this very request has been taken before.
      if (code === '94') return { outcome: 'returned', number: null };
      if (code !== '00') return /^\w{1,4}$/.test(code) ? { outcome: 'declined', code } : null;
      if (answer['vnp_TxnRef'] !== attempt.reference || answer['vnp_Amount'] !== String(amount * 100n)) return null;
      const number = answer['vnp_TransactionNo'] ?? '';
      return { outcome: 'returned', number: /^[\w.-]{1,40}$/.test(number) ? number : null };
    },
  };

  function readAnswer(attempt: Attempt, answer: VnpayFields): Facts | null {
    const nothing: Facts = { gateway: 'vnpay', reference: attempt.reference, amount: attempt.amount, outcome: 'open' };
    // 91: VNPAY knows no such transaction, because the person never got that far, or not yet.
    if (answer['vnp_ResponseCode'] === '91') {
      const over = later(attempt.expiresAt, limits.queryMinutes * MINUTE).getTime() < clock.now().getTime();
      return over ? { ...nothing, outcome: 'failed', code: '91' } : nothing;
    }
    if (answer['vnp_ResponseCode'] !== '00' || answer['vnp_TxnRef'] !== attempt.reference) return null;
    return factsOf(answer, '00');
  }
}

const reported = z.object({
  vnp_TxnRef: z.string().min(1).max(100),
  // Hundredths of a đồng do not exist.
  vnp_Amount: z.string().regex(/^[1-9]\d{0,15}00$/),
  vnp_TransactionNo: z
    .string()
    .regex(/^[\w.-]{0,40}$/)
    .default(''),
  vnp_TransactionStatus: z.string().max(4).default(''),
});

/** Paid only when response code and transaction status both say so. */
function factsOf(fields: VnpayFields, responseCode: string): Facts | null {
  const parsed = reported.safeParse(fields);
  if (!parsed.success) return null;
  const { vnp_TxnRef: reference, vnp_Amount, vnp_TransactionNo: transactionNo, vnp_TransactionStatus: status } = parsed.data;
  const about = { gateway: 'vnpay', reference, amount: BigInt(vnp_Amount) / 100n } as const;
  if (responseCode === '00' && status === '00') {
    return transactionNo === '' || transactionNo === '0' ? null : { ...about, outcome: 'paid', transactionNo };
  }
  if (responseCode === '07' || undecidedCodes.has(status)) return { ...about, outcome: 'open' };
  const code = responseCode === '00' ? status : responseCode;
  return /^\w{1,4}$/.test(code) ? { ...about, outcome: 'failed', code } : null;
}

/** Letters, digits and spaces only, as VNPAY demands. */
const orderInfo = (attempt: Attempt): string => `Thanh toan ${attempt.reference}`;

/** A name in the letters and digits that VNPAY takes. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
