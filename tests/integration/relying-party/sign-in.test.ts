import { SignJWT, decodeJwt, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
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
import { createKeyJwk, listen, startTestProvider, type TestProvider } from '../../support/test-provider.ts';
import { createVisitor, hidden, type Page, type Visitor } from '../../support/relying-party-visitor.ts';

let database: TestDatabase;
let db: Db;
let op: TestProvider;
let things: Things;
let keys: { client: JWK; dpop: JWK };
let broken: ((url: string, init: RequestInit | undefined) => Promise<Response> | undefined) | null = null;
let arrival: { kind: 'enter'; to?: string } | { kind: 'refuse'; why: 'not-linked' | 'locked' | 'not-allowed' } = { kind: 'enter' };
const clock = movableClock();
const flakyFetch: typeof fetch = (input, init) => broken?.(String(input), init) ?? fetch(input, init);

beforeAll(async () => {
  database = await useDatabase();
  db = await rpDatabase(database);
  keys = { client: await createKeyJwk('ES256', 'things-1'), dpop: await createKeyJwk('ES256') };
  const place = await listen();
  op = await startTestProvider(() => [kitClient(place.origin, keys.client)]);
  things = serveThings(place, {
    db,
    clock,
    sealer: testSealer,
    cookieKey: testCookieKey,
    issuer: op.issuer,
    keys,
    fetch: flakyFetch,
    arrive: async () => arrival,
  });
});
afterAll(async () => {
  await things.stop();
  await op.stop();
  await db.close();
  await database.close();
});
afterEach(() => {
  broken = null;
  clock.reset();
  arrival = { kind: 'enter' };
  Object.assign(op.person, { sub: 'person-1', acr: 'LoA1', amr: ['pwd'], error: null });
});

const path = (page: { url: string }): string => page.url.slice(things.origin.length);
/** Goes as far as the provider's answer and gives the callback's address without opening it. */
async function untilCallback(visitor: Visitor, start = '/sign-in/start?return=%2Fprivate'): Promise<string> {
  let next = `${things.origin}${start}`;
  for (let hop = 0; hop < 8; hop += 1) {
    const page = await visitor.get(next, { follow: false });
    const location = page.headers.get('location');
    if (location === null) throw new Error(`stopped at ${next}: ${page.status} ${page.text.slice(0, 300)}`);
    next = new URL(location, next).href;
    if (next.startsWith(`${things.origin}/callback`)) return next;
  }
  throw new Error('no callback');
}
const codeOf = (page: { text: string }): string | undefined => /\brp\.[a-z-]+/.exec(page.text)?.[0];

describe('signing in', () => {
  it('brings a person back to the page they wanted, known by iss and sub', async () => {
    const visitor = createVisitor();
    const page = await visitor.get(`${things.origin}/private?tab=2`);
    expect(page.status).toBe(200);
    expect(path(page)).toBe('/private?tab=2');
    expect(JSON.parse(page.text)).toEqual({ sub: 'person-1', acr: 'LoA1', name: 'Nguyễn Thị <Mẫu>', here: '/private?tab=2' });
  });

  it('pushes the request: the browser sees nothing but client_id and request_uri', async () => {
    const page = await createVisitor().get(`${things.origin}/sign-in/start`, { follow: false });
    const target = new URL(page.headers.get('location') ?? '');
    expect([...target.searchParams.keys()].toSorted()).toEqual(['client_id', 'request_uri']);
    expect(page.headers.getSetCookie().join()).toMatch(/things_sign_in=.*httponly/i);
  });

  it.each([
    ['DPoP', 'DPoP'],
    ['Bearer', 'Bearer'],
    ['bearer', 'Bearer'],
  ])('asks for userinfo with a token of type %s as %s', async (type, scheme) => {
    let asked: Headers | undefined;
    broken = (url, init) => {
      if (url.endsWith('/token')) {
        return fetch(url, init).then(async (response) => {
          const body = (await response.json()) as Record<string, string>;
          return Response.json({ ...body, token_type: type });
        });
      }
      if (!url.endsWith('/me')) return undefined;
      asked = new Headers(init?.headers);
      return Promise.resolve(Response.json({ sub: 'person-1', name: 'Nguyễn Thị Mẫu' }));
    };
    expect((await createVisitor().get(`${things.origin}/private`)).status).toBe(200);
    expect(asked?.get('authorization')).toMatch(new RegExp(`^${scheme} .`));
    expect(asked?.has('dpop')).toBe(scheme === 'DPoP');
  });

  it('works in several tabs at once, each with its own destination', async () => {
    const visitor = createVisitor();
    const first = await untilCallback(visitor, '/sign-in/start?return=%2Fprivate%3Ftab%3D1');
    const second = await untilCallback(visitor, '/sign-in/start?return=%2Fprivate%3Ftab%3D2');
    expect(path(await visitor.get(second))).toBe('/private?tab=2');
    expect(path(await visitor.get(first))).toBe('/private?tab=1');
  });

  it('keeps no token, claim, state, verifier or nonce readable in the database', async () => {
    const visitor = createVisitor();
    const callback = new URL(await untilCallback(visitor));
    const answers: string[] = [];
    broken = (url, init) =>
      url.endsWith('/token')
        ? fetch(url, init).then(async (response) => {
            answers.push(await response.clone().text());
            return response;
          })
        : undefined;
    await visitor.get(callback.href);
    const dump = JSON.stringify(
      (await database.admin.query('SELECT * FROM rp_test.rp_login')).rows.concat(
        (await database.admin.query(`SELECT *, encode(claims, 'escape') AS c, encode(tokens, 'escape') AS t FROM rp_test.rp_session`)).rows,
      ),
    );
    const { access_token: access, refresh_token: refresh } = JSON.parse(answers[0] ?? '{}') as Record<string, string>;
    for (const secret of [
      callback.searchParams.get('state'),
      visitor.cookie('things_session'),
      access,
      refresh,
      'Nguyễn',
      '+84900000022',
    ]) {
      expect(secret).toBeTruthy();
      expect(dump).not.toContain(secret);
    }
  });

  it('gives the session a new id at every sign-in and ends the one before', async () => {
    const visitor = createVisitor();
    await visitor.get(`${things.origin}/private`);
    const before = visitor.cookie('things_session');
    await visitor.get(`${things.origin}/sign-in/start?return=%2Fprivate`);
    expect(visitor.cookie('things_session')).not.toBe(before);
    const thief = createVisitor();
    thief.setCookie('things_session', before ?? '');
    expect(JSON.parse((await thief.get(`${things.origin}/`)).text)).toMatchObject({ sub: null });
  });

  it('does not take a session id that a stranger planted', async () => {
    const visitor = createVisitor();
    visitor.setCookie('things_session', 'A'.repeat(43));
    await visitor.get(`${things.origin}/private`);
    expect(visitor.cookie('things_session')).not.toBe('A'.repeat(43));
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    '/%09/evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/callback',
    '/sign-out',
    '/.//evil.example',
  ])('never returns to %j', async (target) => {
    const visitor = createVisitor();
    const page = await visitor.get(await untilCallback(visitor, `/sign-in/start?${new URLSearchParams({ return: target })}`), {
      follow: false,
    });
    const location = page.headers.get('location') ?? '';
    expect(new URL(location, things.origin).origin).toBe(things.origin);
    expect(['/', '/%09/evil.example']).toContain(location);
  });

  it('asks the module who may come in: refused people get a page and no session', async () => {
    for (const [why, code] of [
      ['not-linked', 'rp.not-linked'],
      ['locked', 'rp.locked'],
      ['not-allowed', 'rp.not-allowed'],
    ] as const) {
      arrival = { kind: 'refuse', why };
      const visitor = createVisitor();
      const page = await visitor.get(`${things.origin}/private`);
      expect(page.status).toBe(403);
      expect(codeOf(page)).toBe(code);
      expect(visitor.cookie('things_session')).toBeUndefined();
    }
  });

  it('lets the module send somebody with several contexts to choose first', async () => {
    arrival = { kind: 'enter', to: '/?choose=1' };
    expect(path(await createVisitor().get(`${things.origin}/private`))).toBe('/?choose=1');
  });
});

describe('the callback', () => {
  it('goes on when a finished sign-in is reloaded', async () => {
    const visitor = createVisitor();
    const callback = await untilCallback(visitor);
    await visitor.get(callback);
    expect(path(await visitor.get(callback))).toBe('/private');
  });

  it('does not sign in again with a used answer once signed out', async () => {
    const visitor = createVisitor();
    const callback = await untilCallback(visitor);
    await visitor.get(callback);
    visitor.deleteCookie('things_session');
    const page = await visitor.get(callback);
    expect([page.status, codeOf(page)]).toEqual([400, 'rp.state-used']);
  });

  it('gives twenty parallel copies of one answer one session', async () => {
    const visitor = createVisitor();
    const callback = await untilCallback(visitor);
    const count = async (): Promise<number> =>
      Number((await database.admin.query('SELECT count(*) AS n FROM rp_test.rp_session')).rows[0].n);
    const before = await count();
    await Promise.all(Array.from({ length: 20 }, () => visitor.get(callback, { follow: false })));
    expect((await count()) - before).toBe(1);
  });

  it('refuses an answer in a browser that did not ask (login CSRF)', async () => {
    const callback = await untilCallback(createVisitor());
    const victim = createVisitor();
    expect(codeOf(await victim.get(callback))).toBe('rp.cookie-missing');
    await victim.get(`${things.origin}/sign-in/start`, { follow: false });
    const page = await victim.get(callback);
    expect([page.status, codeOf(page)]).toEqual([400, 'rp.state-unknown']);
    expect(victim.cookie('things_session')).toBeUndefined();
  });

  it('refuses an unknown, a missing and an expired state, and offers to start again', async () => {
    const visitor = createVisitor();
    const callback = await untilCallback(visitor);
    for (const wrong of [
      `${things.origin}/callback?code=x&state=y&iss=${op.issuer}`,
      `${things.origin}/callback?code=x`,
      `${things.origin}/callback`,
    ]) {
      const page = await visitor.get(wrong);
      expect([page.status, codeOf(page)]).toEqual([400, 'rp.state-unknown']);
      expect(page.text).toContain('/sign-in/start?return=%2F');
    }
    clock.advance(31 * 60);
    expect(codeOf(await visitor.get(callback))).toBe('rp.state-unknown');
  });

  it.each([
    ['access_denied', 403, 'rp.access-denied'],
    ['login_required', 401, 'rp.login-required'],
    ['interaction_required', 401, 'rp.interaction-required'],
    ['consent_required', 401, 'rp.interaction-required'],
    ['unmet_authentication_requirements', 403, 'rp.assurance-unmet'],
    ['temporarily_unavailable', 503, 'rp.provider-busy'],
    ['server_error', 503, 'rp.provider-busy'],
    ['invalid_scope', 500, 'rp.registration-wrong'],
    ['unauthorized_client', 500, 'rp.registration-wrong'],
    ['__proto__', 500, 'rp.registration-wrong'],
  ])('explains %s in both languages', async (error, status, code) => {
    for (const lang of ['vi', 'en']) {
      const visitor = createVisitor();
      const callback = new URL(await untilCallback(visitor));
      callback.search = new URLSearchParams({
        error,
        error_description: '<script>x</script>',
        state: callback.searchParams.get('state') ?? '',
        iss: op.issuer,
      }).toString();
      const page = await visitor.get(callback.href, { headers: { 'accept-language': lang } });
      expect([page.status, codeOf(page)]).toEqual([status, code]);
      expect(page.text).toContain(`<html lang="${lang}"`);
      expect(page.text).not.toContain('<script>x');
      expect(page.text).toMatch(/[0-9a-f]{32}/);
      expect(page.text.includes('/sign-in/start')).toBe(code !== 'rp.registration-wrong');
      expect(page.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('passes on what the provider itself says when the person refuses', async () => {
    op.person.error = { error: 'access_denied', error_description: 'End-User refused' };
    expect(codeOf(await createVisitor().get(`${things.origin}/private`))).toBe('rp.access-denied');
  });

  it.each(['https://evil.example', ''])('stops at a mix-up: iss %j', async (iss) => {
    const visitor = createVisitor();
    const callback = new URL(await untilCallback(visitor));
    if (iss === '') callback.searchParams.delete('iss');
    else callback.searchParams.set('iss', iss);
    let asked = false;
    broken = (url) => {
      asked ||= url.endsWith('/token');
      return undefined;
    };
    const page = await visitor.get(callback.href);
    expect([page.status, codeOf(page)]).toEqual([400, 'rp.issuer-mismatch']);
    expect(asked).toBe(false);
  });

  it('refuses duplicated parameters', async () => {
    const visitor = createVisitor();
    expect((await visitor.get(`${await untilCallback(visitor)}&code=other`)).status).toBe(400);
  });

  it('says that a code was refused when the provider no longer takes it', async () => {
    const visitor = createVisitor();
    const callback = new URL(await untilCallback(visitor));
    callback.searchParams.set('code', 'stolen-or-old');
    expect(codeOf(await visitor.get(callback.href))).toBe('rp.code-refused');
  });
});

describe('an ID token that is not right', () => {
  const answer = (
    change: (claims: Record<string, unknown>) => Record<string, unknown>,
    sign?: (claims: Record<string, unknown>) => Promise<string>,
  ) => {
    broken = (url, init) =>
      url.endsWith('/token')
        ? fetch(url, init).then(async (response) => {
            const body = (await response.json()) as Record<string, string>;
            const claims = change({ ...decodeJwt(body['id_token'] ?? '') });
            const token =
              sign === undefined
                ? await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: op.kid }).sign(op.signingKey)
                : await sign(claims);
            return Response.json({ ...body, id_token: token });
          })
        : undefined;
  };
  const attempt = async (): Promise<string | undefined> => {
    const visitor = createVisitor();
    const page = await visitor.get(`${things.origin}/private`);
    expect(visitor.cookie('things_session')).toBeUndefined();
    expect(page.status).toBe(502);
    return codeOf(page);
  };
  const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('is accepted when nothing is changed, so that the refusals below mean something', async () => {
    answer((claims) => claims);
    expect((await createVisitor().get(`${things.origin}/private`)).status).toBe(200);
  });
  it.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>]>([
    ['nonce of another sign-in', (claims) => ({ ...claims, nonce: 'other' })],
    ['no nonce', (claims) => ({ ...claims, nonce: undefined })],
    ['audience of another client', (claims) => ({ ...claims, aud: 'other-client' })],
    ['another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' })],
    ['expired', (claims) => ({ ...claims, iat: 1000, exp: 2000 })],
  ])('%s', async (_name, change) => {
    answer(change);
    expect(await attempt()).toBe('rp.answer-invalid');
  });
  it('alg none', async () => {
    answer(
      (claims) => claims,
      async (claims) => `${b64({ alg: 'none' })}.${b64(claims)}.`,
    );
    expect(await attempt()).toBe('rp.answer-invalid');
  });
  it('signed by a key that is not the provider’s', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    answer(
      (claims) => claims,
      (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: op.kid }).sign(privateKey),
    );
    expect(await attempt()).toBe('rp.answer-invalid');
  });
  it('HS256 with the client id as the secret', async () => {
    answer(
      (claims) => claims,
      (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: op.kid }).sign(Buffer.from(clientId.padEnd(32, 'x'))),
    );
    expect(await attempt()).toBe('rp.answer-invalid');
  });
  it('userinfo of another person', async () => {
    broken = (url) => (url.endsWith('/me') ? Promise.resolve(Response.json({ sub: 'somebody-else', name: 'Mallory' })) : undefined);
    expect(await attempt()).toBe('rp.answer-invalid');
  });
});

