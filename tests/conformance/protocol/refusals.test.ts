import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { challenge, createProver, createWorld, nonsense, verifier, type Answer, type TestClient, type World } from './world.ts';

const second = (offset: number): number => Math.floor(Date.now() / 1000) + offset;
let world: World;
let basic: TestClient;
let other: TestClient;
let signing: TestClient;
let fapi: TestClient;
let prover: Awaited<ReturnType<typeof createProver>>;

beforeAll(async () => {
  world = await createWorld();
  basic = await world.client();
  other = await world.client();
  signing = await world.client({ token_endpoint_auth_method: 'private_key_jwt' });
  fapi = await world.client({ profile: 'fapi2' });
  prover = await createProver();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => world.close());

const codeOf = async (from: TestClient): Promise<string> => {
  const answer = await world.walk(world.visitor(), from === fapi ? await pushedAddress() : from.url());
  return answer.get('code') ?? `no code but ${answer.toString()}`;
};
async function pushedAddress(): Promise<string> {
  const parameters = Object.fromEntries(new URL(fapi.url()).searchParams);
  const pushed = await world.post('/par', { ...parameters, ...(await fapi.authentication()) });
  return `${world.issuer}/authorize?client_id=${fapi.id}&request_uri=${encodeURIComponent(String(pushed.body['request_uri']))}`;
}
const exchange = (from: TestClient, code: string) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: from.redirectUri,
  code_verifier: verifier,
});
const push = async (more: Record<string, string | undefined>, from: TestClient = fapi): Promise<Answer> =>
  world.post('/par', { ...Object.fromEntries(new URL(from.url(more)).searchParams), ...(await from.authentication()) });
