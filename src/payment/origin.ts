import type Koa from 'koa';
import { relyingPartyMessages } from '#relying-party';
import { randomToken } from '#shared/crypto';
import { createAssets, createOrigin, problemPage } from '#shared/http';
import { withShared } from '#shared/texts';
import { createView, viewFolders } from '#shared/view';
import { messages } from './messages.ts';
import type { Payment } from './payment.ts';
import type { PaymentOptions } from '#payment/terms';

/** The payment service behind the same edge as every other origin. */
export function createPaymentOrigin(given: {
  readonly payment: Payment;
  readonly options: Pick<PaymentOptions, 'baseUrl' | 'log' | 'metrics' | 'rp'>;
  readonly cookieKey: Buffer;
  /** Public addresses of the other origins, by role. */
  readonly urls: Readonly<Record<string, string>>;
  readonly trustedProxies: number;
  /** Shows the banner of a development system. */
  readonly sandbox: boolean;
}): Koa {
  const { payment, options } = given;
  const assets = createAssets();
  return createOrigin({
    name: 'payment',
    publicUrl: options.baseUrl,
    trustedProxies: given.trustedProxies,
    cookieKey: given.cookieKey,
    routes: payment.routes,
    before: [assets.middleware],
    view: createView({ folders: viewFolders, messages: withShared(paymentMessages), asset: assets.url, cache: true }),
    problemPage,
    urls: given.urls,
    sandbox: given.sandbox,
    log: options.log,
    metrics: options.metrics,
    ready: () => payment.ready(),
    person: (ctx) => options.rp.displayName(ctx),
    traceId: () => randomToken(9),
  });
}

/** The service's texts with the relying-party kit's beside them. */
export const paymentMessages = { vi: { ...relyingPartyMessages.vi, ...messages.vi }, en: { ...relyingPartyMessages.en, ...messages.en } };
