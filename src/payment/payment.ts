import { one, statement } from '#shared/db';
import type { Route } from '#shared/http';
import type { Recurring, Task } from '#shared/jobs';
import { openapiRoute } from '#shared/openapi';
import { z } from 'zod';
import { deliverEvent, deliverEventTask } from './events.ts';
import { fineApiRoutes } from './fines-api.ts';
import { fineLookUpRoutes, finesPage } from './fine-look-up-page.ts';
import { finePage, finePageRoutes } from './fine-page.ts';
import { fineReturnRoute } from './fine-return-route.ts';
import { gatewayRoutes } from './gateway-routes.ts';
import type { Gateway } from './gateway.ts';
import { balances } from './ledger.ts';
import { createLinks, type Links } from './links.ts';
import { homePage, myPage, myPageRoutes } from './my-page.ts';
import { openapi } from './openapi.ts';
import type { PaymentOptions } from './options.ts';
import { orderPage, orderPageRoutes } from './order-page.ts';
import { orderApiRoutes } from './orders-api.ts';
import { receiptPage, receiptRoutes } from './receipt-page.ts';
import { repairTasks } from './repair.ts';
import { createSuspenseDesk, type SuspenseDesk } from './suspense-desk.ts';
import { giveBack, giveBackTask } from './suspense-give-back.ts';
import { checkPage, verifyPage, verifyRoutes } from './verify-page.ts';
import { createVietqr } from './vietqr.ts';
import { createVnpay } from './vnpay.ts';

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
  const deps = { ...options, links };
  const repair = repairTasks(options, [vnpay, vietqr]);
  return {
    links,
    routes: [
      ...options.rp.routes,
      ...orderApiRoutes(deps),
      ...fineApiRoutes(deps),
      ...gatewayRoutes(deps, { vnpay, vietqr }),
      ...myPageRoutes(deps),
      ...orderPageRoutes(deps, [vnpay, vietqr]),
      ...receiptRoutes(deps),
      ...verifyRoutes(deps),
      ...fineLookUpRoutes(deps),
      ...finePageRoutes(deps),
      fineReturnRoute(deps),
      openapiRoute(openapi(options.baseUrl)),
    ],
    tasks: { [deliverEventTask]: deliverEvent(deps), [giveBackTask]: giveBack(options, [vnpay, vietqr]), ...repair.tasks },
    recurring: repair.recurring,
    balances: () => balances(options.db),
    suspense: createSuspenseDesk(options),
    async ready() {
      await one(options.db, ping, []);
    },
  };
}

/** Every page of the service with its samples, for the page test. */
export const paymentPages = [homePage, myPage, orderPage, receiptPage, checkPage, verifyPage, finesPage, finePage];