const asserted = async (claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<Answer> =>
  world.post('/token', {
    ...exchange(signing, nonsense()),
    ...(await signing.authentication()),
    client_assertion: await signing.assertion(claims, header),
  });
const basicOf = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` });
const proof = (claims = {}, header = {}): Promise<string> => prover.proof({ htm: 'POST', htu: `${world.issuer}/token` }, claims, header);
const proved = async (dpop: string): Promise<Answer> => fapi.redeem(await codeOf(fapi), {}, { dpop });

/** Each cause: what is done, the error it is, and what its description must say. */
const causes: readonly (readonly [string, () => Promise<Answer>, string, readonly (string | RegExp)[]])[] = [
  // Before anybody is authenticated.
  [
    'a wrong secret',
    () => world.post('/token', exchange(basic, 'x'), basicOf(basic.id, 'wrong')),
    'invalid_client',
    [/client_id with this client_secret/, /client_secret_basic/],
  ],
  [
    'the secret in the body of a client registered for the header',
    () => world.post('/token', { ...exchange(basic, 'x'), client_id: basic.id, client_secret: basic.secret }),
    'invalid_client',
    ['expected client_secret_basic, came client_secret_post'],
  ],
  [
    'a secret of a client registered for assertions',
    () => world.post('/token', exchange(signing, 'x'), basicOf(signing.id, 'some-secret')),
    'invalid_client',
    ['expected private_key_jwt, came client_secret_basic'],
  ],
  ['no authentication', () => world.post('/token', { ...exchange(basic, 'x'), client_id: basic.id }), 'invalid_client', ['came none']],
  [
    'an unknown kid',
    () => asserted({}, { kid: 'nobody-knows' }),
    'invalid_client',
    [/not registered/, 'came kid nobody-knows with alg ES256'],
  ],
  [
    'another key under the registered kid',
    async () => {
      const stranger = await generateKeyPair('ES256');
      const jwks = (await world.identity.runtime.clients.show(world.database.db, signing.id))?.['jwks'] as { keys: { kid: string }[] };
      const claims = { iss: signing.id, sub: signing.id, aud: world.issuer, jti: nonsense(), exp: second(60) };
      const header = { alg: 'ES256', kid: jwks.keys[0]?.kid ?? '' };
      const assertion = await new SignJWT(claims).setProtectedHeader(header).sign(stranger.privateKey);
      return world.post('/token', { ...exchange(signing, 'x'), ...(await signing.authentication()), client_assertion: assertion });
    },
    'invalid_client',
    [/not signed by the registered key/],
  ],
  [
    'another audience',
    () => asserted({ aud: 'https://elsewhere.example' }),
    'invalid_client',
    [() => world.issuer, 'came https://elsewhere.example'] as never,
  ],
  [
    'an assertion that has expired',
    () => asserted({ exp: second(-300) }),
    'invalid_client',
    [/has expired/, /came exp \d+ s ago by our clock/],
  ],
  ['an assertion that is not valid yet', () => asserted({ nbf: second(300) }), 'invalid_client', [/nbf in \d+ s by our clock/]],
  ['an assertion issued in the future', () => asserted({ iat: second(300) }), 'invalid_client', [/iat in \d+ s by our clock/]],
  ['an assertion for a year', () => asserted({ exp: second(31_536_000) }), 'invalid_client', [/lives too long/]],
  ['an assertion without exp', () => asserted({ exp: undefined }), 'invalid_client', [/no exp/]],
  ['an assertion without jti', () => asserted({ jti: undefined }), 'invalid_client', [/no jti/]],
  ['an assertion of another iss', () => asserted({ iss: 'somebody-else' }), 'invalid_client', [/another iss/, 'came somebody-else']],
  [
    'an assertion shown twice',
    async () => {
      const form = { ...exchange(signing, nonsense()), ...(await signing.authentication({ jti: 'the-same-jti' })) };
      await world.post('/token', form);
      return world.post('/token', form);
    },
    'invalid_client',
    [/used before/, 'came jti the-same-jti'],
  ],
  [
    'an assertion with an algorithm that is not allowed',
    async () => {
      const claims = { iss: signing.id, sub: signing.id, aud: world.issuer, jti: nonsense(), exp: second(60) };
      const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1));
      return world.post('/token', { ...exchange(signing, 'x'), ...(await signing.authentication()), client_assertion: assertion });
    },
    'invalid_client',
    [/another algorithm/, 'came HS256'],
  ],
  [
    'an assertion of a client nobody knows',
    async () => {
      const claims = { iss: 'nobody', sub: 'nobody', aud: world.issuer, jti: nonsense(), exp: second(60) };
      const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1));
      const form = { ...exchange(signing, 'x'), ...(await signing.authentication()), client_id: 'nobody' };
      return world.post('/token', { ...form, client_assertion: assertion });
    },
    'invalid_client',
    ['no client is registered under this client_id: came nobody'],
  ],
  // Once the client has authenticated.
  [
    'another redirect_uri',
    async () => basic.redeem(await codeOf(basic), { redirect_uri: `${basic.redirectUri}/x` }),
    'invalid_grant',
    [/redirect_uri/, /expected https:\S+callback, came https:\S+callback\/x/],
  ],
  [
    'another code_verifier',
    async () => basic.redeem(await codeOf(basic), { code_verifier: 'another-verifier-of-at-least-43-characters-000' }),
    'invalid_grant',
    [/PKCE/, new RegExp(`expected code_challenge ${challenge}, came S256 of the code_verifier is [\\w-]{43}`)],
  ],
  ['no code_verifier', async () => basic.redeem(await codeOf(basic), { code_verifier: '' }), 'invalid_grant', [/came no code_verifier/]],
  [
    'an expired code',
    async () => {
      const code = await codeOf(basic);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 75_000 });
      return basic.redeem(code);
    },
    'invalid_grant',
    [/has expired/, /came its end was 1[45] s ago/],
  ],
  ['a code nobody gave', () => basic.redeem('abcdefghijklmnop'), 'invalid_grant', [/unknown/, 'abcdef... (16 characters)']],
  [
    'the code of another client',
    async () => other.redeem(await codeOf(basic), { redirect_uri: basic.redirectUri }),
    'invalid_grant',
    [/another client/],
  ],
  [
    'a code used before',
    async () => {
      const code = await codeOf(basic);
      await basic.redeem(code);
      return basic.redeem(code, { redirect_uri: `${basic.redirectUri}/x` });
    },
    'invalid_grant',
    [/redeemed before/, /RFC 6749 4.1.2/],
  ],
  [
    'a refresh token whose successor was used',
    async () => {
      const { body } = await basic.redeem(await codeOf(basic));
      const refresh = (token: unknown): Promise<Answer> =>
        world.post('/token', { grant_type: 'refresh_token', refresh_token: String(token) }, basic.basic);
      const next = await refresh(body['refresh_token']);
      await refresh(next.body['refresh_token']);
      return refresh(body['refresh_token']);
    },
    'invalid_grant',
    [/two hands/],
  ],
  [
    'a grant type that is not registered',
    () => world.post('/token', { grant_type: 'client_credentials' }, basic.basic),
    'unauthorized_client',
    ['expected authorization_code, refresh_token, came client_credentials'],
  ],
  [
    'a grant type that is not offered',
    () => world.post('/token', { grant_type: 'password' }, basic.basic),
    'unsupported_grant_type',
    ['came password'],
  ],
  ['no DPoP proof', async () => fapi.redeem(await codeOf(fapi)), 'invalid_grant', [/header DPoP is missing/]],
  ['a proof for another method', async () => proved(await proof({ htm: 'GET' })), 'invalid_dpop_proof', ['expected POST, came GET']],
  [
    'a proof for another address',
    async () => proved(await proof({ htu: 'https://evil.example/token' })),
    'invalid_dpop_proof',
    [/expected http\S+\/token, came https:\/\/evil.example\/token/],
  ],
  ['a proof without jti', async () => proved(await proof({ jti: undefined })), 'invalid_dpop_proof', [/has no jti/]],
  ['a proof of another typ', async () => proved(await proof({}, { typ: 'JWT' })), 'invalid_dpop_proof', ['expected dpop+jwt, came JWT']],
  ['a proof with a private key', async () => proved(await proof({}, { jwk: prover.privateJwk })), 'invalid_dpop_proof', [/public key/]],
  [
    'a proof with a broken signature',
    async () => proved(await proof({}, { jwk: (await createProver()).jwk })),
    'invalid_dpop_proof',
    [/not signed by the key/],
  ],
  ['nonsense for a proof', async () => proved('nonsense'), 'invalid_dpop_proof', [/is not a JWT/]],
  ['an old proof', async () => proved(await proof({ iat: second(-3600) })), 'use_dpop_nonce', [/came iat 36\d\d s ago/, /DPoP-Nonce/]],
  ['a nonce we never gave', async () => proved(await proof({ nonce: 'made-up' })), 'use_dpop_nonce', [/nonce/]],
  [
    'a proof shown twice',
    async () => {
      const one = await proof({ jti: 'the-same-proof' });
      await proved(one);
      return proved(one);
    },
    'invalid_dpop_proof',
    ['came jti the-same-proof'],
  ],
  [
    'a code bound to another key',
    async () => {
      const pushed = await push({ dpop_jkt: (await createProver()).thumbprint });
      const url = `${world.issuer}/authorize?client_id=${fapi.id}&request_uri=${encodeURIComponent(String(pushed.body['request_uri']))}`;
      return fapi.redeem((await world.walk(world.visitor(), url)).get('code'), {}, { dpop: await proof() });
    },
    'invalid_grant',
    [/another key/, /expected jkt [\w-]{43}/],
  ],
  [
    'a pushed redirect_uri that is not registered',
    () => push({ redirect_uri: 'https://evil.example/' }),
    'invalid_request',
    [/expected https:\S+callback, came https:\/\/evil.example\//],
  ],
  [
    'a pushed scope that is not approved',
    () => push({ scope: 'openid citizen_id' }),
    'invalid_scope',
    ['expected openid profile phone email offline_access, came citizen_id'],
  ],
  [
    'a pushed request without PKCE',
    () => push({ code_challenge: undefined, code_challenge_method: undefined }),
    'invalid_request',
    [/PKCE is missing/],
  ],
  ['a pushed request with plain PKCE', () => push({ code_challenge_method: 'plain' }), 'invalid_request', ['expected S256, came plain']],
  [
    'a response_mode that is not offered',
    () => push({ response_mode: 'web_message' }),
    'unsupported_response_mode',
    ['expected query, fragment or form_post, came web_message'],
  ],
  [
    'a response_type that is not offered',
    () => push({ response_type: 'code id_token' }),
    'unsupported_response_type',
    ['expected code, came code id_token'],
  ],
  ['an unknown resource', () => push({ resource: 'https://nowhere.example/' }), 'invalid_target', ['came https://nowhere.example/']],
  [
    'an unknown access token',
    () => world.get('/userinfo', { authorization: `Bearer ${nonsense()}` }),
    'invalid_token',
    [/unknown, has expired or was revoked/],
  ],
  [
    'a proof for another access token',
    async () => {
      const tokens = await fapi.redeem(await codeOf(fapi), {}, { dpop: await proof() });
      const accessToken = String(tokens.body['access_token']);
      const dpop = await prover.proof({ htm: 'GET', htu: `${world.issuer}/userinfo`, accessToken: 'another' });
      return world.get('/userinfo', { authorization: `DPoP ${accessToken}`, dpop });
    },
    'invalid_dpop_proof',
    [/\(ath\): expected [\w-]{43}, came [\w-]{43}/],
  ],
  [
    'the proof of another key',
    async () => {
      const tokens = await fapi.redeem(await codeOf(fapi), {}, { dpop: await proof() });
      const accessToken = String(tokens.body['access_token']);
      const dpop = await (await createProver()).proof({ htm: 'GET', htu: `${world.issuer}/userinfo`, accessToken });
      return world.get('/userinfo', { authorization: `DPoP ${accessToken}`, dpop });
    },
    'invalid_token',
    [/another key/],
  ],
  // What cannot be read or contradicts itself; it must never be told as if it were about something else.
  [
    'a header that is not base64',
    () => world.post('/token', exchange(basic, 'x'), { authorization: 'Basic !!!' }),
    'invalid_request',
    [/Authorization cannot be read/, 'came Basic and 3 characters'],
  ],
  [
    'a header that is not form-encoded',
    () => world.post('/token', exchange(basic, 'x'), basicOf(basic.id, 'ab%zz')),
    'invalid_request',
    [/not form-encoded/, '% as %25'],
  ],
  ['an empty secret', () => world.post('/token', exchange(basic, 'x'), basicOf(basic.id, '')), 'invalid_request', [/is empty/]],
  [
    'two ways of authentication at once',
    () => world.post('/token', { ...exchange(basic, 'x'), client_id: basic.id, client_secret: basic.secret }, basic.basic),
    'invalid_request',
    ['came client_secret_basic and client_secret_post'],
  ],
  [
    'the client_id of another beside the header',
    () => world.post('/token', { ...exchange(basic, 'x'), client_id: other.id }, basic.basic),
    'invalid_request',
    [/is another than the client that authenticates: expected \S+, came \S+/],
  ],
  ['nobody', () => world.post('/token', { grant_type: 'authorization_code', code: 'x' }), 'invalid_request', [/does not say who it is/]],
  [
    'another client_assertion_type',
    async () => world.post('/token', { ...exchange(signing, 'x'), ...(await signing.authentication()), client_assertion_type: 'urn:x' }),
    'invalid_request',
    ['expected urn:ietf:params:oauth:client-assertion-type:jwt-bearer, came urn:x'],
  ],
  [
    'nonsense for an assertion',
    async () => world.post('/token', { ...exchange(signing, 'x'), ...(await signing.authentication()), client_assertion: 'nonsense' }),
    'invalid_request',
    [/not a signed JWT/, 'came 8 characters'],
  ],
  [
    'a body of JSON',
    () => world.post('/token', {}, { ...basic.basic, 'content-type': 'application/json' }),
    'invalid_request',
    ['expected application/x-www-form-urlencoded, came application/json'],
  ],
  ['no grant_type', () => world.post('/token', { code: 'x' }, basic.basic), 'invalid_request', ["is missing: 'grant_type': came code"]],
  [
    'no code',
    () => world.post('/token', { grant_type: 'authorization_code', redirect_uri: basic.redirectUri }, basic.basic),
    'invalid_request',
    ["is missing: 'code': came grant_type, redirect_uri"],
  ],
  [
    'a short code_verifier',
    async () => basic.redeem(await codeOf(basic), { code_verifier: 'short' }),
    'invalid_request',
    [/code_verifier has another form/, 'came 5 characters'],
  ],
  ['a proof whose nonce is no text', async () => proved(await proof({ nonce: 5 })), 'invalid_dpop_proof', [/nonce that is no text/]],
  [
    'a proof with a symmetric key',
    async () => proved(await proof({}, { jwk: { kty: 'oct', k: 'AAAA' } })),
    'invalid_dpop_proof',
    [/needs the public key for its alg/],
  ],
  ['a pushed request without openid', () => push({ scope: 'profile' }), 'invalid_request', [/has no openid/, 'came profile']],
  ['a pushed request object', () => push({ request: 'x.y.z' }), 'request_not_supported', [/request objects are not taken/]],
  ['claims that are no JSON', () => push({ claims: '{' }), 'invalid_request', [/claims cannot be read/, 'came {']],
  ['a max_age below zero', () => push({ max_age: '-1' }), 'invalid_request', [/max_age/, 'came -1']],
  ['a prompt that contradicts itself', () => push({ prompt: 'none login' }), 'invalid_request', ['came none login']],
  ['a hint that is no ID token', () => push({ id_token_hint: 'a.b.c' }), 'invalid_request', [/id_token_hint is no ID token/, 'a.b.c...']],
  ['userinfo without a token', () => world.get('/userinfo'), 'invalid_token', [/there is no access token/]],
  [
    'userinfo with a client’s secret',
    () => world.get('/userinfo', basic.basic),
    'invalid_request',
    [/in another way than its kind asks for/, /came Basic and \d+ characters/],
  ],
];

describe('a refused request says which check failed, what was expected and what came', () => {
  it.each(causes)('%s', async (_cause, send, error, said) => {
    const log = vi.spyOn(world.identity.runtime.log, 'info');
    const answer = await send();
    expect(answer.body['error'], answer.text).toBe(error);
    const description = String(answer.body['error_description']);
    for (const text of said) {
      const wanted = typeof text === 'function' ? (text as () => string)() : text;
      if (typeof wanted === 'string') expect(description).toContain(wanted);
      else expect(description).toMatch(wanted);
    }
    // RFC 6749 section 5.2.
    expect(description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]{10,500}$/);
    expect(answer.body['trace_id']).toBe(answer.headers.get('x-trace-id'));
    const line = log.mock.calls
      .map(([fields]) => fields as Record<string, unknown>)
      .find((each) => each['traceId'] === answer.body['trace_id']);
    expect(description).toContain(String(line?.['check']));
    const secrets = [basic.secret, 'some-secret', verifier];
    for (const secret of secrets)
      expect(JSON.stringify([description, line?.['check'], line?.['expected'], line?.['came']])).not.toContain(secret);
  });

  it('no two causes are told in the same sentence', async () => {
    const told = new Map<string, string>();
    for (const [cause, send] of causes.filter(([name]) => !/code used before|key$/.test(name))) {
      const check = String((await send()).body['error_description']);
      expect(told.get(check), `${cause} and ${told.get(check) ?? ''}`).toBeUndefined();
      told.set(check, cause);
      vi.useRealTimers();
    }
  });

  it('nobody learns whether a client exists from a secret that is wrong, nor of another client’s code', async () => {
    const say = async (id: string): Promise<string> =>
      String((await world.post('/token', exchange(basic, 'x'), basicOf(id, 'wrong'))).body['error_description']).replace(id, 'ID');
    expect(await say(basic.id)).toBe(await say('nobody-here'));
    const code = await codeOf(basic);
    const stolen = await other.redeem(code, { redirect_uri: 'https://elsewhere.example/' });
    expect(stolen.text).not.toContain(basic.id);
    expect(stolen.text).not.toContain(basic.redirectUri);
  });
});

describe('an error that the portal is told through the browser', () => {
  it.each(['query', 'fragment', 'form_post'])('says what failed and its trace id, by %s', async (mode) => {
    const page = await world.visitor().get(basic.url({ response_mode: mode, code_challenge_method: 'plain', state: 'a&b' }));
    const target = page.elsewhere ?? '';
    const text = mode === 'form_post' ? page.text : decodeURIComponent(target);
    expect(text).toMatch(/PKCE is done with S256 only: expected S256, came plain \(trace [\w-]{12}\)/);
    if (mode !== 'form_post') {
      const url = new URL(target);
      const answer = new URLSearchParams(mode === 'query' ? url.search : url.hash.slice(1));
      expect(Object.fromEntries(answer)).toMatchObject({ error: 'invalid_request', state: 'a&b', iss: world.issuer });
      expect(answer.get('error_description')).toMatch(/^PKCE is done .*\)$/);
    }
  });

  it('an error that is only shown has its trace id on the page', async () => {
    const page = await world.visitor().get(basic.url({ redirect_uri: 'https://evil.example/' }));
    expect(page.text).toMatch(/>[\w-]{12}<\/code>/);
  });
});
