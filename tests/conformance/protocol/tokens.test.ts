import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { disableAccount } from '#identity';
import { createWorld, nonsense, verifier, type Answer, type Headers, type TestClient, type World } from './world.ts';

const api = 'https://api.example.gov.vn/tokens';
let world: World;
let client: TestClient;
let other: TestClient;

beforeAll(async () => {
  world = await createWorld();
  const { db, clients } = world.identity.runtime;
  await clients.saveResource(db, {
    identifier: api,
    agency_code: 'G18',
    name: 'Hồ sơ',
    scopes: ['token:read', 'token:write'],
    signing_alg: 'ES256',
    token_seconds: 120,
  });
  client = await world.client({
    scope: 'openid profile phone email offline_access token:read',
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  });
  other = await world.client({ agency: 'H26' });
});
afterAll(() => world.close());

const code = async (more: Record<string, string | undefined> = {}, from: TestClient = client): Promise<string> => {
  const answer = await world.walk(world.visitor(), from.url(more));
  return answer.get('code') ?? `no code but ${answer.toString()}`;
};
const tokens = async (more: Record<string, string | undefined> = {}, from: TestClient = client): Promise<Answer> =>
  from.redeem(await code(more, from));
const bearer = (answer: Answer): Headers => ({ authorization: `Bearer ${String(answer.body['access_token'])}` });

/** RFC 6749 section 5.2: JSON, an error, nothing kept, nothing given. */
function expectRefusal(answer: Answer, error: string, status = 400): void {
  expect({ status: answer.status, error: answer.body['error'] }).toEqual({ status, error });
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(answer.body).not.toHaveProperty('access_token');
}

describe('the token endpoint', () => {
  it('answers as RFC 6749 section 5.1 says', async () => {
    const answer = await tokens();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'openid profile' });
    const claims = decodeJwt(String(answer.body['id_token']));
    expect(claims).toMatchObject({ iss: world.issuer, aud: client.id, acr: 'LoA1', amr: ['pwd'] });
    for (const name of ['exp', 'iat', 'auth_time']) expect(claims[name]).toEqual(expect.any(Number));
    // Personal data is for userinfo, unless the request asks for it in the ID token.
    expect(claims).not.toHaveProperty('name');
  });

  it.each<[string, Record<string, string>, string]>([
    ['no grant_type', { grant_type: '' }, 'invalid_request'],
    ['a grant type nobody has', { grant_type: 'urn:example:nobody' }, 'unsupported_grant_type'],
    ['grant_type password', { grant_type: 'password', username: 'x', password: 'y' }, 'unsupported_grant_type'],
    ['grant_type __proto__', { grant_type: '__proto__' }, 'unsupported_grant_type'],
    ['grant_type implicit', { grant_type: 'implicit' }, 'unsupported_grant_type'],
    [
      'the device grant, which is not offered',
      { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'x' },
      'unsupported_grant_type',
    ],
    ['token exchange, which is not offered', { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' }, 'unsupported_grant_type'],
    [
      'a JWT as grant, which is not offered',
      { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'x' },
      'unsupported_grant_type',
    ],
    ['no code', { grant_type: 'authorization_code', redirect_uri: 'https://x.example/' }, 'invalid_request'],
    [
      'a code nobody gave',
      { grant_type: 'authorization_code', code: nonsense(), redirect_uri: 'https://x.example/', code_verifier: verifier },
      'invalid_grant',
    ],
    ['no refresh token', { grant_type: 'refresh_token' }, 'invalid_request'],
    ['a refresh token nobody gave', { grant_type: 'refresh_token', refresh_token: nonsense() }, 'invalid_grant'],
  ])('%s', async (_name, form, error) => expectRefusal(await world.post('/token', form, client.basic), error));

  it('a code with another redirect_uri, or with none, is invalid', async () => {
    expectRefusal(await client.redeem(await code(), { redirect_uri: `${client.redirectUri}/` }), 'invalid_grant');
    expectRefusal(await client.redeem(await code(), { redirect_uri: '' }), 'invalid_request');
  });

  it('a code redeemed by another client yields nothing', async () => {
    expectRefusal(await other.redeem(await code(), { redirect_uri: client.redirectUri }), 'invalid_grant');
  });

  it('a code that has expired yields nothing', async () => {
    const late = await code();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    try {
      expectRefusal(await client.redeem(late), 'invalid_grant');
    } finally {
      vi.useRealTimers();
    }
  });

  it('a parameter given twice is invalid_request', async () => {
    const found = await code();
    const form = [
      ['grant_type', 'authorization_code'],
      ['code', found],
      ['redirect_uri', client.redirectUri],
      ['code_verifier', verifier],
    ] as const;
    for (const name of ['code', 'redirect_uri', 'grant_type', 'code_verifier'])
      expectRefusal(await world.post('/token', [...form, [name, 'again']], client.basic), 'invalid_request');
  });

  it('is for POST with a form, and its parameters are read from nowhere else', async () => {
    expect((await world.get('/token?grant_type=client_credentials', client.basic)).status).toBe(404);
    const json = await fetch(`${world.issuer}/token`, {
      method: 'POST',
      body: '{"grant_type":"client_credentials"}',
      headers: { ...client.basic, 'content-type': 'application/json' },
    });
    expect(json.status).toBe(400);
    expectRefusal(await world.post('/token?grant_type=client_credentials', {}, client.basic), 'invalid_request');
  });
});

