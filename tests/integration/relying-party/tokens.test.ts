import { createHash, randomUUID } from 'node:crypto';
import { SignJWT, calculateJwkThumbprint, generateKeyPair, importJWK, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '#shared/db';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import {
  clientId,
  kitClient,
  movableClock,
  rpDatabase,
  serveThings,
  testCookieKey,
  testSealer,
  type Things,
} from '../../support/relying-party-origin.ts';
import { apiAudience, createKeyJwk, listen, publicJwk, startTestProvider, type TestProvider } from '../../support/test-provider.ts';
import { createVisitor, type Visitor } from '../../support/relying-party-visitor.ts';

let database: TestDatabase;
let db: Db;
let op: TestProvider;
let things: Things;
/** A second process of the same module: same database and keys, another origin object and pool user. */
let twin: Things;
let keys: { client: JWK; dpop: JWK };
let intercept: ((url: string, init: RequestInit | undefined) => Promise<Response> | undefined) | null = null;
const clock = movableClock();
const spying: typeof fetch = (input, init) => intercept?.(String(input), init) ?? fetch(input, init);

beforeAll(async () => {
  database = await useDatabase();
  db = await rpDatabase(database);
  keys = { client: await createKeyJwk('ES256', 'things-1'), dpop: await createKeyJwk('ES256') };
  const place = await listen();
  op = await startTestProvider(() => [kitClient(place.origin, keys.client)]);
  const common = { db, clock, sealer: testSealer, cookieKey: testCookieKey, issuer: op.issuer, keys, fetch: spying };
  things = serveThings(place, { ...common, typedLogoutTokens: true });
  twin = serveThings(await listen(), { ...common, baseUrl: new URL(place.origin) });
});
afterAll(async () => {
  await things.stop();
  await twin.stop();
  await op.stop();
  await db.close();
  await database.close();
});
afterEach(() => {
  intercept = null;
  clock.reset();
  Object.assign(op.person, { sub: 'person-1', acr: 'LoA1' });
});

const signIn = async (acr = 'LoA1'): Promise<Visitor> => {
  op.person.acr = acr;
  const visitor = createVisitor();
  expect((await visitor.get(`${things.origin}/private`)).status).toBe(200);
  return visitor;
};

describe('tokens of a session', () => {
  it('are refreshed for an API, sent with a proof, and used until they expire', async () => {
    const visitor = await signIn('LoA2');
    let refreshes = 0;
    intercept = (url) => {
      if (url.endsWith('/token')) refreshes += 1;
      return undefined;
    };
    for (let time = 0; time < 3; time += 1) {
      expect(JSON.parse((await visitor.get(`${things.origin}/use-api`)).text)).toEqual({ status: 200, body: { acr: 'LoA2' } });
    }
    expect(refreshes).toBe(1);
  });

  it('send the refresh token once for twenty requests through two processes', async () => {
    const visitor = await signIn('LoA2');
    const used: string[] = [];
    intercept = (url, init) => {
      if (url.endsWith('/token')) used.push(new URLSearchParams(String(init?.body)).get('refresh_token') ?? '');
      return undefined;
    };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => visitor.get(`${(n % 2 === 0 ? things : twin).origin}/use-api`)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(used).toHaveLength(1);
  });

  it('step up when the API wants a stronger sign-in (RFC 9470)', async () => {
    const visitor = await signIn('LoA1');
    op.person.acr = 'LoA2';
    const page = await visitor.get(`${things.origin}/use-api`, { follow: false });
    expect(page.headers.get('location')).toBe('/sign-in/start?return=%2Fuse-api&acr=LoA2&max_age=600');
    expect(JSON.parse((await visitor.get(`${things.origin}/use-api`)).text)).toEqual({ status: 200, body: { acr: 'LoA2' } });
  });

  it('end the session when the provider has ended the grant', async () => {
    const visitor = await signIn();
    intercept = (url) => (url.endsWith('/token') ? Promise.resolve(Response.json({ error: 'invalid_grant' }, { status: 400 })) : undefined);
    expect((await visitor.get(`${things.origin}/use-api`)).status).toBe(401);
    expect(JSON.parse((await visitor.get(`${things.origin}/`)).text)).toMatchObject({ sub: null });
  });

  it('keep the session when the provider is away, and go on afterwards', async () => {
    const visitor = await signIn('LoA2');
    intercept = (url) => (url.endsWith('/token') ? Promise.reject(new TypeError('fetch failed')) : undefined);
    expect((await visitor.get(`${things.origin}/use-api`)).status).toBe(503);
    intercept = null;
    expect((await visitor.get(`${things.origin}/use-api`)).status).toBe(200);
  });

  it('of the client itself are asked for once and held', async () => {
    let asked = 0;
    intercept = (url) => {
      if (url.endsWith('/token')) asked += 1;
      return undefined;
    };
    const call = () =>
      things.rp.api.call({
        as: 'client',
        resource: apiAudience,
        scope: 'things:read',
        method: 'GET',
        url: new URL('/api/things', things.origin),
      });
    await call();
    const response = await call();
    expect(await response.json()).toEqual({ sub: clientId, client: clientId });
    expect(asked).toBe(1);
    clock.advance(600);
    await call();
    expect(asked).toBe(2);
  });
});

describe('the API guard', () => {
  const proofKey = async (jwk: JWK): Promise<CryptoKey> => (await importJWK(jwk, 'ES256')) as CryptoKey;
  const thumb = (): Promise<string> => calculateJwkThumbprint(keys.dpop, 'sha256');
  const claims = async (change: Record<string, unknown> = {}): Promise<JWTPayload> => ({
    iss: op.issuer,
    aud: apiAudience,
    sub: 'person-1',
    client_id: clientId,
    scope: 'things:read',
    jti: randomUUID(),
    acr: 'LoA2',
    auth_time: clock.epoch(),
    iat: clock.epoch(),
    exp: clock.epoch() + 300,
    cnf: { jkt: await thumb() },
    ...change,
  });
  const issue = async (change: Record<string, unknown> = {}, header: Record<string, unknown> = {}, key = op.signingKey): Promise<string> =>
    new SignJWT(JSON.parse(JSON.stringify(await claims(change))) as JWTPayload)
      .setProtectedHeader({ alg: 'ES256', kid: op.kid, typ: 'at+jwt', ...header } as never)
      .sign(key);
  const ath = (token: string): string => createHash('sha256').update(token).digest('base64url');
  const proof = async (
    token: string,
    change: Record<string, unknown> = {},
    options: { header?: object; key?: JWK } = {},
  ): Promise<string> => {
    const jwk = options.key ?? keys.dpop;
    const payload = { htm: 'GET', htu: `${things.origin}/api/things`, ath: ath(token), iat: clock.epoch(), jti: randomUUID(), ...change };
    return new SignJWT(JSON.parse(JSON.stringify(payload)) as JWTPayload)
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk(jwk), ...options.header } as never)
      .sign(await proofKey(jwk));
  };
  const call = async (authorization: string | null, dpop: string | null, path = '/api/things') => {
    const response = await fetch(`${things.origin}${path}`, {
      headers: { ...(authorization === null ? {} : { authorization }), ...(dpop === null ? {} : { dpop }) },
    });
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate') ?? '',
      type: response.headers.get('content-type'),
    };
  };
  const refused = async (token: string, dpop: string | null, error: string, status = 401): Promise<void> => {
    const answer = await call(`DPoP ${token}`, dpop);
    expect(answer).toMatchObject({
      status,
      challenge: expect.stringContaining(`error="${error}"`),
      type: expect.stringContaining('application/problem+json'),
    });
  };

  it('admits a good token with a good proof, so that the refusals below mean something', async () => {
    const token = await issue();
    expect((await call(`DPoP ${token}`, await proof(token))).status).toBe(200);
  });

  it('asks without an error code when nothing is presented', async () => {
    const answer = await call(null, null);
    expect(answer.status).toBe(401);
    expect(answer.challenge).toMatch(/^DPoP algs=/);
    expect(answer.challenge).not.toContain('error');
    expect((await call(null, null, '/api/basic')).challenge).toMatch(/, Bearer$/);
  });

  it.each<[string, Record<string, unknown>, object]>([
    ['for another API', { aud: 'urn:other' }, {}],
    ['of another issuer', { iss: 'https://evil.example' }, {}],
    ['that has expired', { exp: 1000 }, {}],
    ['without expiry', { exp: undefined }, {}],
    ['that is an ID token by its type', {}, { typ: 'JWT' }],
    ['that is a logout token by its type', {}, { typ: 'logout+jwt' }],
    ['without client_id', { client_id: undefined }, {}],
    ['bound to another key', { cnf: { jkt: 'other' } }, {}],
    ['bound to a certificate that nobody checks', { cnf: { 'x5t#S256': 'abc' } }, {}],
    ['with a null binding', { cnf: null }, {}],
    ['that is not bound', { cnf: undefined }, {}],
  ])('refuses a token %s', async (_name, change, header) => {
    const token = await issue(change, header as Record<string, unknown>);
    await refused(token, await proof(token), 'invalid_token');
  });

  it('refuses alg none, a stranger’s key, an embedded key and a public key used as a secret', async () => {
    const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const none = `${b64({ alg: 'none', typ: 'at+jwt' })}.${b64(await claims())}.`;
    await refused(none, await proof(none), 'invalid_token');
    const stranger = await generateKeyPair('ES256');
    const wrong = await issue({}, {}, stranger.privateKey);
    await refused(wrong, await proof(wrong), 'invalid_token');
    const own = await createKeyJwk();
    const embedded = await issue({}, { jwk: publicJwk(own), kid: undefined }, await proofKey(own));
    await refused(embedded, await proof(embedded), 'invalid_token');
    const hmac = await new SignJWT(await claims())
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: op.kid })
      .sign(Buffer.from(JSON.stringify(publicJwk(keys.client))));
    await refused(hmac, await proof(hmac), 'invalid_token');
  });

  it('refuses a bound token as Bearer, with or without a proof', async () => {
    const token = await issue();
    expect((await call(`Bearer ${token}`, null)).status).toBe(401);
    expect((await call(`Bearer ${token}`, await proof(token))).status).toBe(401);
    expect((await call(`Bearer ${token}`, null, '/api/basic')).status).toBe(401);
  });

  it('admits an unbound token only where the route says so', async () => {
    const token = await issue({ cnf: undefined });
    expect((await call(`Bearer ${token}`, null, '/api/basic')).status).toBe(200);
    expect((await call(`Bearer ${token}`, null)).status).toBe(401);
  });

  it.each<[string, Record<string, unknown>, object]>([
    ['without ath', { ath: undefined }, {}],
    ['for another token', { ath: 'x' }, {}],
    ['for another method', { htm: 'POST' }, {}],
    ['for another address', { htu: 'https://evil.example/api/things' }, {}],
    ['for another path', { htu: 'http://localhost/api/other' }, {}],
    ['from too long ago', { iat: 1000 }, {}],
    ['from the future', { iat: 4102444800 }, {}],
    ['without jti', { jti: undefined }, {}],
    ['with a jti that would fill the store', { jti: 'x'.repeat(300) }, {}],
    ['of another type', {}, { typ: 'JWT' }],
  ])('refuses a proof %s', async (_name, change, header) => {
    const token = await issue();
    await refused(token, await proof(token, change, { header }), 'invalid_dpop_proof');
  });

  it('refuses no proof, two proofs, a proof with a private key, alg none, and somebody else’s key', async () => {
    const token = await issue();
    await refused(token, null, 'invalid_dpop_proof');
    await refused(token, `${await proof(token)}, ${await proof(token)}`, 'invalid_dpop_proof');
    await refused(token, await proof(token, {}, { header: { jwk: keys.dpop } }), 'invalid_dpop_proof');
    const [, payload] = (await proof(token)).split('.');
    const none = `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk: publicJwk(keys.dpop) })).toString('base64url')}.${payload}.`;
    await refused(token, none, 'invalid_dpop_proof');
    await refused(token, await proof(token, {}, { key: await createKeyJwk() }), 'invalid_token');
  });

  it('takes each proof once: of twenty through two processes one gets in', async () => {
    const token = await issue();
    const one = await proof(token);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        fetch(`${(n % 2 === 0 ? things : twin).origin}/api/things`, { headers: { authorization: `DPoP ${token}`, dpop: one } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('names the missing scope, and the sign-in it wants', async () => {
    const poor = await issue({ scope: 'things:write' });
    const answer = await call(`DPoP ${poor}`, await proof(poor));
    expect([answer.status, answer.challenge]).toEqual([403, expect.stringMatching(/error="insufficient_scope".*scope="things:read"/)]);
    for (const change of [
      { acr: 'LoA1' },
      { acr: undefined },
      { acr: ['LoA2'] },
      { auth_time: clock.epoch() - 601 },
      { auth_time: undefined },
    ] as Record<string, unknown>[]) {
      const weak = await issue(change);
      const strong = await call(`DPoP ${weak}`, await proof(weak, { htu: `${things.origin}/api/strong` }), '/api/strong');
      expect([strong.status, strong.challenge]).toEqual([
        401,
        expect.stringMatching(/error="insufficient_user_authentication".*acr_values="LoA2".*max_age="600"/),
      ]);
    }
  });

  it.each(['DPoP', 'DPoP ', 'Bearer a b', 'Basic eDp5', 'DPoP \u00ff', `DPoP ${'a'.repeat(9000)}`])(
    'answers 401, never 500, to a malformed header %#',
    async (header) => {
      expect((await call(header, null)).status).toBe(401);
    },
  );

  it('answers 503 when the keys cannot be had: nobody gets in unchecked', async () => {
    const place = await listen();
    const down = serveThings(place, {
      db,
      clock,
      sealer: testSealer,
      cookieKey: testCookieKey,
      issuer: op.issuer,
      keys,
      fetch: (input, init) => (String(input).endsWith('/jwks') ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init)),
    });
    const token = await issue();
    const response = await fetch(`${down.origin}/api/things`, {
      headers: { authorization: `DPoP ${token}`, dpop: await proof(token, { htu: `${down.origin}/api/things` }) },
    });
    expect(response.status).toBe(503);
    await down.stop();
  });
});

describe('back-channel logout', () => {
  const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
  const sidOf = async (): Promise<string> =>
    String((await database.admin.query('SELECT sid FROM rp_test.rp_session ORDER BY created_at DESC LIMIT 1')).rows[0].sid);
  const logoutToken = (change: Record<string, unknown> = {}, header: object = {}, key = op.signingKey): Promise<string> => {
    const payload = {
      iss: op.issuer,
      aud: clientId,
      iat: clock.epoch(),
      exp: clock.epoch() + 120,
      jti: randomUUID(),
      events: { [EVENT]: {} },
      ...change,
    };
    return new SignJWT(JSON.parse(JSON.stringify(payload)) as JWTPayload)
      .setProtectedHeader({ alg: 'ES256', kid: op.kid, typ: 'logout+jwt', ...header } as never)
      .sign(key);
  };
  const send = (token: string): Promise<Response> =>
    fetch(`${things.origin}/backchannel-logout`, { method: 'POST', body: new URLSearchParams({ logout_token: token }) });
  const stillIn = async (visitor: Visitor): Promise<boolean> =>
    (JSON.parse((await visitor.get(`${things.origin}/`)).text) as { sub: string | null }).sub !== null;

  it('ends the session it names by sid and no other', async () => {
    const other = await signIn();
    const visitor = await signIn();
    const response = await send(await logoutToken({ sid: await sidOf() }));
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await stillIn(visitor)).toBe(false);
    expect(await stillIn(other)).toBe(true);
  });

  it('ends every session of a person named by sub', async () => {
    op.person.sub = 'person-9';
    const [one, two] = [await signIn(), await signIn()];
    expect((await send(await logoutToken({ sub: 'person-9' }))).status).toBe(200);
    expect([await stillIn(one), await stillIn(two)]).toEqual([false, false]);
  });

  it('answers 200 when there is nothing to end', async () => {
    expect((await send(await logoutToken({ sid: 'unknown' }))).status).toBe(200);
  });

  it('is understood as the provider itself sends it, when signing out elsewhere', async () => {
    const visitor = await signIn();
    const page = await visitor.get(`${op.issuer}/session/end`);
    const xsrf = /name="xsrf" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    await visitor.post(`${op.issuer}/session/end/confirm`, { xsrf, logout: 'yes' });
    expect(await stillIn(visitor)).toBe(false);
  });

  it('wins against a sign-in that is just finishing', async () => {
    const visitor = createVisitor();
    const ended: Promise<Response>[] = [];
    intercept = (url, init) =>
      url.endsWith('/token')
        ? fetch(url, init).then(async (response) => {
            const { id_token: idToken } = (await response.clone().json()) as { id_token: string };
            const { sid } = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
            ended.push(Promise.resolve(await send(await logoutToken({ sid }))));
            return response;
          })
        : undefined;
    const page = await visitor.get(`${things.origin}/private`);
    expect((await Promise.all(ended)).map(({ status }) => status)).toEqual([200]);
    expect(page.status).toBe(401);
    expect(visitor.cookie('things_session')).toBeUndefined();
  });

  it('refuses a replayed token, also twenty at once', async () => {
    const token = await logoutToken({ sid: 'x' });
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => send(token)))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
  });

  it.each<[string, Record<string, unknown>, object]>([
    ['with a nonce', { nonce: 'n' }, {}],
    ['without events', { events: undefined }, {}],
    ['with another event', { events: { 'http://example.org/event': {} } }, {}],
    ['with an event that is no object', { events: { [EVENT]: true } }, {}],
    ['without sid and sub', { sid: undefined }, {}],
    ['with a sid that is no text', { sid: 7 }, {}],
    ['without jti', { jti: undefined }, {}],
    ['of another client', { aud: 'other-client' }, {}],
    ['of another issuer', { iss: 'https://evil.example' }, {}],
    ['that is old', { iat: 1000 }, {}],
    ['from the future', { iat: 4102444800 }, {}],
    ['that has expired', { exp: 1000 }, {}],
    ['without iat', { iat: undefined }, {}],
    ['without exp', { exp: undefined }, {}],
    ['that is an ID token by its type', {}, { typ: 'JWT' }],
    ['without type', {}, { typ: undefined }],
  ])('refuses a token %s', async (_name, change, header) => {
    const visitor = await signIn();
    const response = await send(await logoutToken({ sid: await sidOf(), ...change }, header));
    expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store']);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    expect(await stillIn(visitor)).toBe(true);
  });

  it.each([undefined, 'JWT', 'logout+jwt', 'application/logout+jwt'])(
    'of a provider that is not ours may have the type %s',
    async (typ) => {
      const visitor = await signIn();
      const body = new URLSearchParams({ logout_token: await logoutToken({ sid: await sidOf() }, { typ }) });
      expect((await fetch(`${twin.origin}/backchannel-logout`, { method: 'POST', body })).status).toBe(200);
      expect(await stillIn(visitor)).toBe(false);
    },
  );

  it.each(['at+jwt', 'dpop+jwt', 'secevent+jwt'])('is refused of any provider under the type %s', async (typ) => {
    const body = new URLSearchParams({ logout_token: await logoutToken({ sid: 'x' }, { typ }) });
    expect((await fetch(`${twin.origin}/backchannel-logout`, { method: 'POST', body })).status).toBe(400);
  });

  it('refuses alg none, a stranger’s key, garbage and no token at all', async () => {
    const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = (await logoutToken({ sid: 'x' })).split('.')[1];
    const stranger = await generateKeyPair('ES256');
    for (const token of [
      `${b64({ alg: 'none', typ: 'logout+jwt' })}.${payload}.`,
      await logoutToken({ sid: 'x' }, {}, stranger.privateKey),
      await logoutToken({ sid: 'x' }, { kid: 'unknown' }),
      'garbage',
      '',
    ]) {
      expect((await send(token)).status).toBe(400);
    }
    expect(
      (await fetch(`${things.origin}/backchannel-logout`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(415);
  });

  it('asks to be sent again when the keys cannot be had', async () => {
    const place = await listen();
    const down = serveThings(place, {
      db,
      clock,
      sealer: testSealer,
      cookieKey: testCookieKey,
      issuer: op.issuer,
      keys,
      fetch: (input, init) => (String(input).endsWith('/jwks') ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init)),
    });
    const response = await fetch(`${down.origin}/backchannel-logout`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: await logoutToken({ sid: 'x' }) }),
    });
    expect(response.status).toBe(503);
    await down.stop();
  });
});
