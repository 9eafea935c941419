import { z } from 'zod';
import { sha256 } from '#shared/crypto';
import { run } from '#shared/db';
import { anyone, json, route, type Reply, type Request, type Route } from '#shared/http';
import type { Kit } from './kit.ts';
import { LOGOUT_TOKEN_AGE, LogoutTokenRefused, readLogoutToken } from './logout-token.ts';
import { insertOnce } from './once-sql.ts';

/**
 * `POST /backchannel-logout` (OpenID Connect Back-Channel Logout 1.0 section 2.5) — ends the sessions the logout token
 * names, in one transaction with the memory of its `jti`. 200 when done (also when there was nothing to end), 400 when
 * the token is refused, 503 when it could not be checked and should be sent again.
 */
export function backchannelLogoutRoute(kit: Kit): Route {
  const { options } = kit;
  return route({
    method: 'POST',
    path: '/backchannel-logout',
    who: anyone,
    surface: 'api',
    accepts: 'form',
    limit: 16_384,
    body: z.object({ logout_token: z.string().min(1).max(8192) }),
    async handle(call) {
      const now = options.clock.now();
      let token;
      try {
        const { jwks, issuer } = await kit.connection.provider();
        token = await readLogoutToken(call.body.logout_token, {
          jwks,
          issuer,
          clientId: options.clientId,
          alg: options.idTokenAlg ?? 'ES256',
          typed: options.typedLogoutTokens ?? false,
          now,
        });
      } catch (error) {
        if (error instanceof LogoutTokenRefused) return refuse(call, error.message);
        options.log.error({ traceId: call.traceId, err: error }, 'logout token not checked');
        call.koa.set('Retry-After', '5');
        return json({ error: 'temporarily_unavailable' }, 503);
      }
      const { jti, sid, sub } = token;
      const ended = await options.db.transaction(async (tx) => {
        const until = new Date(now.getTime() + 2 * (LOGOUT_TOKEN_AGE + 60) * 1000);
        if ((await run(tx, insertOnce, ['logout', sha256(jti), until])) !== 1) return null;
        return kit.sessions.endFromProvider(tx, { iss: options.issuer, sid, sub });
      });
      if (ended === null) return refuse(call, 'jti was used before');
      options.log.info({ traceId: call.traceId, sid, ended }, 'signed out by the provider');
      return json({});
    },
  });

  function refuse(call: Request, why: string): Reply {
    options.log.warn({ traceId: call.traceId, why }, 'logout token refused');
    return json({ error: 'invalid_request', error_description: why.replace(/[^\x20-\x7e]/g, '?').slice(0, 200) }, 400);
  }
}
