import { z } from 'zod';
import { redirect, route, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import type { AccountCentreParts, Gate, MakeChange } from '#identity/account-centre/gate';
import { portalParams } from './data-page.ts';

/** Withdrawing what a portal was allowed: it receives nothing new and its access ends. */
export function withdrawRoutes({ events, store }: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  return [
    route({
      method: 'POST',
      path: '/account/data/:client/withdraw',
      who: gate.signedIn,
      params: portalParams,
      body: z.object({}),
      async handle(call) {
        const accountId = call.principal.account.id;
        const clientId = call.params.client;
        const withdrawn = await change(call.principal, { needs: null }, async (tx) => {
          if ((await store.revokeGrants(tx, { accountId, clientId })) === 0) return null;
          await events.record(tx, { type: 'access.withdrawn', accountId, clientId, actor: accountId, ip: call.ip, traceId: call.traceId });
          return true;
        });
        if (withdrawn === null) throw problem('page.not-found');
        return redirect('/account/data?done=withdrawn');
      },
    }),
  ];
}
