import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { challenge, createWorld, verifier, type TestClient, type World } from './world.ts';

let world: World;
let client: TestClient;
let uid: string;
let csrf: string;
let cookie: string;
let sessionCookie: string;
const faults: string[] = [];

beforeAll(async () => {
  world = await createWorld();
  world.identity.runtime.live
    .current()
    .provider.on('server_error', (ctx, error) => void faults.push(`${ctx.method} ${ctx.path}: ${String(error.stack)}`));
  client = await world.client();
  const visitor = world.visitor();
  const page = await visitor.get(client.url());
  uid = /\/sign-in\/([\w-]+)/.exec(page.url)?.[1] ?? '';
  csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  cookie = cookies(visitor);
  const signedIn = world.visitor();
  await world.walk(signedIn, client.url());
  sessionCookie = cookies(signedIn);
});
beforeEach(() => void (faults.length = 0));
afterAll(() => world.close());

const cookies = (visitor: ReturnType<World['visitor']>): string =>
  [...visitor.cookies(world.issuer)].map(([name, value]) => `${name}=${value}`).join('; ');

const protocol = [
  '/authorize',
  '/par',
  '/token',
  '/introspect',
  '/revoke',
  '/userinfo',
  '/sign-out',
  '/sign-out/confirm',
  '/sign-out/success',
  '/jwks',
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/authorize/xyz',
];
const pages = (): string[] => [
  '/',
  '/register',
  '/account',
  '/account/activity',
  '/account/data/x',
  '/account/return',
  '/account/sessions',
  '/account/security',
  '/account/profile',
  '/healthz',
  '/readyz',
  '/assets/x.css',
  '/favicon.ico',
  `/sign-in/${uid}`,
  `/sign-in/${uid}/register`,
  `/sign-in/${uid}/help`,
  `/sign-in/${uid}/code`,
  '/nowhere',
];
const forms = (): string[] => [
  `/sign-in/${uid}`,
  `/sign-in/${uid}/restart`,
  `/sign-in/${uid}/register`,
  `/sign-in/${uid}/register/phone`,
  `/sign-in/${uid}/help`,
  `/sign-in/${uid}/code`,
  `/sign-in/${uid}/consent`,
  '/account/sessions/end',
  '/account/profile/language',
  '/account/extend',
  '/account/security/password',
  '/account/sign-out',
];

interface Told {
  readonly status: number;
  readonly type: string;
  readonly location?: string;
  readonly text: string;
}

async function ask(path: string, init: RequestInit = {}): Promise<Told> {
  const response = await fetch(world.issuer + path, { redirect: 'manual', signal: AbortSignal.timeout(10_000), ...init });
  const [type, location] = ['content-type', 'location'].map((name) => response.headers.get(name) ?? '');
  return { status: response.status, type: type ?? '', location: location ?? '', text: await response.text() };
}

/** Never a fault, never silent: what is refused says so in a page or in JSON. */
function expectHandled(told: Told, about: string): void {
  expect(faults, about).toEqual([]);
  expect(told.status, `${about}\n${told.text.slice(0, 500)}`).toBeLessThan(500);
  if (told.status >= 400 && told.status !== 431) expect(told.text.length, about).toBeGreaterThan(0);
}

function expectRefused(told: Told, about: string): void {
  expectHandled(told, about);
  expect(told.status, about).toBeGreaterThanOrEqual(400);
}

/** Refused, or not read at all, because whoever sends it has to sign in (again) before. */
function expectRefusedOrUnread(told: Told, about: string): void {
  if (told.status !== 303) return expectRefused(told, about);
  expectHandled(told, about);
  expect(told.location, about).toMatch(/^\/authorize\?client_id=account-centre&/);
}

/** Bytes as they are; answers the status line's number, or 0 when the connection was closed without one. */
function raw(request: string | Buffer): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(world.issuer).port), '127.0.0.1');
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('no answer in 60 s'));
    }, 60_000);
    socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      const text = Buffer.concat(chunks).toString();
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text });
    });
    socket.write(request);
  });
}