describe('assurance', () => {
  it('steps up once and reaches the page', async () => {
    const visitor = createVisitor();
    await visitor.get(`${things.origin}/private`);
    Object.assign(op.person, { acr: 'LoA2', amr: ['pwd', 'otp'] });
    const page = await visitor.get(`${things.origin}/strong`);
    expect([page.status, page.text]).toEqual([200, '{"acr":"LoA2"}']);
  });

  it('explains instead of looping when the provider answers with less', async () => {
    const visitor = createVisitor();
    const page = await visitor.get(`${things.origin}/strong`);
    expect([page.status, codeOf(page)]).toEqual([403, 'rp.assurance-unmet']);
    expect(page.text).toContain('acr=LoA2');
  });

  it('is not fooled by an acr it does not know', async () => {
    op.person.acr = 'LoA99';
    expect(codeOf(await createVisitor().get(`${things.origin}/strong`))).toBe('rp.assurance-unmet');
  });

  it('asks again when the sign-in is too old for the page', async () => {
    const visitor = createVisitor();
    expect((await visitor.get(`${things.origin}/fresh`)).status).toBe(200);
    clock.advance(301);
    const page = await visitor.get(`${things.origin}/fresh`, { follow: false });
    expect(page.headers.get('location')).toBe('/sign-in/start?return=%2Ffresh&acr=LoA1&max_age=300');
  });
});

