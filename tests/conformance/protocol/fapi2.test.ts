import { SignJWT, UnsecuredJWT, decodeJwt, generateKeyPair } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProver, createWorld, nonsense, type Answer, type TestClient, type World } from './world.ts';

const second = (offset: number): number => Math.floor(Date.now() / 1000) + offset;
const api = 'https://api.example.gov.vn/fapi';
let world: World;
let client: TestClient;
let other: TestClient;
let prover: Awaited<ReturnType<typeof createProver>>;

beforeAll(async () => {
  world = await createWorld();
  const { db, clients } = world.identity.runtime;
  await clients.saveResource(db, {
    identifier: api,
    agency_code: 'G18',
    name: 'Hồ sơ',
    scopes: ['fapi:read'],
    signing_alg: 'ES256',
    token_seconds: 120,
  });
  client = await world.client({ profile: 'fapi2', scope: 'openid profile offline_access fapi:read' });
  other = await world.client({ profile: 'fapi2' });
  prover = await createProver();
});
afterEach(() => void vi.useRealTimers());
afterAll(() => world.close());

const parameters = (from: TestClient, more: Record<string, string | undefined> = {}): Record<string, string> =>
  Object.fromEntries(new URL(from.url(more)).searchParams);

async function push(
  more: Record<string, string | undefined> = {},
  options: { from?: TestClient; headers?: Record<string, string>; claims?: Record<string, unknown> } = {},
): Promise<Answer> {
  const from = options.from ?? client;
  return world.post('/par', { ...parameters(from, more), ...(await from.authentication(options.claims)) }, options.headers ?? {});
}

const address = (pushed: Answer, from: TestClient = client, more = ''): string =>
  `${world.issuer}/authorize?client_id=${from.id}&request_uri=${encodeURIComponent(String(pushed.body['request_uri']))}${more}`;

const tokenProof = (claims = {}, header = {}): Promise<string> =>
  prover.proof({ htm: 'POST', htu: `${world.issuer}/token` }, claims, header);

async function newCode(more: Record<string, string | undefined> = {}, headers: Record<string, string> = {}): Promise<string> {
  const pushed = await push(more, { headers });
  const answer = await world.walk(world.visitor(), address(pushed));
  return answer.get('code') ?? `no code but ${answer.toString()}`;
}

function expectRefusal(answer: Answer, error: string, status = 400): void {
  expect({ status: answer.status, error: answer.body['error'] }).toEqual({ status, error });
  expect(answer.headers.get('cache-control')).toContain('no-store');
}

describe('the whole way (fapi2-security-profile-final-happy-flow)', () => {
  it('push, sign in, redeem with a proof, call userinfo with a proof, refresh', async () => {
    const pushed = await push();
    expect(pushed.status).toBe(201);
    expect(pushed.body).toEqual({
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[\w-]{20,}$/),
      expires_in: expect.any(Number),
    });
    expect(Number(pushed.body['expires_in'])).toBeLessThan(600);
    const answer = await world.walk(world.visitor(), address(pushed));
    expect(answer.get('iss')).toBe(world.issuer);
    const tokens = await client.redeem(answer.get('code'), {}, { dpop: await tokenProof() });
    expect(tokens.body).toMatchObject({ token_type: 'DPoP' });
    const accessToken = String(tokens.body['access_token']);
    const proof = await prover.proof({ htm: 'GET', htu: `${world.issuer}/userinfo`, accessToken });
    const info = await world.get('/userinfo', { authorization: `DPoP ${accessToken}`, dpop: proof });
    expect(info.body['sub']).toBe(decodeJwt(String(tokens.body['id_token'])).sub);
    const refreshed = await world.post(
      '/token',
      { grant_type: 'refresh_token', refresh_token: String(tokens.body['refresh_token']), ...(await client.authentication()) },
      { dpop: await tokenProof() },
    );
    expect(refreshed.body).toMatchObject({ token_type: 'DPoP', refresh_token: tokens.body['refresh_token'] });
  });

  it('20 refreshes at once all get the refresh token they came with (5.3.2.1 no. 9)', async () => {
    const tokens = await client.redeem(await newCode(), {}, { dpop: await tokenProof() });
    const token = String(tokens.body['refresh_token']);
    const requests = await Promise.all(
      Array.from({ length: 20 }, async () => ({
        form: { grant_type: 'refresh_token', refresh_token: token, ...(await client.authentication()) },
        headers: { dpop: await tokenProof() },
      })),
    );
    const answers = await Promise.all(requests.map(({ form, headers }) => world.post('/token', form, headers)));
    for (const answer of answers) expect(answer.body['refresh_token']).toBe(token);
    expect(new Set(answers.map((answer) => answer.body['access_token'])).size).toBe(20);
  });

  it('a token for an API says which key it is bound to', async () => {
    const code = await newCode({ scope: 'openid fapi:read', resource: api });
    const tokens = await client.redeem(code, { resource: api }, { dpop: await tokenProof() });
    expect(decodeJwt(String(tokens.body['access_token']))['cnf']).toEqual({ jkt: prover.thumbprint });
  });
});