describe('one bad parameter', () => {
  const values: [string, string][] = [
    ['10 KB', 'x'.repeat(10_240)],
    ['a NUL character', 'a\0b'],
    ['half a character', '\ud800'],
    ['control characters', '\u0001\u001b[2J\r\nSet-Cookie: a=b'],
    ['__proto__', '__proto__'],
    ['an object in brackets', '[object Object]'],
  ];
  const names = [
    'client_id',
    'redirect_uri',
    'state',
    'scope',
    'response_type',
    'nonce',
    'prompt',
    'max_age',
    'claims',
    'acr_values',
    'ui_locales',
    'login_hint',
    'id_token_hint',
    'request_uri',
    'resource',
    'code_challenge',
    'response_mode',
    'dpop_jkt',
    'lang',
    'display',
  ];

  it.each(values)('in an authorization request: %s', async (what, value) => {
    for (const name of names) expectHandled(await ask(client.url({ [name]: value }).slice(world.issuer.length)), `${name}: ${what}`);
  });

  it.each(values)('in a form for the protocol: %s', async (what, value) => {
    const usual = {
      grant_type: 'authorization_code',
      code: 'x',
      redirect_uri: client.redirectUri,
      code_verifier: verifier,
      token: 'x',
      refresh_token: 'x',
      scope: 'openid',
      resource: 'https://x.example/',
      client_id: client.id,
      response_type: 'code',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      token_type_hint: 'x',
      access_token: 'x',
      logout: 'yes',
      xsrf: 'x',
    };
    for (const path of ['/token', '/par', '/introspect', '/revoke', '/userinfo', '/sign-out/confirm']) {
      for (const name of Object.keys(usual)) {
        const body = new URLSearchParams({ ...usual, [name]: value });
        for (const headers of [client.basic, {}])
          expectHandled(await ask(path, { method: 'POST', body, headers }), `${path} ${name}: ${what}`);
      }
    }
  });

  it.each(values)('in a form of the sign-in pages: %s', async (what, value) => {
    const usual: Record<string, string> = {
      identifier: '001085000000',
      password: 'x',
      code: '123456',
      name: 'x',
      phone: '0912345678',
      citizen_number: '001085000000',
      session: 'x',
      language: 'vi',
      here: '/account',
      decision: 'continue',
      method: 'sms',
      new_password: 'x',
    };
    for (const path of forms()) {
      const everything = Object.fromEntries(Object.keys(usual).map((name) => [name, value]));
      for (const bad of [everything, { identifier: value }, { code: value }, { phone: value }]) {
        const body = new URLSearchParams({ ...usual, ...bad, _csrf: csrf });
        const told = await ask(path, { method: 'POST', body, headers: { cookie, accept: 'text/html' } });
        if (told.status !== 429) expectHandled(told, `${path} ${Object.keys(bad).join()}: ${what}`);
      }
      if (what === 'a NUL character')
        expectRefusedOrUnread(
          await ask(path, { method: 'POST', body: new URLSearchParams({ password: value, _csrf: csrf }), headers: { cookie } }),
          path,
        );
    }
  });

  it('too long for an address, sent to /authorize by POST, is refused with a page instead of an address nobody can follow', async () => {
    const told = await ask('/authorize', {
      method: 'POST',
      body: new URLSearchParams({ client_id: client.id, state: 'x'.repeat(7000), nonce: 'x'.repeat(7000) }),
      headers: { accept: 'text/html' },
    });
    expect({ status: told.status, page: told.text.includes('<html') }).toEqual({ status: 400, page: true });
  });

  it('given twice to a page is refused', async () => {
    for (const path of forms())
      expectRefusedOrUnread(
        await ask(path, {
          method: 'POST',
          body: `_csrf=${csrf}&password=a&password=b`,
          headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        }),
        path,
      );
    expectRefused(await ask('/account/activity?before=a&before=b', { headers: { cookie: sessionCookie } }), 'activity');
  });
});