describe('sessions', () => {
  it('end after 15 minutes without use, and after 12 hours in any case', async () => {
    const visitor = createVisitor();
    await visitor.get(`${things.origin}/private`);
    const signedIn = async (): Promise<boolean> =>
      (JSON.parse((await visitor.get(`${things.origin}/`)).text) as { sub: string | null }).sub !== null;
    clock.advance(14 * 60);
    expect(await signedIn()).toBe(true);
    clock.advance(14 * 60);
    expect(await signedIn()).toBe(true);
    clock.advance(16 * 60);
    expect(await signedIn()).toBe(false);

    await visitor.get(`${things.origin}/private`);
    for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
      clock.advance(600);
      await visitor.get(`${things.origin}/`);
    }
    expect(await signedIn()).toBe(true);
    clock.advance(601);
    expect(await signedIn()).toBe(false);
  });

  it('answer a form sent after their end with a page, not with a lost redirect', async () => {
    const visitor = createVisitor();
    const { csrf } = JSON.parse((await visitor.get(`${things.origin}/csrf`)).text) as { csrf: string };
    const page = await visitor.post(`${things.origin}/form`, { _csrf: csrf });
    expect([page.status, codeOf(page)]).toEqual([401, 'rp.session-ended']);
    expect(page.text).toContain('/sign-in/start?return=%2Fprivate');
  });

  it('are swept when they have expired', async () => {
    await createVisitor().get(`${things.origin}/private`);
    clock.advance(24 * 3600);
    expect(await things.rp.sweep()).toBeGreaterThan(0);
    for (const table of ['rp_session', 'rp_login', 'rp_once']) {
      expect((await database.admin.query(`SELECT count(*) AS n FROM rp_test.${table}`)).rows[0].n).toBe('0');
    }
  });
});

