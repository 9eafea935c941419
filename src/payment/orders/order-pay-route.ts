import { z } from 'zod';
import { run } from '#shared/db';
import { redirect, route, show, type Route } from '#shared/http';
import { beginAttempt } from './attempts.ts';
import { admittedOrder, linkToken, orderModel, orderPage, type OrderDeps } from './order-page.ts';
import { orderParams } from './order-schemas.ts';
import { claimOrder } from './order-sql.ts';
import { orderTexts } from './texts.ts';

/** Going on to pay, by the way that was chosen. */
export function orderPayRoute(deps: OrderDeps): Route {
  const { db, links, gateways, rp } = deps;
  return route({
    method: 'POST',
    path: '/orders/:id/pay',
    who: rp.visitor,
    params: orderParams,
    body: linkToken.extend({ way: z.string().optional() }),
    async handle(call) {
      const order = await admittedOrder(deps, { id: call.params.id, token: call.body.t, person: call.principal });
      const gateway = gateways.find(({ code }) => code === call.body.way);
      if (gateway === undefined) {
        const errors = [{ field: 'way', message: orderTexts[call.lang].payment.order.chooseWay }];
        return show(orderPage, await orderModel(deps, call, order, errors), 400);
      }
      // Whoever pays while signed in finds the payment again under their own.
      if (call.principal !== null && order.ownerSub === null) await run(db, claimOrder, [order.id, call.principal.sub]);
      const attempt = await db
        .transaction((tx) => beginAttempt(deps, tx, { orderId: order.id, gateway: gateway.code, address: call.ip }))
        .catch((error: unknown) => {
          // Paid or over meanwhile: the page says which.
          if (error instanceof Error && 'code' in error && error.code === 'order.finished') return null;
          throw error;
        });
      const beginning = attempt === null ? null : gateway.begin(attempt, call.lang);
      return redirect(beginning?.kind === 'redirect' ? beginning.url : links.order(order.id));
    },
  });
}
