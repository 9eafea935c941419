import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as jose from 'jose';
import type { Configuration, Provider } from 'oidc-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRequestMemory, createStore, type Logout, type Race, type Store, type StoreOptions } from '#identity/store';
import { fixedClock } from '#shared/clock';
import { createDb, type Db } from '#shared/db';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { oneBrowser } from '../../support/one-browser.ts';

const accountId = randomUUID();
const callback = 'https://portal.test/callback';
const memory = createRequestMemory();
const browser = oneBrowser();

/** A small real provider on a free port whose login page signs in the one person there is. */
async function startProvider(store: Store, key: jose.JWK): Promise<{ server: Server; url: string; provider: Provider }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const configuration: Configuration = {
    adapter: store.adapter,
    jwks: { keys: [key] } as Configuration['jwks'],
    cookies: { keys: ['test-only'] },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      introspection: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => void (ctx.body = form),
        postLogoutSuccessSource: (ctx) => void (ctx.body = 'out'),
      },
    },
    scopes: ['openid', 'offline_access'],
    clientAuthMethods: ['client_secret_basic', 'private_key_jwt'],
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    expiresWithSession: (_ctx, token) => !token.scopes.has('offline_access'),
    ttl: { Session: 1800, Interaction: 600, Grant: 86_400, AccessToken: 600, AuthorizationCode: 60, RefreshToken: 86_400, IdToken: 60 },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_ctx, interaction) => `/login/${interaction.uid}` },
    async loadExistingGrant(ctx) {
      const { account, client, params } = ctx.oidc;
      const pair = { accountId: account!.accountId, clientId: client!.clientId };
      const known = await store.findGrantId(db, pair.accountId, pair.clientId);
      const grant = (known === null ? undefined : await provider.Grant.find(known)) ?? new provider.Grant(pair);
      if (grant.getOIDCScopeFiltered(String(params!['scope']).split(' ')) !== params!['scope']) {
        grant.addOIDCScope(String(params!['scope']));
        await grant.save();
      }
      return grant;
    },
  };
  const provider = store.createProvider(url, configuration);
  // One browser for everybody: whose a sign-in is, is not asked here.
  provider.use((ctx, next) => {
    memory.of(ctx).browser = browser;
    return next();
  });
  provider.on('server_error', (_ctx, error) => errors.push(error));
  const app = provider.callback();
  server.on('request', (req, res) => {
    if (req.url?.startsWith('/login/') !== true) return void app(req, res);
    // Each authentication differs from the one before, as their times do when people and not programs sign in.
    const result = { login: { accountId, acr: `level-${(logins += 1)}` }, consent: {} };
    provider.interactionFinished(req, res, result).catch((error: unknown) => res.writeHead(400).end(String(error)));
  });
  return { server, url, provider };
}

let database: TestDatabase;
let store: Store;
let db: Db;
let statements: string[] = [];
let running: { server: Server; url: string; provider: Provider };
/** A second server, which shares nothing with the first but the database. */
let another: typeof running;
let clientKey: jose.CryptoKey;
const clock = fixedClock(new Date());
const races: Race[] = [];
const logouts: Logout[] = [];
const errors: Error[] = [];
let logins = 0;

beforeAll(async () => {
  database = await useDatabase();
  db = createDb({
    connectionString: database.url,
    role: 'mocua_identity',
    max: 25,
    applicationName: 'test',
    onIdleError: () => undefined,
    onStatement: (name) => statements.push(name),
  });
  const [own, client] = await Promise.all([
    jose.generateKeyPair('ES256', { extractable: true }),
    jose.generateKeyPair('ES256', { extractable: true }),
  ]);
  clientKey = client.privateKey;
  const jwks = { keys: [{ ...(await jose.exportJWK(client.publicKey)), kid: 'c', alg: 'ES256' }] };
  const common = {
    redirect_uris: [callback],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_signed_response_alg: 'ES256',
    post_logout_redirect_uris: ['https://portal.test/out'],
  };
  const clients: Record<string, object> = {
    jwt: { ...common, client_id: 'jwt', token_endpoint_auth_method: 'private_key_jwt', jwks },
    basic: { ...common, client_id: 'basic', client_secret: 'secret-of-basic', token_endpoint_auth_method: 'client_secret_basic' },
    other: { ...common, client_id: 'other', client_secret: 'secret-of-other', token_endpoint_auth_method: 'client_secret_basic' },
  };
  const options: StoreOptions = {
    db,
    clock,
    memory,
    findClient: (id) => Promise.resolve(clients[id]),
    onRace: (race) => void races.push(race),
    enqueueLogout: (_tx, logout) => Promise.resolve(void logouts.push(logout)),
  };
  store = createStore(options);
  const key: jose.JWK = { ...(await jose.exportJWK(own.privateKey)), kid: 'p', alg: 'ES256', use: 'sig' };
  running = await startProvider(store, key);
  another = await startProvider(createStore(options), key);
});
afterAll(async () => {
  for (const { server } of [running, another]) {
    server.close();
    server.closeAllConnections();
  }
  await db.close();
  await database.close();
});
beforeEach(() => {
  races.length = 0;
  logouts.length = 0;
  errors.length = 0;
});

