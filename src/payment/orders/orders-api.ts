import { z } from 'zod';
import type { Links, PaymentOptions } from '#payment/terms';
import { one, type Db } from '#shared/db';
import { json, route, type Route } from '#shared/http';
import { once } from './idempotency.ts';
import { suspenseOfOrder } from './money-apart.ts';
import { cancelReasons } from './order-state.ts';
import { cancelOrder, createOrder, orderById, type Order } from './orders.ts';
import { orderProblem } from './problems.ts';

const words = (most: number) => z.string().trim().min(1).max(most);

export const orderRequest = z.object({
  reference: words(64),
  description: words(200),
  payer: z.object({ name: words(200), sub: z.string().min(1).max(255).optional() }),
  items: z
    .array(
      z.object({
        code: words(64),
        name: words(200),
        amount: z.number().int().min(0).max(100_000_000_000),
        kind: z.enum(['fee', 'charge', 'tax', 'other']),
      }),
    )
    .min(1)
    .max(50),
  returnUrl: z.string().max(2000),
  notifyUrl: z.string().max(2000),
});

/** `replaced` is our own: a service that asks for other money cancels and makes a new order. */
export const cancelRequest = z.object({ reason: z.enum(cancelReasons).exclude(['replaced']).optional() });

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
              status: 'created',
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
      params: z.object({ id: z.string() }),
      handle: async ({ principal, params }) => json(await describe(db, links, await owned(deps, params.id, principal.clientId))),
    }),
    route({
      method: 'POST',
      path: '/api/orders/:id/cancel',
      surface: 'api',
      who: rp.requireToken({ audience, scope: 'payment:order' }),
      params: z.object({ id: z.string() }),
      body: cancelRequest,
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

async function describe(db: Db, links: Links, order: Order): Promise<object> {
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
    /** Money that came for this order, did not pay it and is still held; and what of such money has been given back. */
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
