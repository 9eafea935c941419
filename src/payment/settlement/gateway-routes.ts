import { z } from 'zod';
import { transferNotice, type Gateway, type RawNotification } from '#payment/gateways';
import { suspenseReasons } from '#payment/ledger';
import { attemptBy, orderProblem } from '#payment/orders';
import type { Links, PaymentOptions } from '#payment/terms';
import { signatureFields } from '#shared/fetch';
import { anyone, json, redirect, route, type JsonReply, type Request, type Route } from '#shared/http';
import { askGateway } from './ask-gateway.ts';
import { notificationProblem } from './problems.ts';
import { settle, type Settlement } from './settle.ts';

type Deps = Pick<PaymentOptions, 'db' | 'clock' | 'jobs' | 'collector' | 'metrics' | 'log'> & { readonly links: Links };

/** VNPAY may send more than is known today; the signature covers all of it. */
const whatever = z.record(z.string(), z.string()).describe('vnp_TmnCode, vnp_TxnRef, vnp_Amount, … , vnp_SecureHash');

const vnpayAnswer = z.object({
  RspCode: z
    .enum(['00', '01', '02', '04', '97', '99'])
    .describe('00 recorded, 01 no such order, 02 recorded before, 04 wrong amount, 97 not signed, 99 to be sent again'),
  Message: z.string(),
});
type VnpayCode = z.output<typeof vnpayAnswer>['RspCode'];

/** A transfer has been made, so it neither fails nor stays open. */
const transferAnswer = z.object({ result: z.enum(['paid', 'already', ...suspenseReasons]) });

/** VNPAY's answers, in the order of its checks: signature, order, amount, already done, done. What is answered with 99 it repeats. */
const rspCodes: Readonly<Record<Settlement, readonly [VnpayCode, string]>> = {
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

const answer = ([RspCode, Message]: readonly [VnpayCode, string]): JsonReply<z.output<typeof vnpayAnswer>, 200> =>
  json({ RspCode, Message });

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
      operation: {
        id: 'notifyVnpay',
        summary: 'What became of a payment at VNPAY',
        description:
          'For VNPAY, as its version 2.1.0 has it: the parameters are signed by vnp_SecureHash (HMAC-SHA-512), and whatever comes is answered with 200 and a code.',
        answers: { 200: { means: 'What came of it', body: vnpayAnswer } },
      },
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
      operation: {
        id: 'notifyTransfer',
        summary: 'Money has come into the collection account',
        description:
          'For the bank. Signed by X-Key-Id, X-Timestamp, Idempotency-Key and X-Signature: HMAC-SHA-256 in hexadecimal over key id, idempotency key, time, method, path and SHA-256 of the body, one per line.',
        checks: { headers: signatureFields, body: transferNotice },
        answers: { 200: { means: 'Recorded', body: transferAnswer } },
        refuses: {
          'notification.unsigned': 'The signature does not hold',
          'notification.foreign': 'Another account',
          'notification.malformed': 'Not understood',
        },
      },
      async handle(call) {
        const reading = gateways.vietqr.readNotification(rawOf(call, {}));
        if ('refused' in reading) throw notificationProblem(`notification.${reading.refused}`);
        const result = await db.transaction((tx) => settle(deps, tx, reading.facts));
        if (result === 'failed' || result === 'open') throw new Error(`a transfer was settled as ${result}`);
        return json({ result });
      },
    }),
  ];
}

function rawOf({ koa }: Request, query: Readonly<Record<string, string>>): RawNotification {
  const body = koa.state['rawBody'] as Buffer | undefined;
  return { method: koa.method, path: koa.originalUrl, query, body: body?.toString('utf8') ?? '', header: (name) => koa.get(name) };
}