describe('client authentication', () => {
  const form = { grant_type: 'client_credentials', resource: api, scope: 'token:read' };
  const encode = (text: string): Headers => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  it('by secret works, so that the refusals below mean something', async () => {
    const answer = await world.post('/token', form, client.basic);
    expect(answer.status).toBe(200);
    expect(decodeJwt(String(answer.body['access_token']))).toMatchObject({
      aud: api,
      client_id: client.id,
      sub: client.id,
      scope: 'token:read',
    });
  });

  it('a wrong secret, an empty one, an unknown client: invalid_client with a challenge, in the same words', async () => {
    const answers = [];
    for (const given of [`${client.id}:wrong`, 'nobody-here:wrong', `${client.id}:${client.secret}x`]) {
      const answer = await world.post('/token', form, encode(given));
      expectRefusal(answer, 'invalid_client', 401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="http/);
      answers.push(String(answer.body['error_description']).replaceAll(/client_id (?!with)\S+/g, 'client_id'));
    }
    expect(new Set(answers).size).toBe(1);
  });

  it.each<[string, Headers]>([
    ['not Basic', { authorization: 'Bearer xyz' }],
    ['Basic without credentials', { authorization: 'Basic' }],
    ['Basic with two words', { authorization: 'Basic a b' }],
    ['no colon', { authorization: `Basic ${Buffer.from('x').toString('base64')}` }],
    ['no Base64', { authorization: 'Basic %%%%' }],
    ['no UTF-8', { authorization: `Basic ${Buffer.from([0xff, 0xfe, 0x3a, 0xff]).toString('base64')}` }],
    ['a broken percent encoding', { authorization: `Basic ${Buffer.from('a%zz:b').toString('base64')}` }],
    ['a NUL character', { authorization: `Basic ${Buffer.from('a%00:b').toString('base64')}` }],
    ['an empty secret', { authorization: `Basic ${Buffer.from('abc:').toString('base64')}` }],
    ['10 KB of it', { authorization: `Basic ${Buffer.from(`${'a'.repeat(7000)}:b`).toString('base64')}` }],
  ])('a malformed header is the caller’s error: %s', async (_name, headers) => {
    const answer = await world.post('/token', form, headers);
    expect([400, 401]).toContain(answer.status);
    expect(['invalid_request', 'invalid_client']).toContain(answer.body['error']);
  });

  it('in the body, twice, or with nothing at all is refused', async () => {
    expectRefusal(await world.post('/token', { ...form, client_id: client.id, client_secret: client.secret }), 'invalid_client', 401);
    expectRefusal(
      await world.post('/token', { ...form, client_assertion: 'x', client_assertion_type: 'y' }, client.basic),
      'invalid_request',
    );
    expectRefusal(await world.post('/token', { ...form, client_id: other.id }, client.basic), 'invalid_request');
    expectRefusal(await world.post('/token', { ...form, client_id: client.id }), 'invalid_client', 401);
    expectRefusal(await world.post('/token', form), 'invalid_request');
  });

  it('by secret in the body is for the client that is registered for it, and for it alone', async () => {
    const posting = await world.client({ token_endpoint_auth_method: 'client_secret_post' });
    const found = (await world.walk(world.visitor(), posting.url())).get('code');
    const exchange = { grant_type: 'authorization_code', code: found ?? '', redirect_uri: posting.redirectUri, code_verifier: verifier };
    expectRefusal(await world.post('/token', exchange, posting.basic), 'invalid_client', 401);
    expectRefusal(await world.post('/token', { ...exchange, client_id: posting.id, client_secret: 'x' }), 'invalid_client', 401);
    const answer = await world.post('/token', { ...exchange, client_id: posting.id, client_secret: posting.secret });
    expect(answer.status).toBe(200);
  });

  it('ID tokens of a basic client are RS256 unless another algorithm is registered', async () => {
    const algOf = async (more: Record<string, string>): Promise<unknown> => {
      const made = await world.client(more);
      const { body } = await made.redeem((await world.walk(world.visitor(), made.url())).get('code'));
      return decodeProtectedHeader(String(body['id_token'])).alg;
    };
    expect(await algOf({})).toBe('RS256');
    expect(await algOf({ token_endpoint_auth_method: 'private_key_jwt' })).toBe('RS256');
    expect(await algOf({ id_token_signed_response_alg: 'ES256' })).toBe('ES256');
  });

  it('a client without the grant may not use it', async () => {
    expectRefusal(await world.post('/token', form, other.basic), 'unauthorized_client');
  });

  it('an assertion of another type, or for a client with a secret, is refused', async () => {
    const jwt = await world.client({ token_endpoint_auth_method: 'private_key_jwt' });
    const type = await jwt.authentication();
    expectRefusal(
      await world.post('/token', { ...form, ...type, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }),
      'invalid_request',
    );
    expectRefusal(
      await world.post('/token', { ...form, ...(await jwt.authentication({ iss: client.id, sub: client.id })), client_id: client.id }),
      'invalid_client',
      401,
    );
  });
});

describe('refreshing', () => {
  const refresh = (token: unknown, more: Record<string, string> = {}, from: TestClient = client): Promise<Answer> =>
    world.post('/token', { grant_type: 'refresh_token', refresh_token: String(token), ...more }, from.basic);

  it('keeps the person and the time of sign-in, and gives a new refresh token', async () => {
    const first = await tokens();
    const second = await refresh(first.body['refresh_token']);
    expect(second.status).toBe(200);
    const [one, two] = [first, second].map((each) => decodeJwt(String(each.body['id_token'])));
    expect(two).toMatchObject({ sub: one?.sub, auth_time: one?.['auth_time'], iss: one?.iss, aud: one?.aud });
    expect(second.body['refresh_token']).not.toBe(first.body['refresh_token']);
  });

  it('another client, or nobody, refreshes nothing', async () => {
    const { body } = await tokens();
    expectRefusal(await refresh(body['refresh_token'], {}, other), 'invalid_grant');
    expectRefusal(
      await world.post('/token', { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }),
      'invalid_request',
    );
  });

  it('never widens the scope, nor the resource', async () => {
    const { body } = await tokens({ scope: 'openid' });
    expectRefusal(await refresh(body['refresh_token'], { scope: 'openid profile' }), 'invalid_scope');
    expectRefusal(await refresh(body['refresh_token'], { resource: api }), 'invalid_target');
  });

  it('an access token is no refresh token, and a refresh token no access token', async () => {
    const { body } = await tokens();
    expectRefusal(await refresh(body['access_token']), 'invalid_grant');
    const info = await world.get('/userinfo', { authorization: `Bearer ${String(body['refresh_token'])}` });
    expect(info.status).toBe(401);
  });
});

describe('resources (RFC 8707)', () => {
  it('a token is for the one API that was asked for at sign-in', async () => {
    const found = await code({ scope: 'openid token:read', resource: api });
    const answer = await client.redeem(found, { resource: api });
    expect(decodeJwt(String(answer.body['access_token']))).toMatchObject({ aud: api, scope: 'token:read' });
  });

  it('another API than was asked for, an unknown one, or two at once: invalid_target', async () => {
    expectRefusal(await client.redeem(await code(), { resource: api }), 'invalid_target');
    expectRefusal(
      await client.redeem(await code({ scope: 'openid token:read', resource: api }), { resource: 'https://nowhere.example/' }),
      'invalid_target',
    );
    const form = [
      ['grant_type', 'client_credentials'],
      ['resource', api],
      ['resource', 'https://nowhere.example/'],
    ] as const;
    expectRefusal(await world.post('/token', form, client.basic), 'invalid_target');
  });

  it('a scope of the API that the client was not approved for is not in the token', async () => {
    const answer = await world.post(
      '/token',
      { grant_type: 'client_credentials', resource: api, scope: 'token:read token:write' },
      client.basic,
    );
    if (answer.status === 200) expect(decodeJwt(String(answer.body['access_token']))['scope']).toBe('token:read');
    else expectRefusal(answer, 'invalid_scope');
  });

  it('a token for an API does not open userinfo', async () => {
    const answer = await client.redeem(await code({ scope: 'openid token:read', resource: api }), { resource: api });
    expect((await world.get('/userinfo', bearer(answer))).status).toBe(401);
  });
});

describe('userinfo', () => {
  it('by GET, by POST with the header and by POST with a form is one answer', async () => {
    const answer = await tokens({ scope: 'openid profile phone email' });
    const token = String(answer.body['access_token']);
    const get = await world.get('/userinfo', bearer(answer));
    expect(get.status).toBe(200);
    expect(get.headers.get('content-type')).toContain('application/json');
    expect(get.headers.get('cache-control')).toContain('no-store');
    expect(get.body).toMatchObject({
      sub: decodeJwt(String(answer.body['id_token'])).sub,
      name: 'Người Thử',
      phone_number_verified: true,
      email: 'thu@example.com',
    });
    expect((await world.post('/userinfo', {}, bearer(answer))).body).toEqual(get.body);
    expect((await world.post('/userinfo', { access_token: token })).body).toEqual(get.body);
  });

  it('a token in the address, in two places, or none is refused as RFC 6750 says', async () => {
    const answer = await tokens();
    const token = String(answer.body['access_token']);
    expect((await world.get(`/userinfo?access_token=${token}`)).status).toBe(400);
    expect((await world.post('/userinfo', { access_token: token }, bearer(answer))).status).toBe(400);
    const none = await world.get('/userinfo');
    expect(none.status).toBe(401);
    expect(none.headers.get('www-authenticate')).toMatch(/Bearer realm=/);
    expect(none.headers.get('www-authenticate')).not.toContain('error=');
    const wrong = await world.get('/userinfo', { authorization: `Bearer ${nonsense()}` });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await world.get('/userinfo', { authorization: 'Basic abc' })).status).toBe(400);
  });

  it('a token without openid opens nothing', async () => {
    const answer = await world.walk(world.visitor(), client.url({ scope: 'profile', nonce: undefined }));
    const found = await client.redeem(answer.get('code'));
    const info = await world.get('/userinfo', bearer(found));
    expect([401, 403]).toContain(info.status);
  });

  it('claims asked for one by one arrive where they were asked for', async () => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } }, id_token: { phone_number: null } });
    const answer = await tokens({ scope: 'openid', claims });
    expect(decodeJwt(String(answer.body['id_token']))).toHaveProperty('phone_number');
    const info = await world.get('/userinfo', bearer(answer));
    expect(Object.keys(info.body).toSorted()).toEqual(['name', 'sub']);
  });

  it('is signed for a client that wants it signed', async () => {
    const signed = await world.client({ userinfo_signed_response_alg: 'ES256' });
    const answer = await tokens({}, signed);
    const info = await world.get('/userinfo', bearer(answer));
    expect(info.headers.get('content-type')).toContain('application/jwt');
    expect(decodeJwt(info.text)).toMatchObject({ iss: world.issuer, aud: signed.id, name: 'Người Thử' });
  });
});

