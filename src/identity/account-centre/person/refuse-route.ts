import { z } from 'zod';
import { anyone, redirect, route, show, type Route } from '#shared/http';
import { page, type FieldError } from '#shared/view';
import type { AccountCentreParts, Gate } from '#identity/account-centre/gate';
import { messages } from './messages/index.ts';

export interface RefuseModel {
  readonly refused: boolean;
  readonly errors: readonly FieldError[];
}

export const refusePage = page<RefuseModel>('identity/account/refuse', {
  'to fill in': { refused: false, errors: [] },
  'wrong code': { refused: false, errors: [{ field: 'code', message: messages.vi.refuse.wrong }] },
  refused: { refused: true, errors: [] },
});

/**
 * Refusing a new phone that is waiting: with the code that went to the old number, without signing in, since its owner may be shut out; or from
 * any session, since it only ever protects.
 */
export function refuseRoutes(parts: AccountCentreParts, gate: Gate): Route[] {
  const { accounts, db } = parts;
  return [
    route({ method: 'GET', path: '/refuse', who: anyone, handle: async () => show(refusePage, { refused: false, errors: [] }) }),
    route({
      method: 'POST',
      path: '/refuse',
      who: anyone,
      body: z.object({ code: z.string().max(100).default('') }),
      async handle(call) {
        await accounts.limits.beforeTry({ action: 'code', subject: `refuse:${call.ip}`, ip: call.ip });
        const refused = (await accounts.phoneChanges.refuseByCode(db, call.body.code)) !== null;
        const errors = refused ? [] : [{ field: 'code', message: messages[call.lang].refuse.wrong }];
        return show(refusePage, { refused, errors }, refused ? 200 : 400);
      },
    }),
    route({
      method: 'POST',
      path: '/account/profile/phone/refuse',
      who: gate.signedIn,
      body: z.object({}),
      async handle(call) {
        await accounts.phoneChanges.refuse(db, call.principal.account.id);
        return redirect('/account?done=phone-refused');
      },
    }),
  ];
}