describe('pushed authorization requests (RFC 9126)', () => {
  it('a request by address without PAR is refused', async () => {
    const page = await world.visitor().get(client.url());
    expect(Object.fromEntries(new URL(page.elsewhere ?? '').searchParams)).toMatchObject({ error: 'invalid_request', iss: world.issuer });
  });

  it('without client authentication, or with a wrong one, nothing is pushed', async () => {
    expectRefusal(await world.post('/par', parameters(client)), 'invalid_client', 401);
    const wrong = await client.assertion({}, { kid: 'nobody' });
    expectRefusal(
      await world.post('/par', { ...parameters(client), ...(await client.authentication()), client_assertion: wrong }),
      'invalid_client',
      401,
    );
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ['an unregistered redirect_uri', { redirect_uri: 'https://evil.example/' }, 'invalid_request'],
    ['a request_uri inside', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'request_uri_not_supported'],
    ['a request object inside', { request: 'x.y.z' }, 'request_not_supported'],
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['another response type', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['a scope not approved', { scope: 'openid citizen_id' }, 'invalid_scope'],
    ['an unknown resource', { resource: 'https://nowhere.example/' }, 'invalid_target'],
    ['another client’s id', { client_id: 'somebody-else' }, 'invalid_request'],
  ])('%s is refused when it is pushed', async (_name, more, error) => {
    const answer = await world.post('/par', { ...(await client.authentication()), ...parameters(client, more) });
    expectRefusal(answer, error);
  });

  it('a duplicated parameter, GET, and a body that is no form are refused', async () => {
    const form = [...Object.entries({ ...parameters(client), ...(await client.authentication()) }), ['state', 'again']] as [
      string,
      string,
    ][];
    expectRefusal(await world.post('/par', form), 'invalid_request');
    expect((await world.get('/par')).status).toBe(404);
    const json = await fetch(`${world.issuer}/par`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect(json.status).toBe(400);
  });

  it('reloading before the sign-in is finished works; afterwards the request is used up', async () => {
    const pushed = await push();
    const visitor = world.visitor();
    expect((await visitor.get(address(pushed))).status).toBe(200);
    const answer = await world.walk(visitor, address(pushed));
    expect(answer.get('code')).not.toBeNull();
    const again = await visitor.get(address(pushed));
    expect(again.elsewhere).toBeNull();
    expect(again.status).toBe(400);
    expect(again.text).toContain('invalid_request_uri');
  });

  it('another client’s request, an expired one and one nobody pushed are refused', async () => {
    const pushed = await push();
    const stranger = await world.visitor().get(address(pushed, other));
    expect(stranger.elsewhere).toBeNull();
    expect(stranger.status).toBe(400);
    const unknown = await world
      .visitor()
      .get(`${world.issuer}/authorize?client_id=${client.id}&request_uri=urn:ietf:params:oauth:request_uri:${nonsense()}`);
    expect(unknown.text).toContain('invalid_request_uri');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    const late = await world.visitor().get(address(pushed));
    expect(late.elsewhere).toBeNull();
    expect(late.text).toContain('invalid_request_uri');
  });

  it('what stands beside request_uri changes nothing', async () => {
    const pushed = await push({ state: 'pushed', scope: 'openid' });
    const answer = await world.walk(
      world.visitor(),
      address(
        pushed,
        client,
        `&state=outside&scope=openid+profile&nonce=other&redirect_uri=${encodeURIComponent('https://evil.example/')}`,
      ),
    );
    expect(answer.get('state')).toBe('pushed');
    const tokens = await client.redeem(answer.get('code'), {}, { dpop: await tokenProof() });
    expect(tokens.body['scope']).toBe('openid');
    expect(decodeJwt(String(tokens.body['id_token']))['nonce']).toBe('the nonce');
  });

  it('nothing of a pushed request is in a cookie or in the address', async () => {
    const visitor = world.visitor();
    const page = await visitor.get(address(await push({ login_hint: 'a-secret-hint', state: 'a-secret-state' })));
    const seen = [...visitor.cookies(world.issuer).entries()].flat().join(' ') + page.url;
    expect(seen).not.toMatch(/a-secret|openid|callback/);
  });
});

describe('client assertions (RFC 7523 and FAPI 2.0 section 5.3.2.1)', () => {
  it.each<[string, () => Record<string, unknown>]>([
    ['as they should be', () => ({})],
    ['issued 8 seconds in the future', () => ({ iat: second(8), nbf: second(8) })],
    ['without iat', () => ({ iat: undefined })],
  ])('%s are accepted', async (_name, claims) => {
    expect((await push({}, { claims: claims() })).status).toBe(201);
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['the token endpoint as audience', () => ({ aud: `${world.issuer}/token` })],
    ['the PAR endpoint as audience', () => ({ aud: `${world.issuer}/par` })],
    ['a list of one audience', () => ({ aud: [world.issuer] })],
    ['a list with another audience', () => ({ aud: [world.issuer, 'https://evil.example'] })],
    ['another audience', () => ({ aud: 'https://evil.example' })],
    ['the issuer with a slash', () => ({ aud: `${world.issuer}/` })],
    ['no audience', () => ({ aud: undefined })],
    ['no iss', () => ({ iss: undefined })],
    ['no exp', () => ({ exp: undefined })],
    ['no jti', () => ({ jti: undefined })],
    ['an exp five minutes ago', () => ({ exp: second(-300) })],
    ['an exp in a year, which would fill the replay store', () => ({ exp: second(31_536_000) })],
    ['an nbf in five minutes', () => ({ nbf: second(300) })],
    ['an iat in five minutes', () => ({ iat: second(300), exp: second(400) })],
    ['the iss of another client', () => ({ iss: other.id })],
  ])('with %s are invalid_client', async (_name, claims) => {
    expectRefusal(await push({}, { claims: claims() }), 'invalid_client', 401);
  });

  it('without a subject, or with another client as subject, nobody is authenticated', async () => {
    expect([400, 401]).toContain((await push({}, { claims: { sub: undefined } })).status);
    expect([400, 401]).toContain((await push({}, { claims: { sub: other.id } })).status);
  });

  it('with alg none, HS256 under the public key, RS256, or a stranger’s key are refused', async () => {
    const form = { ...parameters(client), client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
    const claims = { iss: client.id, sub: client.id, aud: world.issuer, jti: nonsense(), exp: second(60), iat: second(0) };
    const stranger = await generateKeyPair('ES256');
    const rsa = await generateKeyPair('RS256');
    const registered = JSON.stringify(
      await world.identity.runtime.clients.show(world.database.db, client.id).then((view) => view?.['jwks']),
    );
    const assertions = [
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(registered)),
      await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(rsa.privateKey),
      await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(stranger.privateKey),
      `${(await client.assertion()).split('.').slice(0, 2).join('.')}.`,
      `${await client.assertion()}.x.y`,
      'a.b.c',
      'x'.repeat(8000),
    ];
    for (const assertion of assertions) {
      const answer = await world.post('/par', { ...form, client_assertion: assertion });
      expect([400, 401]).toContain(answer.status);
      expect(['invalid_client', 'invalid_request']).toContain(answer.body['error']);
    }
  });

  it('are good once, at every endpoint together', async () => {
    const authentication = await client.authentication();
    expect((await world.post('/par', { ...parameters(client), ...authentication })).status).toBe(201);
    expectRefusal(await world.post('/par', { ...parameters(client), ...authentication }), 'invalid_client', 401);
    expectRefusal(await world.post('/introspect', { token: 'x', ...authentication }), 'invalid_client', 401);
  });

  it('of a basic client may name the endpoint, as RFC 7523 allows, but never two audiences', async () => {
    const basic = await world.client({ token_endpoint_auth_method: 'private_key_jwt' });
    expect((await push({}, { from: basic, claims: { aud: [world.issuer, 'https://evil.example'] } })).status).toBe(401);
    expect((await push({}, { from: basic })).status).toBe(201);
  });
});

describe('the code', () => {
  it('is bound to the client that asked and lives at most a minute', async () => {
    const code = await newCode();
    expectRefusal(await other.redeem(code, { redirect_uri: client.redirectUri }, { dpop: await tokenProof() }), 'invalid_grant');
    const late = await newCode();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    expectRefusal(await client.redeem(late, {}, { dpop: await tokenProof() }), 'invalid_grant');
  });

  it('used again after a second, by the same client with the same key, ends the tokens of its first use (RFC 6749 4.1.2)', async () => {
    const code = await newCode();
    const tokens = await client.redeem(code, {}, { dpop: await tokenProof() });
    const accessToken = String(tokens.body['access_token']);
    const open = async (): Promise<number> => {
      const proof = await prover.proof({ htm: 'GET', htu: `${world.issuer}/userinfo`, accessToken });
      return (await world.get('/userinfo', { authorization: `DPoP ${accessToken}`, dpop: proof })).status;
    };
    expectRefusal(await client.redeem(code, {}, { dpop: await tokenProof() }), 'invalid_grant');
    expect(await open()).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1100 });
    expectRefusal(await client.redeem(code, {}, { dpop: await tokenProof() }), 'invalid_grant');
    expect(await open()).toBe(401);
    expectRefusal(
      await world.post(
        '/token',
        { grant_type: 'refresh_token', refresh_token: String(tokens.body['refresh_token']), ...(await client.authentication()) },
        { dpop: await tokenProof() },
      ),
      'invalid_grant',
    );
  });

  it('used again at once with another key ends the tokens of its first use', async () => {
    const code = await newCode();
    const tokens = await client.redeem(code, {}, { dpop: await tokenProof() });
    const stranger = await createProver();
    const theirs = await stranger.proof({ htm: 'POST', htu: `${world.issuer}/token` });
    expectRefusal(await client.redeem(code, {}, { dpop: theirs }), 'invalid_grant');
    const answer = await world.post('/introspect', { token: String(tokens.body['access_token']), ...(await client.authentication()) });
    expect(answer.body).toEqual({ active: false });
  });

  it('needs client authentication', async () => {
    const form = { grant_type: 'authorization_code', code: await newCode(), redirect_uri: client.redirectUri, client_id: client.id };
    expectRefusal(await world.post('/token', form, { dpop: await tokenProof() }), 'invalid_client', 401);
  });

  it('is redeemed with a proof only: a bound client never gets a Bearer token', async () => {
    expect((await client.redeem(await newCode())).status).toBe(400);
  });

  it('bound to a key by dpop_jkt or by a proof at PAR, it is redeemed with that key only', async () => {
    const stranger = await createProver();
    const theirs = (): Promise<string> => stranger.proof({ htm: 'POST', htu: `${world.issuer}/token` });
    const byParameter = await newCode({ dpop_jkt: prover.thumbprint });
    expectRefusal(await client.redeem(byParameter, {}, { dpop: await theirs() }), 'invalid_grant');
    const proof = (): Promise<string> => prover.proof({ htm: 'POST', htu: `${world.issuer}/par` });
    expectRefusal(await client.redeem(await newCode({}, { dpop: await proof() }), {}, { dpop: await theirs() }), 'invalid_grant');
    const good = await client.redeem(
      await newCode({ dpop_jkt: prover.thumbprint }, { dpop: await proof() }),
      {},
      { dpop: await tokenProof() },
    );
    expect(good.status).toBe(200);
    const mismatch = await push({ dpop_jkt: stranger.thumbprint }, { headers: { dpop: await proof() } });
    expect(mismatch.status).toBe(400);
  });
});