describe('staying signed in when the time runs out', () => {
  const extend = async (visitor: Visitor, page: Page): Promise<number> => {
    const headers = { accept: 'application/json' };
    const answer = await visitor.post(`${things.origin}/session/extend`, { _csrf: hidden(page, '_csrf') }, { headers });
    return (JSON.parse(answer.text) as { seconds: number }).seconds;
  };

  it('gives the idle time anew, within the longest life, and says what there really is', async () => {
    const visitor = createVisitor();
    await visitor.get(`${things.origin}/private`);
    const page = await visitor.get(`${things.origin}/sign-out`);
    expect(page.text).toMatch(/data-timeout-seconds="(?:840|900)"/);
    clock.advance(800);
    expect(await extend(visitor, page)).toBeGreaterThan(890);
    for (let hours = 0; hours < 11.5; hours += 800 / 3600) {
      clock.advance(800);
      await extend(visitor, page);
    }
    const left = await extend(visitor, page);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(900);
    clock.advance(left + 1);
    expect(await extend(visitor, page)).toBe(0);
    const nobody = await visitor.get(`${things.origin}/sign-out`);
    expect(nobody.text).not.toContain('data-timeout-seconds');
  });

  it('without scripts leads back to the page, or to signing in', async () => {
    const visitor = createVisitor();
    await visitor.get(`${things.origin}/private`);
    const page = await visitor.get(`${things.origin}/sign-out`);
    const form = { _csrf: hidden(page, '_csrf'), here: '/private?x=1' };
    expect((await visitor.post(`${things.origin}/session/extend`, form, { follow: false })).headers.get('location')).toBe('/private?x=1');
    clock.advance(901);
    expect((await visitor.post(`${things.origin}/session/extend`, form, { follow: false })).headers.get('location')).toContain(
      '/sign-in/start',
    );
  });
});

