import { z } from 'zod';
import { anyone, json, redirect, route, show, wantsJson, type Route } from '#shared/http';
import type { AccountCentreParts, Gate } from '#identity/account-centre/gate';
import { signedOutPage } from '#identity/sign-in';

/** Only pages of the account centre: the address comes from a form. */
const ownPage = z
  .string()
  .max(2000)
  .regex(/^\/account(?:[/?][^\\]*)?$/)
  .catch('/account');

/** Signing out here and at every portal of the session; and staying signed in when the time runs out. */
export function signOutRoutes(parts: AccountCentreParts, gate: Gate): Route[] {
  const { clock, db, live, sessions, signedOut, store } = parts;
  return [
    route({
      method: 'POST',
      path: '/account/sign-out',
      who: anyone,
      body: z.object({}),
      async handle({ koa }) {
        const principal = await sessions.current(koa);
        if (principal !== null) {
          const { sessionUid } = principal;
          await db.transaction((tx) => store.endSession(tx, { sessionUid, reason: 'logout' }));
          signedOut.note(koa, sessionUid);
        }
        koa.cookies.set(live.current().provider.cookieName('session'), null, {
          path: '/',
          httpOnly: true,
          sameSite: 'lax',
          overwrite: true,
        });
        return redirect('/account/signed-out');
      },
    }),
    route({
      method: 'GET',
      path: '/account/signed-out',
      who: anyone,
      handle: async ({ koa }) => show(signedOutPage, await signedOut.model(koa, (await sessions.current(koa)) !== null)),
    }),
    route({
      method: 'POST',
      path: '/account/extend',
      who: gate.signedIn,
      body: z.object({ here: ownPage }),
      // A passage through the provider is what prolongs a session; a living one comes back without being asked anything.
      handle: async (call) => redirect(sessions.signInUrl(wantsJson(call.koa) ? '/account/extend' : call.body.here)),
    }),
    route({
      method: 'GET',
      path: '/account/extend',
      who: gate.signedIn,
      // Where that passage ends for the page's own script: what there really is. A person who comes here by hand goes on.
      handle: async ({ koa, principal }) =>
        wantsJson(koa)
          ? json({ seconds: Math.floor((principal.expiresAt.getTime() - clock.now().getTime()) / 1000) })
          : redirect('/account'),
    }),
  ];
}