const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');
type Jar = Map<string, string>;

async function visit(url: string, jar: Jar, init: RequestInit = {}): Promise<Response> {
  const path = new URL(url).pathname;
  const cookie = [...jar]
    .filter(([name]) => path.startsWith(name.split(' ')[1] ?? '/'))
    .map(([name, value]) => `${name.split(' ')[0]}=${value}`)
    .join('; ');
  const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...(init.headers as Record<string, string>), cookie } });
  for (const line of response.headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    const at = attributes.find((each) => each.startsWith('path='))?.slice(5) ?? '/';
    if (value === '') jar.delete(`${name} ${at}`);
    else jar.set(`${name} ${at}`, value);
  }
  return response;
}

/** Follows the provider's redirects until it leaves for the portal or shows a page. */
async function follow(start: string, jar: Jar): Promise<URL | Response> {
  let at = start;
  for (let hop = 0; hop < 8; hop += 1) {
    const response = await visit(at, jar);
    const location = response.headers.get('location');
    if (location === null) return response;
    at = new URL(location, running.url).href;
    if (at.startsWith('https://portal.test')) return new URL(at);
  }
  throw new Error('too many redirects');
}

const authorizationUrl = (clientId: string, more: Record<string, string> = {}): string =>
  `${running.url}/auth?${new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: callback,
    scope: 'openid offline_access',
    prompt: 'consent',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  }).toString()}`;

async function codeFor(clientId: string, jar: Jar = new Map(), more: Record<string, string> = {}): Promise<string> {
  const end = await follow(authorizationUrl(clientId, { scope: 'openid', prompt: '', ...more }), jar);
  if (!(end instanceof URL)) throw new Error(await end.text());
  const code = end.searchParams.get('code');
  if (code === null) throw new Error(end.href);
  return code;
}

const basic = (id: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${id}:secret-of-${id}`).toString('base64')}`,
});
const assertion = (jti: string = randomUUID()): Promise<string> =>
  new jose.SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'c' })
    .setIssuer('jwt')
    .setSubject('jwt')
    .setAudience(running.url)
    .setJti(jti)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(clientKey);
const post = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}, at: string = running.url) => {
  const response = await fetch(`${at}${path}`, { method: 'POST', body: new URLSearchParams(form), headers });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, string> };
};
const redeem = (code: string, client = 'basic', at: string = running.url) =>
  post('/token', { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier }, basic(client), at);
const refresh = (token: string | undefined, client = 'basic', at: string = running.url) =>
  post('/token', { grant_type: 'refresh_token', refresh_token: String(token) }, basic(client), at);
const twenty = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 20 }, work));
const active = async (token: string | undefined) =>
  (await post('/token/introspection', { token: String(token) }, basic('basic'))).body['active'];

