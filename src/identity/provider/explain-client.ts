import { away, param, shownAs, type Explanation, type Refused, type Rules } from './explanation.ts';
import { claim, header, identified, methodsSent } from './sent-authentication.ts';

const sentMethod = (refused: Refused): string => methodsSent(refused)[0] ?? 'none';

/** A time in the assertion that is out of bounds. */
const time =
  (name: 'exp' | 'nbf' | 'iat', check: string, expected: string) =>
  (refused: Refused): Explanation => ({ check: assertion(check), expected, came: `${name} ${away(claim(refused, name), refused.now)}` });

// The same for a client that does not exist and for a secret that is wrong: nobody learns which of the two it is.
const notTogether = (refused: Refused) => ({
  check: 'no registered client has this client_id with this client_secret',
  came: `client_id ${shownAs(refused.ctx.oidc.client?.clientId ?? idSent(refused))} by ${sentMethod(refused)} (id and secret are form-encoded in the header, RFC 6749 2.3.1)`,
});

const idSent = (refused: Refused): unknown => param(refused, 'client_id') ?? identified(refused);

/** How `fapi2` and `basic` clients may say for whom an assertion is (decision 9). */
const audience = (refused: Refused): string =>
  refused.ctx.oidc.client?.['dpopBoundAccessTokens'] === true ? `the issuer ${refused.issuer} as one text` : `the issuer ${refused.issuer}`;

const assertion = (check: string) => `the client assertion ${check}`;

/**
 * Why a client was not authenticated. Whoever reads it may be anybody, so it says what the caller sent, how far our clocks are apart, and of the
 * registration only the method, which is no secret: that a client exists shows at the authorization endpoint anyway.
 */
export const clientRules: Rules = [
  [
    /client not found|invalid secret provided/,
    (refused) =>
      sentMethod(refused).startsWith('client_secret')
        ? notTogether(refused)
        : { check: 'no client is registered under this client_id', came: shownAs(idSent(refused)) },
  ],
  [
    /does not match the registered client authentication method/,
    (refused) => ({
      check: 'the method of client authentication is another than registered',
      expected: shownAs(refused.ctx.oidc.client?.['clientAuthMethod']),
      came: sentMethod(refused),
    }),
  ],
  [
    /alg mismatch|RS256 is not allowed/,
    (refused) => ({
      check: assertion('is signed with another algorithm than allowed'),
      expected: shownAs(refused.ctx.oidc.client?.['clientAuthSigningAlg'] ?? 'ES256, PS256 or EdDSA'),
      came: shownAs(header(refused, 'alg')),
    }),
  ],
  [
    /no applicable key found/,
    (refused) => ({
      check: assertion('names a key that is not registered for this client'),
      came: `kid ${shownAs(header(refused, 'kid'))} with alg ${shownAs(header(refused, 'alg'))}`,
    }),
  ],
  [
    /signature verification failed/,
    (refused) => ({ check: assertion('is not signed by the registered key'), came: `kid ${shownAs(header(refused, 'kid'))}` }),
  ],
  [
    /audience|\(aud\)|invalid aud/,
    (refused) => ({ check: assertion('is for another audience (aud)'), expected: audience(refused), came: shownAs(claim(refused, 'aud')) }),
  ],
  [
    /must be the client_id|iss \(JWT issuer\)/,
    (refused) => ({
      check: assertion('has another iss than its client_id'),
      expected: shownAs(refused.ctx.oidc.client?.clientId),
      came: shownAs(claim(refused, 'iss')),
    }),
  ],
  [/jwt expired/, time('exp', 'has expired', 'an exp in the future')],
  [/must expire within an hour/, time('exp', 'lives too long', 'an exp at most 3600 s ahead')],
  [/not active yet/, time('nbf', 'is not valid yet', 'an nbf in the past')],
  [/issued in the future/, time('iat', 'was issued in the future', 'an iat at most 60 s ahead')],
  [
    /must only be used once/,
    (refused) => ({
      check: assertion('was used before'),
      expected: 'a new jti in every request',
      came: `jti ${shownAs(claim(refused, 'jti'))}`,
    }),
  ],
  [/expiration must be specified/, () => ({ check: assertion('has no exp') })],
  [/unique jti/, () => ({ check: assertion('has no jti') })],
  [
    /must name one audience/,
    (refused) => ({ check: assertion('names several audiences'), expected: audience(refused), came: shownAs(claim(refused, 'aud')) }),
  ],
  [/Key Set failed to be refreshed/, () => ({ check: 'the key set at the registered jwks_uri could not be read' })],
  [/invalid (\w+) value/, (_refused, [, name = '']) => ({ check: assertion(`has no valid ${name}`) })],
  [/^(\w+) .*must be provided in the client_assertion/, (_refused, [, name = '']) => ({ check: assertion(`has no ${name}`) })],
];
