import { z } from 'zod';
import { redirect, route, type Route } from '#shared/http';
import { admittedFine, fineParams, type FineDeps } from './fine-page.ts';
import { orderForFine } from './fines.ts';

/** Going on to pay a fine: leads to its order. */
export function finePayRoute(deps: FineDeps): Route {
  const { db, links, rp } = deps;
  return route({
    method: 'POST',
    path: '/fines/:id/pay',
    who: rp.visitor,
    params: fineParams,
    body: z.object({ t: z.string().max(64).optional() }),
    async handle({ params: { id }, body, principal }) {
      const fine = await admittedFine(deps, id, body.t);
      if (fine.status === 'paid') return redirect(links.fine(id));
      const order = await db.transaction((tx) => orderForFine(deps, tx, { fine, ownerSub: principal?.sub ?? null }));
      return redirect(links.order(order));
    },
  });
}
