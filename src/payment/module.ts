import type { ValuesOf } from '#config/setting';
import { defineModule, type Host, type Merchant } from '#module';
import { edgeOf, relyingPartyOf } from '#relying-party';
import { hmacSha256 } from '#shared/crypto';
import { createGuardedFetch } from '#shared/fetch';
import { LONGEST_WAIT_MS } from '#shared/jobs';
import { watchLimits } from '#shared/limits';
import { createPaymentOrigin, paymentTexts } from './origin.ts';
import { createPayment, paymentPages } from './payment.ts';
import { paymentProblems } from './problems.ts';
import { settings } from './settings.ts';
import { suspenseCommands } from './suspense-commands.ts';

type PaymentHost = Host<ValuesOf<typeof settings>>;

/** Fees and fines: orders, the gateways money comes by, the ledger, receipts. */
export const payment = defineModule({
  name: 'payment',
  title: 'the payment service',
  schema: { name: 'payment', jobs: true, templates: ['relying-party', 'rate-limit'] },
  settings,
  origins: [{ name: 'payment', offset: 3, about: 'Public address of the payment service.' }],
  registration: {
    title: { vi: 'Thanh toán trực tuyến', en: 'Online payment' },
    api: ['payment:order', 'payment:read', 'fines:write'],
    signIn: ['openid', 'profile', 'citizen_id'],
    calls: [],
  },
  texts: paymentTexts,
  pages: paymentPages,
  problems: paymentProblems,
  commands: suspenseCommands,
  offers: { merchant: merchantOf },
  start(host) {
    const made = create(host);
    const { tasks, recurring } = made;
    return {
      tasks,
      recurring,
      origins: () => Promise.resolve({ payment: createPaymentOrigin({ payment: made, ...edgeOf(host) }) }),
      ready: () => made.ready(),
    };
  },
});

function create(host: PaymentHost) {
  const { clock, log, metrics, sealer, blindIndex, at, keys, settings: values } = host;
  return createPayment({
    ...{ clock, log, metrics, sealer, blindIndex },
    db: host.db(),
    jobs: host.queue(),
    rp: relyingPartyOf(host),
    baseUrl: host.client().url,
    // Printed on receipts, so it hangs on the one secret that never changes.
    linkKey: hmacSha256(keys.blindIndex, 'payment-links'),
    webhookKey: { id: 'payment', secret: Buffer.from(at.paymentWebhookSecret ?? '') },
    webhookFetch: createGuardedFetch({
      allowLoopback: at.localhost,
      allowedNetworks: at.allowedPrivateNetworks,
      timeoutMs: LONGEST_WAIT_MS,
    }),
    gatewayFetch: fetch,
    vnpay: {
      tmnCode: values.PAYMENT_VNPAY_TMN_CODE,
      secret: values.PAYMENT_VNPAY_SECRET,
      payUrl: values.PAYMENT_VNPAY_URL,
      apiUrl: values.PAYMENT_VNPAY_API_URL,
    },
    vietqr: {
      bin: values.PAYMENT_VIETQR_BIN,
      account: values.PAYMENT_VIETQR_ACCOUNT,
      accountName: 'MOT CUA',
      keys: [{ id: 'bank', secret: Buffer.from(values.PAYMENT_VIETQR_SECRET) }],
    },
    collector: { series: 'MC', name: 'Một Cửa', taxCode: '0000000017' },
    allowLoopback: at.localhost,
    lookupsPerMinute: 600,
    watch: watchLimits(metrics, at.limitsOnTrial),
  });
}

/** Who is paid, for the simulated bank. */
function merchantOf({ at, settings: values }: PaymentHost): Merchant {
  const { payment: url } = at.urls;
  if (url === undefined) throw new Error('the payment service has no address');
  return {
    vnpay: {
      tmnCode: values.PAYMENT_VNPAY_TMN_CODE,
      secret: values.PAYMENT_VNPAY_SECRET,
      ipnUrl: new URL('/gateways/vnpay/ipn', url),
    },
    vietqr: {
      bin: values.PAYMENT_VIETQR_BIN,
      account: values.PAYMENT_VIETQR_ACCOUNT,
      secret: values.PAYMENT_VIETQR_SECRET,
      notifyUrl: new URL('/gateways/vietqr/notification', url),
    },
  };
}
