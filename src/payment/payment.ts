import { z } from 'zod';
import { fineApiRoutes, fineLookUpRoutes, finePage, finePageRoute, finePayRoute, fineReturnRoute, finesPage } from '#payment/fines';
import { createVietqr, createVnpay, type Gateway } from '#payment/gateways';
import { homePage, myPage, myPageRoutes } from '#payment/home';
import { balances } from '#payment/ledger';
import { deliverEvent, deliverEventTask, orderApiRoutes, orderPage, orderPageRoute, orderPayRoute } from '#payment/orders';
import { checkPage, receiptPage, receiptRoutes, verifyPage, verifyRoutes } from '#payment/receipts';
import { gatewayRoutes, repair } from '#payment/settlement';
import { createSuspenseDesk, giveBack, giveBackTask, type SuspenseDesk } from '#payment/suspense';
import { createLinks, type Links, type PaymentOptions } from '#payment/terms';
import { one, statement } from '#shared/db';
import type { Route } from '#shared/http';
import type { Recurring, Task } from '#shared/jobs';
import { openapiRoute } from '#shared/openapi';
import { cleanUp } from './clean-up.ts';
import { openapi } from './openapi.ts';

/** The payment service: what it answers, and what it does by itself. */
export interface Payment {
  /** For the origin; the relying party's own routes are among them. */
  readonly routes: readonly Route[];
  readonly tasks: Readonly<Record<string, Task>>;
  readonly recurring: readonly Recurring[];
  readonly links: Links;
  /** For operators: the balance of every account. */
  balances(): Promise<ReadonlyMap<string, bigint>>;
  /** For operators: money that paid nothing and is to be given back. */
  readonly suspense: SuspenseDesk;
  /** Throws when the service cannot do its work. */
  ready(): Promise<void>;
}

const ping = statement('payment.ping', `SELECT 1 AS up`, z.object({ up: z.number() }));

export function createPayment(options: PaymentOptions): Payment {
  const { clock, log, baseUrl } = options;
  const links = createLinks(options);
  const vnpay: Gateway = createVnpay({
    settings: options.vnpay,
    returnUrl: new URL('/gateways/vnpay/return', baseUrl),
    clock,
    log,
    fetch: options.gatewayFetch,
  });
  const vietqr: Gateway = createVietqr({ settings: options.vietqr, clock });
  const gateways = [vnpay, vietqr];
  const deps = { ...options, links, gateways };
  const routes = [
    ...orderApiRoutes(deps),
    ...fineApiRoutes(deps),
    ...gatewayRoutes(deps, { vnpay, vietqr }),
    ...myPageRoutes(deps),
    orderPageRoute(deps),
    orderPayRoute(deps),
    ...receiptRoutes(deps),
    ...verifyRoutes(deps),
    ...fineLookUpRoutes(deps),
    finePageRoute(deps),
    finePayRoute(deps),
    fineReturnRoute(deps),
  ];
  return {
    links,
    routes: [...options.rp.routes, ...routes, openapiRoute(openapi(options.baseUrl, routes))],
    tasks: {
      [deliverEventTask]: deliverEvent(deps),
      [giveBackTask]: giveBack(options, gateways),
      payment_repair: repair(deps, gateways),
      payment_clean_up: cleanUp(options),
    },
    recurring: [
      { task: 'payment_repair', at: '* * * * *' },
      { task: 'payment_clean_up', at: '23 * * * *' },
    ],
    balances: () => balances(options.db),
    suspense: createSuspenseDesk(options),
    async ready() {
      await one(options.db, ping, []);
    },
  };
}

/** Every page of the service with its samples, for the page test. */
export const paymentPages = [homePage, myPage, orderPage, receiptPage, checkPage, verifyPage, finesPage, finePage];
