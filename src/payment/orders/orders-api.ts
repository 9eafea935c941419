import type { z } from 'zod';
import type { Links, PaymentOptions } from '#payment/terms';
import { one, type Db } from '#shared/db';
import { json, route, type Route } from '#shared/http';
import { idempotencyKey, once } from './idempotency.ts';
import { suspenseOfOrder } from './money-apart.ts';
import { cancelRequest, newOrder, orderParams, orderRequest, orderView } from './order-schemas.ts';
import { cancelOrder, createOrder, orderById, type Order } from './orders.ts';
import { orderProblem } from './problems.ts';

type Deps = Pick<PaymentOptions, 'db' | 'clock' | 'sealer' | 'jobs' | 'rp' | 'baseUrl' | 'allowLoopback' | 'metrics'> & {
  readonly links: Links;
};

/** The API for services that want money: create an order, read it, cancel it. A client sees its own orders only. */
export function orderApiRoutes(deps: Deps): Route[] {
  const { db, clock, links, rp } = deps;
  const audience = deps.baseUrl.origin;
  return [
    route({
      method: 'POST',
      path: '/api/orders',
      surface: 'api',
      who: rp.requireToken({ audience, scope: 'payment:order' }),
      body: orderRequest,
      operation: {
        id: 'createOrder',
        summary: 'Ask for money',
        checks: { headers: idempotencyKey },
        answers: { 201: { means: 'The order; the same for the same key and body during 24 hours', body: newOrder } },
        refuses: {
          'order.key-reused': 'The key was used with another body',
          'order.key-malformed': 'The key is malformed',
          'order.url-refused': 'An address is refused',
          'order.amount-refused': 'The amount is refused',
        },
      },
      async handle({ koa, principal, body }) {
        for (const url of [body.returnUrl, body.notifyUrl]) checkUrl(url, deps.allowLoopback);
        const request = { clientId: principal.clientId, key: koa.get('idempotency-key'), body, now: clock.now() };
        const answer = await db.transaction((tx) =>
          once(tx, request, async () => {
            const order = await createOrder(deps, tx, {
              clientId: principal.clientId,
              fineId: null,
              reference: body.reference,
              description: body.description,
              payerName: body.payer.name,
              ownerSub: body.payer.sub ?? null,
              items: body.items,
              returnUrl: body.returnUrl,
              notifyUrl: body.notifyUrl,
            });
            deps.metrics.event('order.created');
            return {
              id: order.id,
              status: 'created' as const,
              amount: Number(order.amount),
              url: links.order(order.id),
              expiresAt: order.expiresAt.toISOString(),
            };
          }),
        );
        return json(answer, 201);
      },
    }),
    route({
      method: 'GET',
      path: '/api/orders/:id',
      surface: 'api',
      who: rp.requireToken({ audience, scope: 'payment:read' }),
      params: orderParams,
      operation: {
        id: 'readOrder',
        summary: 'How an order stands',
        answers: { 200: { means: 'The order', body: orderView } },
        refuses: { 'order.not-found': 'No such order of this client' },
      },
      handle: async ({ principal, params }) => json(await describe(db, links, await owned(deps, params.id, principal.clientId))),
    }),
    route({
      method: 'POST',
      path: '/api/orders/:id/cancel',
      surface: 'api',
      who: rp.requireToken({ audience, scope: 'payment:order' }),
      params: orderParams,
      body: cancelRequest,
      operation: {
        id: 'cancelOrder',
        summary: 'Take an order back that nobody has paid',
        answers: { 200: { means: 'The order, cancelled; again when it was before', body: orderView } },
        refuses: {
          'order.not-found': 'No such order of this client',
          'order.move-refused': 'It is paid or over; the detail names its state',
        },
      },
      async handle({ principal, params, body }) {
        const order = await owned(deps, params.id, principal.clientId);
        const state = await db.transaction((tx) => cancelOrder(tx, { orderId: order.id, reason: body.reason ?? null }));
        if (state !== 'cancelled') throw orderProblem('order.move-refused', { detail: `an order that is ${state} cannot be cancelled` });
        return json(await describe(db, links, await owned(deps, params.id, principal.clientId)));
      },
    }),
  ];
}

/** Somebody else's order is answered like one that does not exist. */
async function owned(deps: Deps, id: string, clientId: string): Promise<Order> {
  const order = await orderById(deps, deps.db, id);
  if (order === null || order.clientId !== clientId) throw orderProblem('order.not-found');
  return order;
}

async function describe(db: Db, links: Links, order: Order): Promise<z.output<typeof orderView>> {
  const suspense = await one(db, suspenseOfOrder, [order.id]);
  return {
    id: order.id,
    status: order.status,
    reference: order.reference,
    amount: Number(order.amount),
    url: links.order(order.id),
    createdAt: order.createdAt.toISOString(),
    expiresAt: order.expiresAt.toISOString(),
    paidAt: order.paidAt?.toISOString() ?? null,
    cancelReason: order.cancelReason,
    receiptNumber: order.receipt,
    suspenseAmount: Number(suspense.held),
    returnedAmount: Number(suspense.returned),
  };
}

function checkUrl(text: string, allowLoopback: boolean): void {
  const url = URL.parse(text);
  const plain = allowLoopback && url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url === null || (url.protocol !== 'https:' && !plain) || url.username !== '' || url.password !== '') {
    throw orderProblem('order.url-refused', { detail: 'returnUrl and notifyUrl must be https addresses without credentials' });
  }
}
