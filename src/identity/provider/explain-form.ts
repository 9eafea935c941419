import { masked, param, shownAs, type Refused, type Rules } from './explanation.ts';
import { identified, methodsSent } from './sent-authentication.ts';

const names = (refused: Refused): string => {
  const { body } = refused.ctx.oidc;
  const sent = Object.keys({ ...(refused.ctx.method === 'POST' ? (body as object | undefined) : refused.ctx.query) });
  return sent.length === 0 ? 'no parameter' : sent.join(', ');
};

const length = (value: unknown): string => (typeof value === 'string' ? `${value.length} characters` : shownAs(value));

/** A header without what is secret in it. */
function headerShape({ ctx }: Refused): string {
  const [scheme = '', ...rest] = ctx.get('authorization').split(' ');
  return rest.length === 0
    ? `one word of ${scheme.length} characters`
    : `${scheme} and ${rest.map((word) => word.length).join(', ')} characters`;
}

/** Why a request could not be read at all, or contradicts itself. Whoever reads it may be anybody: it says only what they have sent. */
export const formRules: Rules = [
  [
    /content-type bodies are supported|failed to parse the request body/,
    ({ ctx }) => ({
      check: 'the body is of another kind',
      expected: 'application/x-www-form-urlencoded',
      came: shownAs(ctx.get('content-type') || undefined),
    }),
  ],
  [
    /^missing required parameters? (.+)$/,
    (refused, [, missing = '']) => ({ check: `a required parameter is missing: ${missing}`, came: names(refused) }),
  ],
  [
    /invalid authorization header value format/,
    (refused) => ({
      check: 'the header Authorization cannot be read',
      expected:
        refused.ctx.oidc.route === 'userinfo'
          ? 'Bearer or DPoP, a space and the access token'
          : 'Basic, a space and client_id:client_secret, each form-encoded, in base64 (RFC 6749 2.3.1)',
      came: headerShape(refused),
    }),
  ],
  [
    /are not properly encoded/,
    (refused) => ({
      check: 'the header Authorization is not form-encoded before base64 (RFC 6749 2.3.1)',
      expected: '% as %25, + as %2B, a space as +',
      came: headerShape(refused),
    }),
  ],
  [
    /client_secret must be provided/,
    (refused) => ({ check: 'the client_secret in the header Authorization is empty', came: `client_id ${shownAs(identified(refused))}` }),
  ],
  [
    /client authentication must only be provided using one mechanism/,
    (refused) => ({
      check: 'the client authenticates in two ways at once',
      expected: 'one of them',
      came: methodsSent(refused).join(' and '),
    }),
  ],
  [
    /no client authentication mechanism provided/,
    (refused) => ({ check: 'the client does not say who it is', expected: 'client authentication', came: names(refused) }),
  ],
  [
    /client_assertion_type must/,
    (refused) => ({
      check: 'the client_assertion_type is another',
      expected: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      came: shownAs(param(refused, 'client_assertion_type')),
    }),
  ],
  [
    /invalid client_assertion format/,
    (refused) => ({
      check: 'the client_assertion is not a signed JWT',
      expected: 'three parts in base64url with dots between',
      came: length(param(refused, 'client_assertion')),
    }),
  ],
  [
    /client_id mismatch/,
    (refused) => ({
      check: 'the parameter client_id is another than the client that authenticates',
      expected: shownAs(identified(refused)),
      came: shownAs(param(refused, 'client_id')),
    }),
  ],
  [
    /^(code_verifier|code_challenge) (?:must be a string|contains invalid)/,
    (refused, [, name = '']) => ({
      check: `the ${name} has another form (RFC 7636)`,
      expected: '43 to 128 of A-Z, a-z, 0-9 and - . _ ~',
      came: length(param(refused, name)),
    }),
  ],
  [
    /openid scope must be requested|scope contains invalid/,
    (refused) => ({
      check: 'the scope has no openid or cannot be read',
      expected: 'openid and others',
      came: shownAs(param(refused, 'scope')),
    }),
  ],
  [
    /invalid max_age/,
    (refused) => ({ check: 'max_age is no number of seconds', expected: '0 or more', came: shownAs(param(refused, 'max_age')) }),
  ],
  [
    /prompt none must|unsupported prompt/,
    (refused) => ({
      check: 'the prompt is not possible',
      expected: 'none alone, or login, consent, select_account',
      came: shownAs(param(refused, 'prompt')),
    }),
  ],
  [
    /claims(?: parameter|\.\w+) should|parse the claims/,
    (refused) => ({
      check: 'the parameter claims cannot be read',
      expected: "a JSON object with id_token or userinfo, such as {'id_token':{'acr':{'essential':true,'values':['LoA2']}}}",
      came: shownAs(param(refused, 'claims')),
    }),
  ],
  [
    /id_token_hint/,
    (refused) => ({
      check: 'the id_token_hint is no ID token that we have given to this client',
      came: masked(param(refused, 'id_token_hint')),
    }),
  ],
  [/^request_not_supported/, () => ({ check: 'request objects are not taken: send the parameters themselves, pushed to /par (RFC 9126)' })],
  [/^registration_not_supported/, () => ({ check: 'the parameter registration is not taken: clients are registered beforehand' })],
  [
    /via query parameter/,
    () => ({ check: 'the access token is in the address', expected: 'the header Authorization: Bearer or DPoP, a space and the token' }),
  ],
  [
    /scheme must be|must be provided via an authorization header/,
    (refused) => ({
      check: 'the access token came in another way than its kind asks for',
      expected: 'Authorization: Bearer for a bearer token; Authorization: DPoP with a proof in the header DPoP for a bound one',
      came: headerShape(refused),
    }),
  ],
  [
    /access token must only be provided using one mechanism/,
    () => ({ check: 'the access token came twice', expected: 'the header Authorization alone' }),
  ],
  [
    /`DPoP` header not provided/,
    () => ({ check: 'the header DPoP is missing: the access token came as DPoP, which asks for a proof (RFC 9449)' }),
  ],
  [
    /no access token provided/,
    () => ({ check: 'there is no access token', expected: 'the header Authorization: Bearer or DPoP, a space and the token' }),
  ],
];
