import { z } from 'zod';
import type { Gateway, RawNotification } from '#payment/gateways';
import { attemptBy, orderProblem } from '#payment/orders';
import type { Links, PaymentOptions } from '#payment/terms';
import { anyone, json, redirect, route, type Reply, type Request, type Route } from '#shared/http';
import { askGateway } from './ask-gateway.ts';
import { notificationProblem } from './problems.ts';
import { settle, type Settlement } from './settle.ts';

type Deps = Pick<PaymentOptions, 'db' | 'clock' | 'jobs' | 'collector' | 'metrics' | 'log'> & { readonly links: Links };

/** VNPAY's answers, in the order of its checks: signature, order, amount, already done, done. What is answered with 99 it repeats. */
const rspCodes: Readonly<Record<Settlement, readonly [string, string]>> = {
  'unknown-reference': ['01', 'Order not found'],
  'wrong-amount': ['04', 'Invalid amount'],
  already: ['02', 'Order already confirmed'],
  twice: ['02', 'Order already confirmed'],
  late: ['02', 'Order already closed'],
  paid: ['00', 'Confirm success'],
  failed: ['00', 'Confirm success'],
  open: ['00', 'Confirm success'],
};
const refusals = { unsigned: ['97', 'Invalid checksum'], foreign: ['01', 'Order not found'], malformed: ['99', 'Invalid data'] } as const;

/** VNPAY may send more than is known today; the signature covers all of it. */
const whatever = z.record(z.string(), z.string());

const answer = ([RspCode, Message]: readonly [string, string]): Reply => json({ RspCode, Message });

/** Where gateways report, and where VNPAY sends the person back to. */
export function gatewayRoutes(deps: Deps, gateways: { readonly vnpay: Gateway; readonly vietqr: Gateway }): Route[] {
  const { db, log } = deps;
  return [
    route({
      method: 'GET',
      path: '/gateways/vnpay/ipn',
      surface: 'api',
      who: anyone,
      query: whatever,
      refuse: ({ kind }) => answer(kind.status < 500 ? refusals.malformed : ['99', 'Unknown error']),
      async handle(call) {
        const reading = gateways.vnpay.readNotification(rawOf(call, call.query));
        if ('refused' in reading) {
          log.warn({ traceId: call.traceId, refused: reading.refused }, 'a VNPAY notification was refused');
          return answer(refusals[reading.refused]);
        }
        return answer(rspCodes[await db.transaction((tx) => settle(deps, tx, reading.facts))]);
      },
    }),
    route({
      method: 'GET',
      path: '/gateways/vnpay/return',
      who: anyone,
      query: whatever,
      async handle(call) {
        // What a browser brings back decides nothing. It tells which order to show, and that now is a good time to ask VNPAY.
        const reading = gateways.vnpay.readNotification(rawOf(call, call.query));
        const reference = 'facts' in reading ? reading.facts.reference : null;
        const attempt = reference === null ? null : await attemptBy(db, reference);
        if (attempt === null) throw orderProblem('order.not-found');
        await askGateway(deps, [gateways.vnpay], attempt.reference).catch((error: unknown) => {
          log.warn({ traceId: call.traceId, err: error }, 'the query on return failed; the repair job asks again');
        });
        return redirect(deps.links.order(attempt.order_id));
      },
    }),
    route({
      method: 'POST',
      path: '/gateways/vietqr/notification',
      surface: 'api',
      who: anyone,
      limit: 8192,
      async handle(call) {
        const reading = gateways.vietqr.readNotification(rawOf(call, {}));
        if ('refused' in reading) throw notificationProblem(`notification.${reading.refused}`);
        return json({ result: await db.transaction((tx) => settle(deps, tx, reading.facts)) });
      },
    }),
  ];
}

function rawOf({ koa }: Request, query: Readonly<Record<string, string>>): RawNotification {
  const body = koa.state['rawBody'] as Buffer | undefined;
  return { method: koa.method, path: koa.originalUrl, query, body: body?.toString('utf8') ?? '', header: (name) => koa.get(name) };
}