describe('signing out', () => {
  it('asks on GET, and by POST ends the session here and at the provider', async () => {
    const visitor = createVisitor();
    await visitor.get(`${things.origin}/private`);
    const cookie = visitor.cookie('things_session') ?? '';
    const asked = await visitor.get(`${things.origin}/sign-out`);
    expect(visitor.cookie('things_session')).toBe(cookie);
    expect(asked.headers.get('content-security-policy')).toContain(`form-action 'self' ${op.issuer}`);
    const confirm = await visitor.post(`${things.origin}/sign-out`, { _csrf: hidden(asked, '_csrf') });
    expect(visitor.cookie('things_session')).toBeUndefined();
    const done = await visitor.post(`${op.issuer}/session/end/confirm`, { xsrf: hidden(confirm, 'xsrf'), logout: 'yes' });
    expect(path(done)).toBe('/signed-out');
    const thief = createVisitor();
    thief.setCookie('things_session', cookie);
    expect(JSON.parse((await thief.get(`${things.origin}/`)).text)).toMatchObject({ sub: null });
  });

  it('the address of the signed-out page claims nothing of somebody who is signed in', async () => {
    const visitor = createVisitor();
    await visitor.get(`${things.origin}/private`);
    expect(path(await visitor.get(`${things.origin}/signed-out`))).toBe('/sign-out');
    expect(path(await createVisitor().get(`${things.origin}/signed-out`))).toBe('/signed-out');
  });

  it('does not sign out for a foreign form', async () => {
    const visitor = createVisitor();
    await visitor.get(`${things.origin}/private`);
    expect((await visitor.post(`${things.origin}/sign-out`, {})).status).toBe(403);
    expect((await visitor.get(`${things.origin}/private`)).status).toBe(200);
  });
});

