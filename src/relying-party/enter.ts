import type { IDToken, TokenEndpointResponse } from 'openid-client';
import { redirect, type Reply, type Request } from '#shared/http';
import { acrOf } from './assurance.ts';
import { failure, startPath } from './failure.ts';
import type { Kit } from './kit.ts';
import type { Arrival } from './options.ts';
import type { RelyingPartyCode } from './problems.ts';
import { returnPath } from './return-path.ts';
import { sessionOf } from './session-row.ts';
import { asAccessToken } from './tokens.ts';

interface Arriving {
  readonly answer: TokenEndpointResponse;
  readonly claims: IDToken;
  readonly more: Readonly<Record<string, unknown>>;
  readonly returnTo: string;
}

const refusals: Readonly<Record<'not-linked' | 'locked' | 'not-allowed', RelyingPartyCode>> = {
  'not-linked': 'rp.not-linked',
  locked: 'rp.locked',
  'not-allowed': 'rp.not-allowed',
};

/**
 * Begins the session of somebody whose ID token has been checked. The module's own word (`arrive`), the new session and
 * the end of the one this browser had before are one transaction; the session's id is always new, also after step-up.
 */
export async function enter(kit: Kit, request: Request, arriving: Arriving): Promise<Reply> {
  const { options } = kit;
  const { answer, claims, more, returnTo } = arriving;
  const all = { ...more, ...claims };
  const visitor = { iss: claims.iss, sub: claims.sub, acr: acrOf(claims), claims: all, returnTo };
  const before = kit.cookies.session(request.koa);
  const result = await options.db.transaction(async (tx) => {
    const arrival: Arrival = (await options.arrive?.(tx, visitor)) ?? { kind: 'enter' };
    if (before !== null) await kit.sessions.end(tx, sessionOf(before));
    if (arrival.kind === 'refuse') return { refused: refusals[arrival.why] };
    const sid = claims['sid'];
    const amr = claims['amr'];
    const cookie = await kit.sessions.begin(tx, {
      iss: claims.iss,
      sub: claims.sub,
      sid: typeof sid === 'string' ? sid : null,
      acr: acrOf(claims),
      amr: Array.isArray(amr) ? amr.filter((method): method is string => typeof method === 'string') : [],
      authTime: claims.auth_time ?? null,
      claims: all,
      tokens: {
        refreshToken: answer.refresh_token ?? null,
        idToken: answer.id_token ?? null,
        access: { '': asAccessToken(answer, options.clock.epoch()) },
      },
    });
    return cookie === null ? { refused: 'rp.session-ended' as const } : { cookie, to: arrival.to };
  });
  if ('refused' in result) {
    kit.cookies.clearSession(request.koa);
    return failure(options.log, request, {
      code: result.refused,
      again: result.refused === 'rp.session-ended' ? startPath(returnTo) : null,
    });
  }
  kit.cookies.setSession(request.koa, result.cookie);
  return redirect(result.to === undefined ? returnTo : returnPath(result.to, options.baseUrl));
}