describe('one bad request', () => {
  it('a method nobody offers is 404 or 405', async () => {
    for (const path of [...protocol, ...pages()]) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND'])
        expect([404, 405], `${method} ${path}`).toContain((await ask(path, { method })).status);
    }
    for (const path of ['/token', '/par', '/introspect', '/revoke']) expect([404, 405]).toContain((await ask(path)).status);
    for (const path of ['/', '/account', '/register', '/account/return']) expect((await ask(path, { method: 'POST' })).status).toBe(405);
  });

  it('HEAD and OPTIONS never fault', async () => {
    for (const path of [...protocol, ...pages()])
      for (const method of ['HEAD', 'OPTIONS']) expect((await ask(path, { method })).status, `${method} ${path}`).toBeLessThan(500);
  });

  it.each<[string, string, string | Uint8Array<ArrayBuffer>]>([
    ['JSON', 'application/json', '{"a":1}'],
    ['JSON that is broken', 'application/json', '{'],
    ['JSON with __proto__', 'application/json', '{"__proto__":{"admin":true},"response":{"__proto__":{"id":"x"}}}'],
    ['JSON 20,000 levels deep', 'application/json', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['JSON with NUL', 'application/json', '{"a":"\u0000"}'],
    ['XML', 'application/xml', '<a/>'],
    ['multipart', 'multipart/form-data; boundary=x', '--x--'],
    ['no type', '', 'a=b'],
    ['an unknown charset', 'application/x-www-form-urlencoded; charset=klingon', 'a=b'],
    ['UTF-16', 'application/x-www-form-urlencoded; charset=utf-16', 'a=b'],
    ['bytes that are no UTF-8', 'application/x-www-form-urlencoded', new Uint8Array([0x61, 0x3d, 0xff, 0xfe, 0x80])],
    ['broken percent encodings', 'application/x-www-form-urlencoded', 'a=%zz&b=%&c=%ff%fe&%00=x'],
    ['50,000 parameters', 'application/x-www-form-urlencoded', 'a&'.repeat(25_000)],
    ['70 KB', 'application/x-www-form-urlencoded', `a=${'x'.repeat(70_000)}`],
    ['5 MB', 'application/x-www-form-urlencoded', `a=${'x'.repeat(5_000_000)}`],
  ])('a body of %s', async (what, type, body) => {
    const targets = [
      ...protocol.filter((path) => !/known|jwks|success/.test(path)),
      ...forms(),
      `/sign-in/${uid}/passkey`,
      `/sign-in/${uid}/passkey/options`,
      '/account/security/passkeys/new',
    ];
    for (const path of targets) {
      const told = await ask(path, {
        method: 'POST',
        body,
        headers: {
          ...(type === '' ? {} : { 'content-type': type }),
          cookie,
          'x-csrf-token': csrf,
          ...(path === '/token' ? client.basic : {}),
        },
      }).catch((error: unknown) => {
        // A body that is far too large may be cut off while it is still being sent.
        if (what === '5 MB') return { status: 413, type: '', text: String(error) };
        throw error;
      });
      expectHandled(told, `${path}: ${what}`);
    }
  });

  it('passkey answers of every wrong shape are refused', async () => {
    const shapes = [
      null,
      [],
      {},
      { response: null },
      { response: [] },
      { response: {} },
      { response: { id: 1 } },
      { response: { id: 'x', rawId: 'x', type: 'public-key', response: {} } },
      {
        response: {
          id: '\ud800',
          rawId: 'x',
          type: 'public-key',
          response: { clientDataJSON: 'x', authenticatorData: 'x', signature: 'x' },
        },
      },
      {
        response: {
          id: 'x',
          rawId: 'x',
          type: 'public-key',
          clientExtensionResults: {},
          response: { clientDataJSON: 'e30', authenticatorData: '', signature: '', userHandle: '%%%' },
        },
      },
    ];
    const visitor = world.visitor();
    const page = await visitor.get(client.url());
    const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    for (const shape of shapes) {
      const headers = { 'content-type': 'application/json', cookie: cookies(visitor), 'x-csrf-token': token };
      const told = await ask(`${new URL(page.url).pathname}/passkey`, { method: 'POST', body: JSON.stringify(shape), headers });
      expectRefused(told, JSON.stringify(shape));
    }
  });

  it.each([
    'identity_session=%00%ff',
    'identity_session=x; identity_session.sig=y',
    'identity_session=%E0%A4%A',
    `identity_session=${'x'.repeat(6000)}`,
    'identity_csrf=__proto__',
    'identity_lang=../../etc/passwd',
    'identity_interaction=%00; identity_resume=x',
    '=;;;=;a',
    '\u00ff\u0080',
    '__proto__=x; constructor=y',
  ])('a cookie like %j is nobody’s', async (given) => {
    for (const path of [...protocol, ...pages()]) {
      const told = await ask(path, { headers: { cookie: given, accept: 'text/html' } });
      expectHandled(told, `${path}: ${given}`);
      if (path === '/account') expect(told.status).toBe(303);
    }
    const silent = await ask(client.url({ prompt: 'none' }).slice(world.issuer.length), { headers: { cookie: given } });
    expect(silent.status).toBe(303);
  });

  it('a session cookie with another signature, or that of another cookie, is nobody’s', async () => {
    const [, value = ''] = /identity_session=([^;]+)/.exec(sessionCookie) ?? [];
    const [, signature = ''] = /identity_session\.sig=([^;]+)/.exec(sessionCookie) ?? [];
    expect((await ask('/account', { headers: { cookie: sessionCookie } })).status).toBe(200);
    const forged = [
      `identity_session=${value}`,
      `identity_session=${value}; identity_session.sig=${signature.slice(0, -2)}xx`,
      `identity_session=${value}x; identity_session.sig=${signature}`,
      `identity_interaction=${value}; identity_interaction.sig=${signature}`,
    ];
    for (const each of forged) expect((await ask('/account', { headers: { cookie: each } })).status, each).toBe(303);
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'DPoP',
    'Basic',
    'Basic ====',
    'Basic \u00ff',
    'bearer x y z',
    'Digest username="x"',
    `Bearer ${'x'.repeat(10_000)}`,
    'Bearer x.y.z',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    '\u00ff\u0080',
  ])('an Authorization header like %j is the caller’s error', async (authorization) => {
    for (const path of ['/userinfo', '/token', '/introspect', '/revoke', '/par']) {
      for (const dpop of [undefined, 'x', 'x'.repeat(5000), 'eyJhbGciOiJub25lIn0.e30.', '\u00ff']) {
        const headers = { authorization, ...(dpop === undefined ? {} : { dpop }) };
        const told = await ask(path, { method: path === '/userinfo' ? 'GET' : 'POST', headers });
        expectRefused(told, `${path} ${authorization.slice(0, 40)} ${String(dpop).slice(0, 40)}`);
      }
    }
  });

  it.each([
    '/%',
    '/%ff',
    '/%00',
    '/account/%00',
    '/account/%ff',
    '/account/data/%ff',
    '/account/data/%00',
    '/account/data/%2e%2e%2f',
    '/sign-in/%ff',
    '/sign-in/%00',
    '/sign-in/..%2f..%2f',
    '/authorize/%ff',
    '/authorize/%00',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%00',
    '/?%',
    '/?%ff=%fe',
    '/?__proto__=x',
    '/account?lang[]=x',
    '/account?lang=__proto__',
    '//evil.example/account',
    '/\\evil.example',
    `/${'a'.repeat(8000)}`,
    '/account/security/passkeys/%27%20or%201=1',
    '/account/activity?before=2026-99-99T00:00:00.000Z_00000000-0000-0000-0000-000000000000',
  ])('an address like %j', async (path) => {
    for (const given of ['', sessionCookie]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: ${given}\r\nConnection: close\r\n\r\n`);
      expect(answer.status, answer.text.slice(0, 300)).toBeGreaterThan(0);
      expect(answer.status, answer.text.slice(0, 800)).toBeLessThan(500);
      expect(answer.text).not.toMatch(/^location: (?:\/\/|\/\\|https?:\/\/evil)/im);
    }
    expect(faults).toEqual([]);
  });

  it('what is no HTTP at all is answered with 400 or a closed connection', async () => {
    for (const bytes of [
      'GET / HTTP/9.9\r\n\r\n',
      'GET /token HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${'x'.repeat(40_000)}\r\n\r\n`,
      'POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n',
    ]) {
      const answer = await raw(bytes);
      expect([0, 400, 431], bytes.slice(0, 40)).toContain(answer.status);
    }
  });

  it('a declared length that is a lie, or a chunk that never ends properly, is an error of the caller', async () => {
    const head = (path: string, more: string): string =>
      `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n${more}\r\n`;
    for (const path of ['/token', '/authorize', `/sign-in/${uid}`]) {
      for (const request of [
        `${head(path, 'Content-Length: 99999999999\r\n')}a=b`,
        `${head(path, 'Transfer-Encoding: chunked\r\n')}ZZ\r\na=b\r\n`,
      ]) {
        const answer = await Promise.race([
          raw(request),
          new Promise<{ status: number }>((resolve) => setTimeout(() => resolve({ status: 400 }), 1500)),
        ]);
        expect(answer.status, `${path}: ${request.slice(-40)}`).toBeLessThan(500);
      }
    }
  });
});

