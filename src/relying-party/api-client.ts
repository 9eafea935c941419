import { WWWAuthenticateChallengeError, clientCredentialsGrant, fetchProtectedResource } from 'openid-client';
import { redirect, type Reply } from '#shared/http';
import { asLevel } from './assurance.ts';
import { startPath } from './failure.ts';
import type { Kit } from './kit.ts';
import { limits } from './options.ts';
import { relyingPartyProblem } from './problems.ts';
import { fromProviderCall } from './provider-errors.ts';
import type { AccessToken } from './session-row.ts';
import type { Person } from './sessions.ts';
import { asAccessToken } from './tokens.ts';

export interface ApiCall {
  /** In whose name: a person's session, or this client itself. */
  readonly as: Person | 'client';
  /** The API's resource indicator. */
  readonly resource: string;
  /** For `as: 'client'`: the scopes to ask for. */
  readonly scope?: string;
  readonly method: string;
  readonly url: URL;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiClient {
  /**
   * Calls another service with the right access token and a DPoP proof for this very request. Answers whatever the
   * service answered, 401 and 403 included; throws only when no token could be had or no answer came.
   */
  call(request: ApiCall): Promise<Response>;
  /** Where to send the person when an API wants a stronger sign-in (RFC 9470); null for every other answer. */
  stepUp(response: Response, returnTo: string): Reply | null;
}

export function createApiClient(kit: Kit): ApiClient {
  const { clock } = kit.options;
  /** Tokens of this client alone, per API and scope; both come from code, so there are few. */
  const held = new Map<string, Promise<AccessToken>>();

  const ownToken = async (resource: string, scope: string): Promise<AccessToken> => {
    const key = JSON.stringify([resource, scope]);
    const known = await held.get(key)?.catch(() => undefined);
    if (known !== undefined && known.expiresAt - limits.renewSeconds > clock.epoch()) return known;
    const asking = ask(resource, scope);
    held.set(key, asking);
    return asking;
  };
  const ask = async (resource: string, scope: string): Promise<AccessToken> => {
    const { config, dpop } = await kit.connection.provider();
    try {
      return asAccessToken(await clientCredentialsGrant(config, { resource, scope }, { DPoP: dpop }), clock.epoch());
    } catch (cause) {
      throw relyingPartyProblem(fromProviderCall(cause), { cause, retryAfter: 5 });
    }
  };

  return {
    async call(request) {
      const { config, dpop } = await kit.connection.provider();
      const access =
        request.as === 'client'
          ? await ownToken(request.resource, request.scope ?? '')
          : await kit.tokens.access(request.as.session, request.resource);
      const headers = new Headers({ accept: 'application/json', ...request.headers });
      if (request.body !== undefined) headers.set('content-type', 'application/json');
      const body = request.body === undefined ? null : JSON.stringify(request.body);
      try {
        return await fetchProtectedResource(
          config,
          access.token,
          request.url,
          request.method,
          body,
          headers,
          access.type === 'DPoP' ? { DPoP: dpop } : {},
        );
      } catch (error) {
        if (error instanceof WWWAuthenticateChallengeError) return error.response;
        throw error;
      }
    },

    stepUp(response, returnTo) {
      const header = response.headers.get('www-authenticate') ?? '';
      if (response.status !== 401 || !/\berror="insufficient_user_authentication"/.test(header)) return null;
      const level = asLevel(/\bacr_values="([^"]*)"/.exec(header)?.[1]?.split(' ')[0]);
      const maxAge = /\bmax_age="?(\d{1,6})/.exec(header)?.[1];
      return redirect(startPath(returnTo, { level, maxAge: maxAge === undefined ? null : Number(maxAge) }));
    },
  };
}
