import { redirect, route, type Route } from '#shared/http';
import type { OwnDossiers } from './dossier-page.ts';
import type { OwnerParts } from './parts.ts';

/** The owner asks at once for the order that a job is still trying to make. With the payment service away the page says so. */
export function payRoute({ db, log, fees, orders }: OwnerParts, own: OwnDossiers): Route {
  return route({
    method: 'POST',
    path: '/dossiers/:code/pay',
    who: own.who,
    params: own.params,
    async handle(call) {
      const dossier = await own.find(call);
      const waiting = (await fees.of(db, dossier.id)).find((fee) => fee.state === 'to-arrange');
      if (waiting === undefined) return redirect(`/dossiers/${dossier.code}`);
      try {
        await orders.arrange(waiting.id);
      } catch (error) {
        log.warn({ err: error, code: dossier.code }, 'the payment service could not be asked for an order');
        return own.show(dossier, call.lang, { paymentAway: true });
      }
      return redirect(`/dossiers/${dossier.code}`);
    },
  });
}