describe('introspection and revocation', () => {
  const ask = (token: unknown, headers: Headers): Promise<Answer> => world.post('/introspect', { token: String(token) }, headers);
  const revoke = (token: unknown, headers: Headers, more: Record<string, string> = {}): Promise<Answer> =>
    world.post('/revoke', { token: String(token), ...more }, headers);

  it('tells a client about its own tokens, and everybody else nothing', async () => {
    const { body } = await tokens();
    const mine = await ask(body['access_token'], client.basic);
    expect(mine.body).toMatchObject({ active: true, client_id: client.id, iss: world.issuer });
    expect(mine.headers.get('cache-control')).toContain('no-store');
    expect((await ask(body['access_token'], other.basic)).body).toEqual({ active: false });
    expect((await ask(body['refresh_token'], other.basic)).body).toEqual({ active: false });
    expect((await ask(nonsense(), client.basic)).body).toEqual({ active: false });
    const nobody = await ask(body['access_token'], {});
    expect(nobody.status).toBe(400);
    const wrong = await ask(body['access_token'], { authorization: `Basic ${Buffer.from(`${client.id}:no`).toString('base64')}` });
    expect(wrong.status).toBe(401);
  });

  it('a request without a token, or with two, is invalid_request', async () => {
    for (const path of ['/introspect', '/revoke']) {
      expectRefusal(await world.post(path, {}, client.basic), 'invalid_request');
      expectRefusal(
        await world.post(
          path,
          [
            ['token', 'a'],
            ['token', 'b'],
          ],
          client.basic,
        ),
        'invalid_request',
      );
    }
  });

  it('revoking a refresh token takes what was given with it', async () => {
    const { body } = await tokens();
    const answer = await revoke(body['refresh_token'], client.basic);
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: '' });
    expect((await ask(body['access_token'], client.basic)).body).toEqual({ active: false });
    expectRefusal(
      await world.post('/token', { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }, client.basic),
      'invalid_grant',
    );
  });

  it('revoking an access token is done at once', async () => {
    const answer = await tokens();
    expect((await revoke(answer.body['access_token'], client.basic, { token_type_hint: 'refresh_token' })).status).toBe(200);
    expect((await world.get('/userinfo', bearer(answer))).status).toBe(401);
  });

  it('an unknown token is revoked successfully, a JWT is an unsupported type, and another client’s is not touched', async () => {
    expect((await revoke(nonsense(), client.basic)).status).toBe(200);
    const jwt = await world.post('/token', { grant_type: 'client_credentials', resource: api, scope: 'token:read' }, client.basic);
    expectRefusal(await revoke(jwt.body['access_token'], client.basic), 'unsupported_token_type');
    const { body } = await tokens();
    expect((await revoke(body['refresh_token'], other.basic)).status).toBe(400);
    expect((await ask(body['access_token'], client.basic)).body['active']).toBe(true);
  });
});

describe('somebody whose account was disabled', () => {
  it('is refused in every grant, at userinfo and at introspection', async () => {
    const person = await world.person();
    const walk = async (): Promise<string | null> => (await world.walk(world.visitor(), client.url(), person)).get('code');
    const answer = await client.redeem(await walk());
    const pending = await walk();
    await disableAccount(world.identity.runtime, { id: person.id, status: 'disabled', reason: 'test', actor: 'test' });
    expectRefusal(await client.redeem(pending), 'invalid_grant');
    expectRefusal(
      await world.post('/token', { grant_type: 'refresh_token', refresh_token: String(answer.body['refresh_token']) }, client.basic),
      'invalid_grant',
    );
    expect((await world.get('/userinfo', bearer(answer))).status).toBe(401);
    expect((await world.post('/introspect', { token: String(answer.body['access_token']) }, client.basic)).body).toEqual({ active: false });
  });
});
