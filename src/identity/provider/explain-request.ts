import type { ClientRow } from '#identity/clients';
import { param, shownAs, type Refused, type Rules } from './explanation.ts';

const list = (values: unknown): string => (Array.isArray(values) ? values.join(', ') : shownAs(values));

/** The client has proved who it is, so its own registration may be quoted. */
const authenticated = ({ ctx }: Refused): boolean => ctx.oidc.route !== 'authorization' && ctx.oidc.route !== 'resume';

/** Why an authorization, token or userinfo request was not accepted. */
export function requestRules(clientOf: (client: { clientId: string }) => ClientRow): Rules {
  const registered = (refused: Refused, name: string): string | undefined => {
    const { client } = refused.ctx.oidc;
    return client !== undefined && authenticated(refused) ? list(clientOf(client).metadata[name]) : undefined;
  };
  return [
    [
      /redirect_uri did not match/,
      (refused) => ({
        check: 'the redirect_uri is not registered, character by character',
        expected: registered(refused, 'redirect_uris'),
        came: shownAs(param(refused, 'redirect_uri')),
      }),
    ],
    [
      /grant type is not allowed for this client/,
      (refused) => ({
        check: 'the grant_type is not registered for this client',
        expected: registered(refused, 'grant_types'),
        came: shownAs(param(refused, 'grant_type')),
        // RFC 6749 section 5.2 has a code of its own for it.
        code: 'unauthorized_client',
      }),
    ],
    [
      /unsupported grant_type/,
      (refused) => ({
        check: 'there is no such grant_type here',
        expected: 'authorization_code, refresh_token or client_credentials',
        came: shownAs(param(refused, 'grant_type')),
      }),
    ],
    [
      /requested scope is not allowed/,
      (refused) => ({
        check: 'a scope is not approved for this client',
        expected:
          refused.ctx.oidc.client !== undefined && authenticated(refused)
            ? clientOf(refused.ctx.oidc.client)
                .scopes.map((grant) => grant.scope)
                .join(' ')
            : undefined,
        came: shownAs(refused.error.scope),
      }),
    ],
    [
      /refresh token missing requested scope/,
      (refused) => ({
        check: 'a refresh cannot ask for more than was given',
        expected: refused.shown === undefined ? undefined : shownAs(refused.shown['scope']),
        came: shownAs(refused.error.scope),
      }),
    ],
    [
      /PKCE|code_challenge must be provided|code_challenge_method must be provided/,
      (refused) => ({
        check: 'PKCE is missing (RFC 7636)',
        expected: 'code_challenge with code_challenge_method=S256',
        came: `code_challenge ${shownAs(param(refused, 'code_challenge'))}, code_challenge_method ${shownAs(param(refused, 'code_challenge_method'))}`,
      }),
    ],
    [
      /not supported value of code_challenge_method/,
      (refused) => ({ check: 'PKCE is done with S256 only', expected: 'S256', came: shownAs(param(refused, 'code_challenge_method')) }),
    ],
    [
      /unsupported response_mode|response_mode is not allowed/,
      (refused) => ({
        check: 'there is no such response_mode here',
        expected: 'query, fragment or form_post',
        came: shownAs(param(refused, 'response_mode')),
      }),
    ],
    [
      /response_type/,
      (refused) => ({ check: 'the response_type is not offered', expected: 'code', came: shownAs(param(refused, 'response_type')) }),
    ],
    [
      /Pushed Authorization Request must be used/,
      () => ({ check: 'this client has to push its request to /par first (profile fapi2, RFC 9126)' }),
    ],
    [
      /request_uri/,
      (refused) => ({
        check: 'the request_uri is unknown, of another client, used, or older than a minute: push the request again',
        came: shownAs(param(refused, 'request_uri')),
      }),
    ],
    [
      /resource indicator/,
      (refused) => ({
        check: 'the resource is not registered, or was not in the authorization request',
        came: shownAs(param(refused, 'resource')),
      }),
    ],
    [/access token not found/, () => ({ check: 'the access token is unknown, has expired or was revoked' })],
    [
      /audience prevents/,
      (refused) => ({
        check: 'the access token is for an API and does not open userinfo',
        came: `aud ${shownAs((refused.ctx.oidc.entities.AccessToken as { aud?: unknown } | undefined)?.aud)}`,
      }),
    ],
    [
      /not sender-constrained but proof/,
      () => ({ check: 'the access token is not bound to a key: send it as Bearer, without the header DPoP' }),
    ],
    [
      /does not match dpop_jkt/,
      (refused) => ({
        check: 'the DPoP proof is made with another key than dpop_jkt names',
        expected: `jkt ${shownAs(param(refused, 'dpop_jkt'))}`,
        came: 'the key of the header DPoP',
      }),
    ],
    [/failed jkt verification/, () => ({ check: 'the access token is bound to another key, or came without its DPoP proof' })],
    [/associated account not found/, () => ({ check: 'the account cannot be used any more' })],
    [/grant not found|grant is expired/, () => ({ check: 'the person or the client has withdrawn what the access token stands for' })],
  ];
}