describe('single use over HTTP', () => {
  it('a code redeemed 20 times at once yields one token, which stays valid', async () => {
    const code = await codeFor('basic');
    const answers = await twenty(() => redeem(code));
    const won = answers.filter((each) => each.status === 200);
    expect(won).toHaveLength(1);
    for (const each of answers) if (each.status !== 200) expect(each).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(races).toHaveLength(19);
    expect(races[0]).toMatchObject({ model: 'AuthorizationCode', kind: 'lost-race', accountId, clientId: 'basic' });
    expect(await active(won[0]?.body['access_token'])).toBe(true);
    expect(errors).toEqual([]);
  });

  it('a code and a refresh token have one winner at two servers together', async () => {
    const servers = Array.from({ length: 20 }, (_none, index) => (index % 2 === 0 ? running.url : another.url));
    const code = await codeFor('basic');
    const answers = await Promise.all(servers.map((at) => redeem(code, 'basic', at)));
    const won = answers.filter((each) => each.status === 200);
    expect(won).toHaveLength(1);
    for (const each of answers) if (each.status !== 200) expect(each).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const next = await Promise.all(servers.map((at) => refresh(won[0]?.body['refresh_token'], 'basic', at)));
    expect(new Set(next.map((each) => each.status))).toEqual(new Set([200]));
    expect(new Set(next.map((each) => each.body['refresh_token'])).size).toBe(1);
    expect(errors).toEqual([]);
  });

  it('a code redeemed again later revokes everything under its grant', async () => {
    const code = await codeFor('basic');
    const first = await redeem(code);
    clock.advance(15);
    expect(await redeem(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(races.map((each) => each.kind)).toEqual(['reuse']);
    expect(await active(first.body['access_token'])).toBe(false);
    expect(await refresh(first.body['refresh_token'])).toMatchObject({ status: 400 });
  });

  it('a refresh token presented 20 times at once has one successor, given to all', async () => {
    const first = await redeem(await codeFor('basic'));
    const answers = await twenty(() => refresh(first.body['refresh_token']));
    expect(new Set(answers.map((each) => each.status))).toEqual(new Set([200]));
    expect(new Set(answers.map((each) => each.body['refresh_token'])).size).toBe(1);
    const next = await refresh(answers[0]?.body['refresh_token']);
    expect(next.status).toBe(200);
    expect(next.body['refresh_token']).not.toBe(answers[0]?.body['refresh_token']);
    expect(errors).toEqual([]);
  });

  it('a refresh repeated within ten seconds gets the same successor, and later revokes the grant', async () => {
    const first = await redeem(await codeFor('basic'));
    const second = await refresh(first.body['refresh_token']);
    clock.advance(9);
    expect((await refresh(first.body['refresh_token'])).body['refresh_token']).toBe(second.body['refresh_token']);
    clock.advance(2);
    expect(await refresh(first.body['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(races).toMatchObject([{ model: 'RefreshToken', kind: 'reuse', clientId: 'basic' }]);
    expect(await refresh(second.body['refresh_token'])).toMatchObject({ status: 400 });
  });

  it('a refresh token whose successor was used is reuse even within ten seconds', async () => {
    const first = await redeem(await codeFor('basic'));
    const second = await refresh(first.body['refresh_token']);
    const third = await refresh(second.body['refresh_token']);
    expect(third.status).toBe(200);
    expect(await refresh(first.body['refresh_token'])).toMatchObject({ status: 400 });
    expect(await refresh(third.body['refresh_token'])).toMatchObject({ status: 400 });
  });

  it('another client learns nothing from a rotated refresh token', async () => {
    const first = await redeem(await codeFor('basic'));
    const second = await refresh(first.body['refresh_token']);
    const stolen = await refresh(first.body['refresh_token'], 'other');
    expect(stolen).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(JSON.stringify(stolen.body)).not.toContain(second.body['refresh_token']);
    expect((await refresh(second.body['refresh_token'])).status).toBe(200);
  });

  it('introspection calls a rotated refresh token inactive at once', async () => {
    const first = await redeem(await codeFor('basic'));
    const second = await refresh(first.body['refresh_token']);
    expect(await active(first.body['refresh_token'])).toBe(false);
    expect(await active(second.body['refresh_token'])).toBe(true);
  });

  it('a pushed request opened 20 times at once in one session gives one code', async () => {
    const jar: Jar = new Map();
    await codeFor('jwt', jar);
    const pushed = await post('/request', {
      client_id: 'jwt',
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      client_assertion: await assertion(),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    expect(pushed).toMatchObject({ status: 201 });
    const url = `${running.url}/auth?client_id=jwt&request_uri=${encodeURIComponent(String(pushed.body['request_uri']))}`;
    const ends = await twenty(() => follow(url, new Map(jar)));
    const codes = ends.filter((each) => each instanceof URL && each.searchParams.has('code'));
    expect(codes).toHaveLength(1);
    for (const end of ends) {
      const error = end instanceof URL ? (end.searchParams.get('code') ?? end.searchParams.get('error')) : String(end.status);
      expect(codes.includes(end) || error === 'invalid_request_uri' || error === '400').toBe(true);
    }
    expect(errors).toEqual([]);
  });

  it('a client assertion presented 20 times at once is accepted once, and the rest are invalid_client', async () => {
    const one = await assertion();
    const form = {
      client_id: 'jwt',
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      client_assertion: one,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    };
    const answers = await twenty(() => post('/request', form));
    expect(answers.filter((each) => each.status === 201)).toHaveLength(1);
    for (const each of answers) if (each.status !== 201) expect(each).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(errors).toEqual([]);
  });

  it('a login answer taken up 20 times at once gives one code', async () => {
    const jar: Jar = new Map();
    const login = (await visit(authorizationUrl('basic', { scope: 'openid', prompt: 'login' }), jar)).headers.get('location');
    const resume = (await visit(new URL(String(login), running.url).href, jar)).headers.get('location');
    const ends = await twenty(() => follow(String(resume), new Map(jar)));
    expect(ends.filter((each) => each instanceof URL && each.searchParams.has('code'))).toHaveLength(1);
    expect(errors).toEqual([]);
  });
});

describe('the writes of a request', () => {
  const rows = async (): Promise<Record<string, number>> => {
    const { rows: counts } = await database.admin.query<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM identity.authorization_code) AS code, (SELECT count(*)::int FROM identity.access_token) AS access,
         (SELECT count(*)::int FROM identity.refresh_token) AS refresh, (SELECT count(*)::int FROM identity.pushed_authorization_request) AS request,
         (SELECT count(*)::int FROM identity.replay_detection) AS claim`,
    );
    return counts[0] ?? {};
  };
  const added = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
    const before = await rows();
    await work();
    return Object.fromEntries(Object.entries(await rows()).map(([name, count]) => [name, count - (before[name] ?? 0)]));
  };
  const denied = async (table: string, work: () => Promise<void>): Promise<void> => {
    await database.admin.query(`REVOKE INSERT ON identity.${table} FROM mocua_identity`);
    try {
      await work();
    } finally {
      await database.admin.query(`GRANT INSERT ON identity.${table} TO mocua_identity`);
    }
  };
  const withAssertion = async (form: Record<string, string>, jti?: string) => ({
    ...form,
    client_id: 'jwt',
    client_assertion: await assertion(jti),
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  });
  const pushed = {
    response_type: 'code',
    redirect_uri: callback,
    scope: 'openid',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  const exchange = (code: string) => ({ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier });

  it('a lost race leaves nothing of its request behind', async () => {
    const code = await codeFor('basic');
    expect(await added(() => twenty(() => redeem(code)))).toMatchObject({ access: 1, refresh: 1 });
    const first = await redeem(await codeFor('basic'));
    // All get an access token, but only one successor exists.
    expect(await added(() => twenty(() => refresh(first.body['refresh_token'])))).toMatchObject({ refresh: 1, access: 20 });
    const one = await withAssertion(pushed);
    expect(await added(() => twenty(() => post('/request', one)))).toMatchObject({ request: 1, claim: 1 });
    const jar: Jar = new Map();
    await codeFor('jwt', jar);
    const { body } = await post('/request', await withAssertion(pushed));
    const url = `${running.url}/auth?client_id=jwt&request_uri=${encodeURIComponent(String(body['request_uri']))}`;
    expect(await added(() => twenty(() => follow(url, new Map(jar))))).toMatchObject({ code: 1 });
    expect(errors).toEqual([]);
  });

  it('first visits to a client at the same moment share one grant, and every code refers to it', async () => {
    const jar: Jar = new Map();
    await codeFor('basic', jar);
    for (let round = 0; round < 3; round += 1) {
      await store.revokeGrants(database.db, { accountId, clientId: 'other' });
      const codes = await twenty(() => codeFor('other', new Map(jar)));
      const standing = await store.findGrantId(database.db, accountId, 'other');
      const { rows: grants } = await database.admin.query<{ grant_id: string }>(
        "SELECT DISTINCT grant_id FROM identity.authorization_code WHERE client_id = 'other' AND consumed_at IS NULL",
      );
      expect(grants).toEqual([{ grant_id: standing }]);
      for (const code of codes.slice(0, 3)) expect((await redeem(code, 'other')).status).toBe(200);
    }
    expect(errors).toEqual([]);
  });

  it('first sign-ins of one person in twenty browsers at once are all good, and their sessions name the grant that stands', async () => {
    for (let round = 0; round < 3; round += 1) {
      await store.revokeGrants(database.db, { accountId, clientId: 'other' });
      await database.admin.query("DELETE FROM identity.oidc_session_client WHERE client_id = 'other'");
      const codes = await twenty(() => codeFor('other'));
      const answers = await Promise.all(codes.map((code) => redeem(code, 'other')));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
      const { rows } = await database.admin.query("SELECT DISTINCT grant_id FROM identity.oidc_session_client WHERE client_id = 'other'");
      expect(rows).toEqual([{ grant_id: await store.findGrantId(database.db, accountId, 'other') }]);
    }
  });

  it('an assertion used before spoils the exchange it comes with and leaves the code as it was', async () => {
    const jti = randomUUID();
    const code = await codeFor('jwt');
    expect((await post('/request', await withAssertion(pushed, jti))).status).toBe(201);
    expect(await post('/token', await withAssertion(exchange(code), jti))).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    expect(await post('/token', await withAssertion(exchange(code)))).toMatchObject({ status: 200 });
  });

  it('an assertion is used up by a request that fails, wherever it fails', async () => {
    for (const form of [exchange('no-such-code'), { grant_type: 'authorization_code' }, { grant_type: 'no-such-grant' }]) {
      const jti = randomUUID();
      expect(await added(async () => post('/token', await withAssertion(form, jti)))).toMatchObject({ claim: 1 });
      expect(await post('/request', await withAssertion(pushed, jti))).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    }
    const code = await codeFor('jwt');
    await post('/token', await withAssertion(exchange(code)));
    expect(await added(async () => post('/token', await withAssertion(exchange(code))))).toMatchObject({ claim: 1 });
  });

  it('no tokens and no code leave when the writes cannot be applied, and nothing is used up', async () => {
    const jar: Jar = new Map();
    const code = await codeFor('basic', jar);
    for (const table of ['access_token', 'refresh_token']) {
      await denied(table, async () => {
        const answer = await redeem(code);
        expect(answer).toEqual({ status: 500, body: { error: 'server_error', error_description: 'oops! something went wrong' } });
      });
    }
    await denied('authorization_code', async () => {
      const answer = await visit(authorizationUrl('basic', { scope: 'openid', prompt: '' }), jar);
      expect(answer).toMatchObject({ status: 500 });
      expect(answer.headers.get('location')).toBeNull();
    });
    await denied('pushed_authorization_request', async () => {
      expect(await post('/request', await withAssertion(pushed))).toMatchObject({ status: 500, body: { error: 'server_error' } });
    });
    const won = await redeem(code);
    expect(won.status).toBe(200);
    await denied('refresh_token', async () => {
      expect((await refresh(won.body['refresh_token'])).body).toEqual({
        error: 'server_error',
        error_description: 'oops! something went wrong',
      });
    });
    expect((await refresh(won.body['refresh_token'])).status).toBe(200);
  });
});

describe('the cost of a protocol step', () => {
  const counted = async (work: () => Promise<unknown>): Promise<string[]> => {
    statements = [];
    await work();
    return statements;
  };

  it('is one read for userinfo, and one read and one write for a code, a refresh and a sign-on with a session', async () => {
    const jar: Jar = new Map();
    await codeFor('basic', jar);
    let code = '';
    expect(await counted(async () => (code = await codeFor('basic', jar)))).toEqual(['store.session.find', 'store.writes.apply']);
    let tokens: Record<string, string> = {};
    expect(await counted(async () => (tokens = (await redeem(code)).body))).toEqual([
      'store.authorization-code.find',
      'store.writes.apply',
    ]);
    expect(await counted(() => refresh(tokens['refresh_token']))).toEqual([
      'store.refresh-token.find-with-successor',
      'store.writes.apply',
    ]);
    const userinfo = async () => {
      const answer = await fetch(`${running.url}/me`, { headers: { authorization: `Bearer ${tokens['access_token']}` } });
      expect(answer.status).toBe(200);
    };
    expect(await counted(userinfo)).toEqual(['store.access-token.find']);
    expect(await counted(() => active(tokens['access_token']))).toEqual(['store.any-token.find']);
  });
});

describe('sessions over HTTP', () => {
  it('two tabs that sign in at the same moment leave the browser signed in, in one session with every client that was entered', async () => {
    const jar: Jar = new Map();
    const begin = async (client: string) => {
      const login = (await visit(authorizationUrl(client, { scope: 'openid', prompt: 'login' }), jar)).headers.get('location');
      return String((await visit(new URL(String(login), running.url).href, jar)).headers.get('location'));
    };
    await codeFor('basic', jar);
    const clients = ['basic', 'other'];
    const resumes = [await begin('basic'), await begin('other')];
    // Tabs share the browser's cookies. One that comes just after the other has ended brings a dead cookie and is told to start again.
    const ends = await Promise.all(resumes.map((url) => follow(url, jar)));
    const entered = clients.filter((_client, index) => ends[index] instanceof URL);
    expect(entered.length).toBeGreaterThan(0);
    expect(await codeFor('basic', jar, { prompt: 'none' })).toBeTruthy();
    const sessions = await store.listSessions(database.db, accountId);
    expect(sessions.some((each) => entered.every((client) => each.clients.includes(client)))).toBe(true);
  });

  it('the cookie from before an authentication is never accepted again', async () => {
    const jar: Jar = new Map();
    await codeFor('basic', jar);
    const before = new Map(jar);
    await codeFor('basic', jar, { prompt: 'login' });
    const end = await follow(authorizationUrl('basic', { scope: 'openid', prompt: 'none' }), before);
    expect(end instanceof URL ? end.searchParams.get('error') : undefined).toBe('login_required');
  });

  it('signing out tells every portal, revokes what the session bound and keeps the grant and offline access', async () => {
    const [pc, phone]: [Jar, Jar] = [new Map(), new Map()];
    const bound = await redeem(await codeFor('basic', pc));
    await codeFor('other', pc);
    const elsewhere = await redeem(await codeFor('basic', phone));
    const offline = await redeem(await codeFor('other', new Map(), { scope: 'openid offline_access', prompt: 'consent' }), 'other');
    const page = await (await visit(`${running.url}/session/end`, pc)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const out = await visit(`${running.url}/session/end/confirm`, pc, {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });
    expect(out.status).toBe(303);
    expect(logouts.map((each) => each.clientId).sort()).toEqual(['basic', 'other']);
    expect(logouts.every((each) => each.accountId === accountId && each.sid.length > 10)).toBe(true);
    expect(await refresh(bound.body['refresh_token'])).toMatchObject({ status: 400 });
    expect((await refresh(elsewhere.body['refresh_token'])).status).toBe(200);
    expect((await refresh(offline.body['refresh_token'], 'other')).status).toBe(200);
    const end = await follow(authorizationUrl('basic', { scope: 'openid', prompt: 'none' }), pc);
    expect(end instanceof URL ? end.searchParams.get('error') : undefined).toBe('login_required');
    expect(errors).toEqual([]);
  });

  it('first visits of one person to one client at the same moment share one grant', async () => {
    const first = { accountId: randomUUID(), clientId: 'basic' };
    const grants = await twenty(async () => {
      const grant = new running.provider.Grant(first);
      grant.addOIDCScope(`openid ${randomUUID()}`);
      return { saved: await grant.save(), id: grant.jti };
    });
    expect(new Set(grants.map((each) => each.saved)).size).toBe(1);
    expect(new Set(grants.map((each) => each.id)).size).toBe(1);
    expect(await store.findGrantId(database.db, first.accountId, 'basic')).toBe(grants[0]?.saved);
  });

  it('nothing a bearer could present is readable in the database', async () => {
    const jar: Jar = new Map();
    const code = await codeFor('basic', jar);
    const tokens = await redeem(code);
    const next = await refresh(tokens.body['refresh_token']);
    const pushed = await post('/request', {
      client_id: 'jwt',
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      login_hint: '001190000022',
      client_assertion: await assertion(),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    expect(pushed.status).toBe(201);
    const pending: Jar = new Map();
    await visit(authorizationUrl('basic', { login_hint: '001190000022', prompt: 'login' }), pending);
    const secrets = [
      code,
      tokens.body['access_token'],
      tokens.body['refresh_token'],
      next.body['refresh_token'],
      next.body['access_token'],
      pushed.body['request_uri']?.split(':').at(-1),
      ...jar.values(),
      ...pending.values(),
      '001190000022',
    ].map(String);
    const tables = await database.admin.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('identity', 'identity_jobs')",
    );
    expect(tables.rows.length).toBeGreaterThan(10);
    let dump = '';
    for (const { name } of tables.rows) {
      const rows = await database.admin.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
      dump += rows.rows.map((row) => row.text).join('\n');
    }
    expect(dump).toContain(accountId);
    for (const secret of secrets) {
      expect(dump.includes(secret)).toBe(false);
      expect(dump.includes(Buffer.from(secret).toString('hex'))).toBe(false);
    }
  });
});
