import { z } from 'zod';
import { anyone, redirect, route, show, type Route } from '#shared/http';
import { page } from '#shared/view';
import type { AccountCentreParts, Gate } from '#identity/account-centre/gate';

export const signedOutPage = page<object>('identity/account/signed-out', { shown: {} });

/** Only pages of the account centre: the address comes from a form. */
const ownPage = z
  .string()
  .max(2000)
  .regex(/^\/account(?:[/?][^\\]*)?$/)
  .catch('/account');

/** Signing out here and at every portal of the session; and staying signed in when the time runs out. */
export function signOutRoutes(parts: AccountCentreParts, gate: Gate): Route[] {
  const { db, live, sessions, store } = parts;
  return [
    route({
      method: 'POST',
      path: '/account/sign-out',
      who: anyone,
      body: z.object({}),
      async handle({ koa }) {
        const principal = await sessions.current(koa);
        if (principal !== null) await db.transaction((tx) => store.endSession(tx, { sessionUid: principal.sessionUid, reason: 'logout' }));
        koa.cookies.set(live.current().provider.cookieName('session'), null, {
          path: '/',
          httpOnly: true,
          sameSite: 'lax',
          overwrite: true,
        });
        return redirect('/account/signed-out');
      },
    }),
    route({ method: 'GET', path: '/account/signed-out', who: anyone, handle: async () => show(signedOutPage, {}) }),
    route({
      method: 'POST',
      path: '/account/extend',
      who: gate.signedIn,
      body: z.object({ here: ownPage }),
      // A passage through the provider is what prolongs a session; a living one comes back without being asked anything.
      handle: async (call) => redirect(sessions.signInUrl(call.body.here)),
    }),
  ];
}