describe('anything at all (seeded)', () => {
  const wild = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ maxLength: 60 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '\0',
      '%00',
      '${7*7}',
      "' OR 1=1 --",
      '../../',
      'null',
      '[]',
      '{}',
      '-1',
      '1e999',
      'NaN',
      '٣',
      '＠',
      'LoA3',
      'none',
      'openid',
      'code',
    ),
  );
  const names = fc.constantFrom(
    'client_id',
    'redirect_uri',
    'scope',
    'state',
    'nonce',
    'prompt',
    'max_age',
    'claims',
    'acr_values',
    'ui_locales',
    'id_token_hint',
    'login_hint',
    'response_type',
    'response_mode',
    'code_challenge',
    'code_challenge_method',
    'resource',
    'request',
    'request_uri',
    'display',
    'dpop_jkt',
    'authorization_details',
    'registration',
    'lang',
    '__proto__',
  );
  const settings = { seed: 2026, numRuns: 250, endOnFailure: true };

  it('authorization requests never fault and never leave for an address that is not registered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, wild, { maxKeys: 4 }), async (change) => {
        const response = await fetch(client.url(change), { redirect: 'manual', headers: { cookie: sessionCookie } });
        await response.text();
        const to = new URL(response.headers.get('location') ?? '/', world.issuer);
        expect(response.status).toBeLessThan(500);
        expect([world.issuer, new URL(client.redirectUri).origin]).toContain(to.origin);
        expect(faults).toEqual([]);
      }),
      settings,
    );
  });

  it('claims requests of any JSON never fault', async () => {
    const acr = fc.record(
      {
        id_token: fc.record(
          { acr: fc.jsonValue() as fc.Arbitrary<unknown>, sub: fc.jsonValue() as fc.Arbitrary<unknown> },
          { requiredKeys: [] },
        ),
        userinfo: fc.jsonValue() as fc.Arbitrary<unknown>,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>, acr), fc.boolean(), async (claims, signedIn) => {
        const told = await ask(
          client.url({ claims: JSON.stringify(claims) }).slice(world.issuer.length),
          signedIn ? { headers: { cookie: sessionCookie } } : {},
        );
        expectHandled(told, JSON.stringify(claims));
      }),
      { ...settings, numRuns: 150 },
    );
  });

  it('forms for the protocol never fault and never give a token', async () => {
    const fields = fc.constantFrom(
      'grant_type',
      'code',
      'refresh_token',
      'redirect_uri',
      'code_verifier',
      'scope',
      'resource',
      'client_id',
      'client_secret',
      'client_assertion',
      'client_assertion_type',
      'token',
      'token_type_hint',
      'request',
      'response_type',
    );
    const path = fc.constantFrom('/token', '/par', '/introspect', '/revoke', '/userinfo');
    await fc.assert(
      fc.asyncProperty(path, fc.dictionary(fields, wild), fc.boolean(), async (to, form, known) => {
        const told = await ask(to, { method: 'POST', body: new URLSearchParams(form), headers: known ? client.basic : {} });
        expectHandled(told, `${to} ${JSON.stringify(form)}`);
        expect(told.text).not.toContain('access_token');
      }),
      { ...settings, numRuns: 400 },
    );
  });

  it('paths and queries never fault', async () => {
    const path = fc
      .tuple(
        fc.constantFrom('/', '/account/', '/sign-in/', '/authorize/', '/assets/', '/account/data/'),
        fc.webPath(),
        fc.option(fc.webQueryParameters()),
      )
      .map(([start, rest, query]) => `${start}${rest.replace(/^\/+/, '')}${query === null ? '' : `?${query}`}`);
    await fc.assert(
      fc.asyncProperty(path, async (to) => {
        expectHandled(await ask(to, { headers: { cookie: sessionCookie } }), to);
      }),
      settings,
    );
  });
});
