import type { Config } from '#config';
import { createPayment, createPaymentOrigin, createSuspenseDesk, type Payment, type PaymentOptions, type SuspenseDesk } from '#payment';
import { systemClock } from '#shared/clock';
import { hmacSha256 } from '#shared/crypto';
import type { Db } from '#shared/db';
import { createGuardedFetch } from '#shared/fetch';
import { createJobs } from '#shared/jobs';
import type { Runtime } from './roles.ts';
import { edgeOf, sealerOf, service, webhookKey } from './service.ts';

/** The payment service, with the gateways money comes by. */
export const paymentOf = (runtime: Runtime): Payment => made(runtime).payment;

export const paymentOrigin = (runtime: Runtime) => createPaymentOrigin({ ...made(runtime), ...edgeOf(runtime, 'payment') });

const made = (runtime: Runtime): { payment: Payment; options: PaymentOptions } =>
  runtime.once('payment', () => {
    const options = optionsOf(runtime);
    return { payment: createPayment(options), options };
  });

function optionsOf(runtime: Runtime): PaymentOptions {
  const { config, log, metrics } = runtime;
  const { publicUrl, db, sealer, blindIndex, rp } = service(runtime, 'payment');
  const { vnpay, vietqr } = config.payment;
  const needed = { ...vnpay, ...vietqr, secretVnpay: vnpay.secret, secretVietqr: vietqr.secret };
  for (const [name, value] of Object.entries(needed)) if (value === undefined) throw new Error(`the payment service has no ${name}`);
  return {
    db,
    clock: systemClock,
    log,
    metrics,
    sealer,
    blindIndex,
    jobs: createJobs({ schema: 'payment_jobs' }),
    rp,
    baseUrl: publicUrl,
    // Printed on receipts, so it hangs on the one secret that never changes.
    linkKey: hmacSha256(config.secrets.blindIndexKey, 'payment-links'),
    webhookKey: webhookKey(config),
    webhookFetch: createGuardedFetch({ allowLoopback: config.localhost, allowedNetworks: config.allowedPrivateNetworks }),
    gatewayFetch: fetch,
    vnpay: {
      tmnCode: String(vnpay.tmnCode),
      secret: String(vnpay.secret),
      payUrl: new URL(String(vnpay.url)),
      apiUrl: new URL(String(vnpay.apiUrl)),
    },
    vietqr: {
      bin: String(vietqr.bin),
      account: String(vietqr.account),
      accountName: 'MOT CUA',
      keys: [{ id: 'bank', secret: Buffer.from(String(vietqr.secret)) }],
    },
    collector: { series: 'MC', name: 'Một Cửa', taxCode: '0000000017' },
    allowLoopback: config.localhost,
    lookupsPerMinute: 600,
  };
}

/** For `payment suspense`: money that paid nothing, with the keys of this configuration. */
export const suspenseDesk = (config: Config, db: Db): SuspenseDesk =>
  createSuspenseDesk({ db, clock: systemClock, sealer: sealerOf(config), jobs: createJobs({ schema: 'payment_jobs' }) });
