import { randomInt } from 'node:crypto';
import { createPayment, createPaymentOrigin, type PaymentOptions } from '#payment';
import { hmacSha256, randomToken } from '#shared/crypto';
import { createGuardedFetch } from '#shared/fetch';
import { createJobs } from '#shared/jobs';
import { beginAttempt } from '../../../src/payment/orders/attempts.ts';
import { createOrder } from '../../../src/payment/orders/orders.ts';
import { signedQuery } from '../../../src/payment/gateways/vnpay-signing.ts';
import type { Prepared } from './contract.ts';
import type { Parts, ServedService } from './serve.ts';

const AMOUNT = 115_000;
const MERCHANT = 'BENCH001';

/** The payment service with a merchant secret of its own; the bank is played by the load generator. */
export function servePayment(parts: Parts): Promise<ServedService> {
  const { db, publicUrl, cookieKey, trustedProxies } = parts;
  const secret = randomToken();
  const bank = new URL('http://localhost:1/');
  const options: PaymentOptions = {
    ...parts,
    jobs: createJobs({ schema: 'payment_jobs' }),
    baseUrl: publicUrl,
    linkKey: hmacSha256(cookieKey, 'links'),
    webhookKey: { id: 'payment', secret: hmacSha256(cookieKey, 'webhook') },
    webhookFetch: createGuardedFetch({ allowLoopback: true, allowedNetworks: [] }),
    gatewayFetch: fetch,
    vnpay: { tmnCode: MERCHANT, secret, payUrl: bank, apiUrl: bank },
    vietqr: { bin: '970436', account: '0123456789', accountName: 'MOT CUA', keys: [] },
    collector: { series: 'MC', name: 'Một Cửa', taxCode: '0000000017' },
    allowLoopback: true,
    lookupsPerMinute: 600,
  };
  const origin = createPaymentOrigin({
    ...{ payment: createPayment(options), rp: options.rp, publicUrl, log: options.log, metrics: options.metrics },
    ...{ cookieKey, urls: {}, trustedProxies, sandbox: true },
  });
  let transaction = 1_000_000_000 + randomInt(1_000_000_000);

  /** An order that a citizen has begun to pay at VNPAY. */
  const begun = async (): Promise<string> =>
    db.transaction(async (tx) => {
      const { id } = await createOrder(options, tx, {
        clientId: 'dossier',
        fineId: null,
        reference: `BENCH-${randomToken(6)}`,
        description: 'Lệ phí mẫu',
        payerName: 'Nguyễn Văn Đo',
        ownerSub: null,
        items: [{ code: 'fee', name: 'Lệ phí', amount: AMOUNT, kind: 'fee' }],
        returnUrl: null,
        notifyUrl: 'http://localhost:1/webhooks/payment',
      });
      return (await beginAttempt(options, tx, { orderId: id, gateway: 'vnpay', address: '10.0.0.1' })).reference;
    });
  const notification = (reference: string): Prepared => {
    transaction += 1;
    const fields = {
      vnp_Amount: String(AMOUNT * 100),
      vnp_BankCode: 'NCB',
      vnp_OrderInfo: `Thanh toan ${reference}`,
      vnp_PayDate: '20260301101500',
      vnp_ResponseCode: '00',
      vnp_TmnCode: MERCHANT,
      vnp_TransactionNo: String(transaction),
      vnp_TransactionStatus: '00',
      vnp_TxnRef: reference,
    };
    return {
      step: 'IPN',
      method: 'GET',
      path: `/gateways/vnpay/ipn?${signedQuery(fields, secret)}`,
      headers: { accept: 'application/json' },
      expect: 200,
      says: '"RspCode":"00"',
    };
  };

  return Promise.resolve({
    origin,
    prepare: {
      async notification(count) {
        const references: string[] = [];
        while (references.length < count)
          references.push(...(await Promise.all(Array.from({ length: Math.min(8, count - references.length) }, begun))));
        return references.map(notification);
      },
    },
  });
}