describe('with the provider away', () => {
  it('starts, says so with a 503 page, and recovers by itself', async () => {
    const place = await listen();
    const away = await listen();
    const late = serveThings(place, {
      db,
      clock,
      sealer: testSealer,
      cookieKey: testCookieKey,
      issuer: away.origin,
      keys,
      fetch: flakyFetch,
    });
    broken = (url) => (url.startsWith(away.origin) ? Promise.reject(new TypeError('fetch failed')) : undefined);
    const page = await createVisitor().get(`${late.origin}/private`);
    expect([page.status, codeOf(page), page.headers.get('retry-after')]).toEqual([503, 'rp.provider-unreachable', '5']);
    expect((await createVisitor().get(`${late.origin}/`)).status).toBe(200);
    broken = null;
    const second = await startTestProvider(() => [kitClient(place.origin, keys.client)], away);
    clock.advance(2);
    expect((await createVisitor().get(`${late.origin}/private`)).status).toBe(200);
    await late.stop();
    await second.stop();
  });

  it.each([
    ['/request', 'the pushed request', () => Promise.reject(new TypeError('fetch failed')), 503, 'rp.provider-unreachable'],
    [
      '/request',
      'the pushed request with a time-out',
      () => Promise.reject(new DOMException('late', 'TimeoutError')),
      503,
      'rp.provider-unreachable',
    ],
    ['/token', 'the token endpoint', () => Promise.reject(new TypeError('fetch failed')), 503, 'rp.provider-unreachable'],
    [
      '/token',
      'the token endpoint with 502 and HTML',
      () => Promise.resolve(new Response('<h1>Bad Gateway', { status: 502, headers: { 'content-type': 'text/html' } })),
      503,
      'rp.provider-unreachable',
    ],
    [
      '/token',
      'the token endpoint with invalid_client',
      () => Promise.resolve(Response.json({ error: 'invalid_client' }, { status: 401 })),
      500,
      'rp.registration-wrong',
    ],
    ['/jwks', 'the keys', () => Promise.reject(new TypeError('fetch failed')), 503, 'rp.provider-unreachable'],
    ['/me', 'userinfo', () => Promise.resolve(new Response('', { status: 503 })), 503, 'rp.provider-unreachable'],
  ])('explains a failure at %s (%s)', async (end, _what, fail, status, code) => {
    clock.advance(7200);
    broken = (url) => (url.startsWith(op.issuer) && url.endsWith(end) ? fail() : undefined);
    const visitor = createVisitor();
    const page = await visitor.get(`${things.origin}/private`);
    expect([page.status, codeOf(page)]).toEqual([status, code]);
    expect(visitor.cookie('things_session')).toBeUndefined();
  });
});
