import { buildEndSessionUrl } from 'openid-client';
import { allowFormTarget, anyone, redirect, route, show, type Route } from '#shared/http';
import type { Kit } from './kit.ts';
import { signOutPage, signedOutPage } from './pages.ts';

/**
 * `GET /sign-out` asks, `POST /sign-out` ends this session and goes on to the provider's end-session endpoint (OpenID
 * Connect RP-Initiated Logout 1.0), which comes back to `GET /signed-out`. With the provider away the local session
 * ends all the same and the page says that only this one has.
 */
export function signOutRoutes(kit: Kit): readonly Route[] {
  const { options } = kit;
  const signedOut = new URL('/signed-out', options.baseUrl);
  return [
    route({
      method: 'GET',
      path: '/sign-out',
      who: anyone,
      async handle(call) {
        allowFormTarget(call.koa, new URL(options.issuer).origin);
        return show(signOutPage, { signedIn: (await kit.person(call)) !== null });
      },
    }),
    route({
      method: 'POST',
      path: '/sign-out',
      who: anyone,
      async handle(call) {
        const person = await kit.person(call);
        kit.cookies.clearSession(call.koa);
        if (person === null) return redirect(signedOut.pathname);
        const hint = await kit.tokens.idToken(person.session);
        await kit.sessions.end(options.db, person.session);
        try {
          const { config } = await kit.connection.provider();
          const target = buildEndSessionUrl(config, {
            post_logout_redirect_uri: signedOut.href,
            ui_locales: call.lang,
            ...(hint === null ? {} : { id_token_hint: hint }),
          });
          return redirect(target.href);
        } catch (error) {
          options.log.warn({ traceId: call.traceId, err: error }, 'signed out here only');
          return redirect(`${signedOut.pathname}?only=here`);
        }
      },
    }),
    route({
      method: 'GET',
      path: '/signed-out',
      who: anyone,
      async handle(call) {
        // The address proves nothing: whoever is signed in here is told so.
        if ((await kit.person(call)) !== null) return redirect('/sign-out');
        return show(signedOutPage, { everywhere: call.koa.query['only'] !== 'here' });
      },
    }),
  ];
}