describe('DPoP proofs (RFC 9449)', () => {
  const present = async (proof: string): Promise<Answer> => client.redeem(await newCode(), {}, { dpop: proof });

  it.each([-10, 10])('an iat %d seconds away is accepted', async (offset) => {
    expect((await present(await tokenProof({ iat: second(offset) }))).status).toBe(200);
  });

  it.each<[string, () => Promise<string>]>([
    ['another htm', () => tokenProof({ htm: 'GET' })],
    ['another htu', () => tokenProof({ htu: `${world.issuer}/userinfo` })],
    ['another host', () => tokenProof({ htu: 'https://evil.example/token' })],
    ['no htm', () => tokenProof({ htm: undefined })],
    ['no htu', () => tokenProof({ htu: undefined })],
    ['no jti', () => tokenProof({ jti: undefined })],
    ['no iat', () => tokenProof({ iat: undefined })],
    ['another typ', () => tokenProof({}, { typ: 'JWT' })],
    ['no key', () => tokenProof({}, { jwk: undefined })],
    ['a private key', () => tokenProof({}, { jwk: prover.privateJwk })],
    ['somebody else’s key', async () => tokenProof({}, { jwk: (await createProver()).jwk })],
    [
      'a symmetric key',
      () =>
        new SignJWT({ jti: nonsense(), htm: 'POST', htu: `${world.issuer}/token`, iat: second(0) })
          .setProtectedHeader({ typ: 'dpop+jwt', alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } } as never)
          .sign(Buffer.alloc(32)),
    ],
    [
      'alg none',
      async () =>
        `${Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'none', jwk: prover.jwk })).toString('base64url')}.${(await tokenProof()).split('.')[1] ?? ''}.`,
    ],
    ['a broken signature', async () => `${(await tokenProof()).slice(0, -8)}AAAAAAAA`],
    ['nonsense', async () => 'nonsense'],
    ['two proofs in one header', async () => `${await tokenProof()}, ${await tokenProof()}`],
  ])('with %s is invalid_dpop_proof', async (_name, proof) => {
    expectRefusal(await present(await proof()), 'invalid_dpop_proof');
  });

  it.each([-3600, 3600])('an iat %d seconds away is refused, with a nonce for a client whose clock is wrong', async (offset) => {
    const refused = await present(await tokenProof({ iat: second(offset) }));
    expectRefusal(refused, 'use_dpop_nonce');
    expect((await present(await tokenProof({ iat: second(offset), nonce: refused.headers.get('dpop-nonce') }))).status).toBe(200);
  });

  it('htu is compared without query and fragment', async () => {
    expect((await present(await tokenProof({ htu: `${world.issuer}/token?a=b#c` }))).status).toBe(200);
  });

  it('is good once', async () => {
    const proof = await tokenProof();
    expect((await present(proof)).status).toBe(200);
    expectRefusal(await present(proof), 'invalid_dpop_proof');
  });

  it('a bound token is of no use as Bearer, without a proof, with another key, or with a proof of another token', async () => {
    const tokens = await client.redeem(await newCode(), {}, { dpop: await tokenProof() });
    const accessToken = String(tokens.body['access_token']);
    const about = { htm: 'GET', htu: `${world.issuer}/userinfo`, accessToken };
    const stranger = await createProver();
    const tries: Record<string, string>[] = [
      { authorization: `Bearer ${accessToken}` },
      { authorization: `DPoP ${accessToken}` },
      { authorization: `Bearer ${accessToken}`, dpop: await prover.proof(about) },
      { authorization: `DPoP ${accessToken}`, dpop: await stranger.proof(about) },
      { authorization: `DPoP ${accessToken}`, dpop: await prover.proof({ ...about, accessToken: nonsense() }) },
      { authorization: `DPoP ${accessToken}`, dpop: await prover.proof({ htm: 'GET', htu: about.htu }) },
      { authorization: `DPoP ${accessToken}`, dpop: await prover.proof({ ...about, htm: 'POST' }) },
    ];
    for (const headers of tries) {
      const answer = await world.get('/userinfo', headers);
      expect([400, 401]).toContain(answer.status);
      expect(answer.headers.get('www-authenticate')).toMatch(/^DPoP |, DPoP |^Bearer /);
      expect(answer.body).not.toHaveProperty('name');
    }
    expect((await world.get('/userinfo', { authorization: `DPoP ${accessToken}`, dpop: await prover.proof(about) })).status).toBe(200);
  });

  it('a proof with a nonce we never gave is answered with a good one, which then works', async () => {
    const refused = await present(await tokenProof({ nonce: 'made-up' }));
    expectRefusal(refused, 'use_dpop_nonce');
    const nonce = refused.headers.get('dpop-nonce') ?? '';
    expect(nonce).not.toBe('');
    expect((await present(await tokenProof({ nonce }))).status).toBe(200);
  });

  it('the challenge names the algorithms that are accepted', async () => {
    const answer = await world.get('/userinfo', { authorization: `DPoP ${nonsense()}`, dpop: 'nonsense' });
    expect(answer.headers.get('www-authenticate')).toContain('algs="ES256 PS256 EdDSA Ed25519"');
  });
});
