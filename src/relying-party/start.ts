import { buildAuthorizationUrlWithPAR, calculatePKCECodeChallenge } from 'openid-client';
import { z } from 'zod';
import { randomToken, sha256 } from '#shared/crypto';
import { run } from '#shared/db';
import { anyone, redirect, route, type Route } from '#shared/http';
import { asLevel, levels, type Level } from './assurance.ts';
import { failure, startPath } from './failure.ts';
import type { Kit } from './kit.ts';
import { insertLogin } from './login-sql.ts';
import { limits } from './options.ts';
import { fromProviderCall } from './provider-errors.ts';
import { returnPath } from './return-path.ts';

const asked = z.object({
  return: z.string().optional(),
  acr: z.string().max(20).optional(),
  max_age: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional(),
});

/**
 * `GET /sign-in/start?return=&acr=&max_age=` — pushes an authorization request (RFC 9126) with PKCE S256, a state and
 * nonce of its own for this tab, and sends the browser to the provider. The record it leaves is single use and tied to
 * this browser by a cookie, so that nobody can be made to finish somebody else's sign-in.
 */
export function startRoute(kit: Kit): Route {
  const { options } = kit;
  return route({
    method: 'GET',
    path: '/sign-in/start',
    who: anyone,
    query: asked,
    async handle(call) {
      const returnTo = returnPath(call.query.return, options.baseUrl);
      const level = asLevel(call.query.acr) ?? options.level ?? null;
      const maxAge = call.query.max_age === undefined ? null : Number(call.query.max_age);
      const state = randomToken();
      const { verifier, nonce } = kit.secretsOf(state);
      let target: URL;
      try {
        const { config, dpop } = await kit.connection.provider();
        const parameters = new URLSearchParams({
          redirect_uri: kit.callbackUrl.href,
          scope: [...new Set(['openid', ...options.scopes])].join(' '),
          state,
          nonce,
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          ui_locales: call.lang,
        });
        if (level !== null) askFor(level, parameters, config.serverMetadata().claims_parameter_supported === true);
        if (maxAge !== null) parameters.set('max_age', String(maxAge));
        for (const resource of options.resources ?? []) parameters.append('resource', resource);
        target = await buildAuthorizationUrlWithPAR(config, parameters, { DPoP: dpop });
      } catch (error) {
        const again = startPath(returnTo, { level: asLevel(call.query.acr), maxAge });
        return failure(options.log, call, { code: fromProviderCall(error), again, cause: error });
      }
      const now = options.clock.now();
      await run(options.db, insertLogin, [
        sha256(state),
        sha256(kit.cookies.browser(call.koa)),
        returnTo,
        level,
        maxAge,
        now,
        new Date(now.getTime() + limits.loginSeconds * 1000),
      ]);
      return redirect(target.href);
    },
  });
}

/**
 * Whoever cannot reach the level is told so by the provider, which knows why (an essential claim, OpenID Connect Core section 5.5.1.1);
 * one that does not know such requests is asked by `acr_values`, which are only a wish. The callback compares in either case.
 */
function askFor(level: Level, parameters: URLSearchParams, essential: boolean): void {
  parameters.set('acr_values', level);
  const values = levels.slice(levels.indexOf(level));
  if (essential) parameters.set('claims', JSON.stringify({ id_token: { acr: { essential: true, values } } }));
}
