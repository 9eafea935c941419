import { setTimeout as pause } from 'node:timers/promises';
import { refreshTokenGrant, type TokenEndpointResponse } from 'openid-client';
import { maybe, run } from '#shared/db';
import { Problem } from '#shared/problem';
import type { Connection } from './connection.ts';
import { fromProviderCall, isRefusal } from './provider-errors.ts';
import { limits, type RelyingPartyOptions } from './options.ts';
import { relyingPartyProblem } from './problems.ts';
import * as sql from './session-sql.ts';
import { hashOf, place, type AccessToken, type Tokens } from './session-row.ts';

export interface SessionTokens {
  /**
   * An access token of this session for `resource`, valid for at least half a minute. However many requests in however
   * many processes want a new one, the refresh token is sent once. Throws `rp.session-ended` when the provider has
   * ended the grant (the session is gone then), `rp.provider-unreachable` when it cannot be asked.
   */
  access(session: string, resource: string): Promise<AccessToken>;
  /** For `id_token_hint`; null when the session is gone. */
  idToken(session: string): Promise<string | null>;
}

export function asAccessToken(answer: TokenEndpointResponse, now: number): AccessToken {
  return {
    token: answer.access_token,
    type: answer.token_type === 'dpop' ? 'DPoP' : 'Bearer',
    expiresAt: now + (answer.expires_in ?? 60),
  };
}

const LEASE = 2 * limits.httpSeconds;

export function createSessionTokens(options: RelyingPartyOptions, connection: Connection): SessionTokens {
  const { db, clock, sealer } = options;
  const read = async (session: string) => {
    const row = await maybe(db, sql.findTokens, [hashOf(session), clock.now()]);
    if (row === null) return null;
    return { version: row.tokens_version, tokens: JSON.parse(sealer.open(row.tokens, place('tokens', session))) as Tokens };
  };

  const refresh = async (session: string, resource: string, found: { version: number; tokens: Tokens }): Promise<AccessToken> => {
    const { config, dpop } = await connection.provider();
    const { refreshToken } = found.tokens;
    if (refreshToken === null) throw relyingPartyProblem('rp.session-ended', { detail: 'no refresh token' });
    const answer = await refreshTokenGrant(config, refreshToken, resource === '' ? {} : { resource }, { DPoP: dpop });
    const fresh = asAccessToken(answer, clock.epoch());
    const tokens: Tokens = {
      refreshToken: answer.refresh_token ?? refreshToken,
      idToken: answer.id_token ?? found.tokens.idToken,
      access: { ...found.tokens.access, [resource]: fresh },
    };
    const sealed = sealer.seal(JSON.stringify(tokens), place('tokens', session));
    // No row: a logout came while the provider answered. Its word is the last one.
    if ((await run(db, sql.storeTokens, [hashOf(session), found.version, sealed])) !== 1) throw relyingPartyProblem('rp.session-ended');
    return fresh;
  };

  return {
    async access(session, resource) {
      // Waiting for another request's refresh is bounded in real time, whatever the clock says.
      for (let tries = 0; tries < (LEASE + limits.httpSeconds) * 10; tries += 1) {
        const found = await read(session);
        if (found === null) throw relyingPartyProblem('rp.session-ended');
        const held = found.tokens.access[resource];
        const now = clock.now();
        if (held !== undefined && held.expiresAt - limits.renewSeconds > clock.epoch()) return held;
        const until = new Date(now.getTime() + LEASE * 1000);
        if ((await run(db, sql.leaseTokens, [hashOf(session), found.version, until, now])) !== 1) {
          await pause(100);
          continue;
        }
        try {
          return await refresh(session, resource, found);
        } catch (error) {
          if (isRefusal(error)) {
            // Unless somebody else has renewed it meanwhile, the grant has ended, and with it the session.
            if ((await run(db, sql.deleteRefusedSession, [hashOf(session), found.version])) === 0) continue;
            throw relyingPartyProblem('rp.session-ended', { cause: error });
          }
          await run(db, sql.releaseLease, [hashOf(session), found.version]);
          throw error instanceof Problem ? error : relyingPartyProblem(fromProviderCall(error), { cause: error, retryAfter: 5 });
        }
      }
      throw relyingPartyProblem('rp.provider-unreachable', { detail: 'another request is still renewing the token', retryAfter: 5 });
    },

    async idToken(session) {
      return (await read(session))?.tokens.idToken ?? null;
    },
  };
}
