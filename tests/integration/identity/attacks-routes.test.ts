import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAccountCentre } from '#identity/account-centre';
import { createSignIn, type SignInOptions } from '#identity/sign-in';
import type { Route } from '#shared/http';
import { createWorld, type TestClient, type World } from '../../conformance/protocol/world.ts';

let world: World;
let client: TestClient;
let routes: readonly Route[];

beforeAll(async () => {
  world = await createWorld();
  client = await world.client();
  const parts = { ...world.identity.runtime, phoneChangeSeconds: 604_800 };
  // Only the table of routes is read here; nothing of these parts is called.
  routes = [
    ...createAccountCentre(parts).routes,
    ...createSignIn({ ...parts, interactions: {}, endSessions: {} } as unknown as SignInOptions).routes,
  ];
});
afterAll(() => world.close());

const cookies = (visitor: ReturnType<World['visitor']>): string =>
  [...visitor.cookies(world.issuer)].map(([name, value]) => `${name}=${value}`).join('; ');
const tokenOf = (text: string): string => /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';

interface Caller {
  readonly cookie: string;
  readonly csrf: string;
  /** Stands for `:uid` in paths. */
  readonly uid: string;
}

async function signedIn(person = world.citizen): Promise<Caller> {
  const visitor = world.visitor();
  await world.walk(visitor, client.url(), person);
  const page = await visitor.get(`${world.issuer}/account`);
  if (page.status !== 200) throw new Error(`not signed in: ${String(page.status)}`);
  return { cookie: cookies(visitor), csrf: tokenOf(page.text), uid: 'AAAAAAAAAAAAAAAAAAAAA' };
}
/** Somebody whose sign-in is under way. */
async function signingIn(): Promise<Caller> {
  const visitor = world.visitor();
  const page = await visitor.get(client.url());
  return { cookie: cookies(visitor), csrf: tokenOf(page.text), uid: /\/sign-in\/([\w-]+)/.exec(page.url)?.[1] ?? '' };
}
/** Somebody who knows the address of a sign-in that is not theirs. */
async function nobody(): Promise<Caller> {
  const { cookie, ...rest } = await signingIn();
  return { ...rest, cookie: cookie.replaceAll(/identity_browser[^;]*;? ?/g, '') };
}

async function call(
  definition: Route,
  caller: Partial<Caller>,
  more: Readonly<Record<string, string>> = {},
): Promise<Response & { seen: string }> {
  const path = definition.path
    .replace(':uid', caller.uid ?? 'AAAAAAAAAAAAAAAAAAAAA')
    .replace(':client', client.id)
    .replace(':id', '0190a5c2-0000-7000-8000-000000000001');
  const json = definition.accepts === 'json';
  const response = await fetch(world.issuer + path, {
    method: definition.method,
    redirect: 'manual',
    headers: {
      accept: 'text/html',
      cookie: caller.cookie ?? '',
      ...(json ? { 'content-type': 'application/json', 'x-csrf-token': caller.csrf ?? '' } : {}),
      ...more,
    },
    ...(definition.method === 'GET' ? {} : { body: json ? '{}' : new URLSearchParams({ _csrf: caller.csrf ?? '' }) }),
  });
  return Object.assign(response, { seen: await response.text() });
}
const name = (definition: Route): string => `${definition.method} ${definition.path}`;
const isPublic = (definition: Route): boolean => definition.who.name === 'anyone';

describe('every route of the identity origin', () => {
  it('says who may call it, and the public ones are these', () => {
    expect(routes.length).toBeGreaterThan(60);
    for (const definition of routes)
      expect(definition.who.name, name(definition)).toMatch(/^(?:anyone|account|browser of the interaction)/);
    expect(routes.filter(isPublic).map(name).toSorted()).toEqual([
      'GET /',
      'GET /account/return',
      'GET /account/signed-out',
      'GET /refuse',
      'GET /register',
      'POST /account/sign-out',
      'POST /refuse',
    ]);
    expect(new Set(routes.map(name)).size).toBe(routes.length);
  });

  it('every change of how somebody signs in needs a fresh sign-in with the strongest factor', () => {
    const needs = Object.fromEntries(routes.filter((each) => each.method !== 'GET').map((each) => [name(each), each.who.name]));
    const strong = 'account, fresh, with its strongest factor';
    for (const path of [
      '/account/security/app/remove',
      '/account/security/sms/off',
      '/account/security/passkeys/:id/remove',
      '/account/security/password',
      '/account/security/password/off',
      '/account/security/raise/:what',
      '/account/profile/phone',
      '/account/profile/phone/code',
      '/account/profile/email',
      '/account/profile/email/code',
    ]) {
      expect(needs[`POST ${path}`], path).toBe(strong);
    }
    // Adding: the same, unless there is nothing but a password and its phone; what is added then counts for level 1. A phone that waits is so too.
    for (const path of [
      '/account/security/app',
      '/account/security/app/code',
      '/account/security/passkeys/new/options',
      '/account/security/passkeys/new',
      '/account/security/passkeys/:id/rename',
      '/account/security/recovery-codes',
      '/account/security/sms/on',
      '/account/profile/phone/lost',
      '/account/profile/phone/lost/code',
    ])
      expect(needs[`POST ${path}`], path).toBe('account, fresh, with what it set up');
    const seen = Object.fromEntries(routes.filter((each) => each.method === 'GET').map((each) => [name(each), each.who.name]));
    for (const path of ['/account/security', '/account/sessions', '/account/security/passkeys/:id', '/account/security/raise/:what'])
      expect(seen[`GET ${path}`], path).toBe('account, with what it set up');
  });

  it('without a session leads to sign-in or to the page of an ended sign-in, never further and never to a fault', async () => {
    const caller = await nobody();
    for (const definition of routes) {
      const answer = await call(definition, caller);
      const to = answer.headers.get('location') ?? '';
      if (definition.path.startsWith('/sign-in/')) expect(answer.status, name(definition)).toBe(410);
      else if (name(definition) === 'POST /refuse') expect(answer.status).toBe(400);
      else if (isPublic(definition)) expect(answer.status, name(definition)).toBeLessThan(400);
      else if (definition.accepts === 'json')
        expect(JSON.parse(answer.seen), name(definition)).toEqual({ to: expect.stringMatching(/^\/authorize\?/) });
      else {
        expect(answer.status, name(definition)).toBe(303);
        expect(to, name(definition)).toMatch(/^\/authorize\?client_id=account-centre&/);
      }
    }
  });

  it('with the session of another person shows and changes nothing of this one', async () => {
    const stranger = await signedIn(await world.person({ name: 'Kẻ Lạ' }));
    const running = world.visitor();
    const page = await running.get(client.url());
    const uid = /\/sign-in\/([\w-]+)/.exec(page.url)?.[1] ?? '';
    for (const definition of routes) {
      if (['POST /account/sign-out', 'POST /account/sessions/end-others'].includes(name(definition))) continue;
      const answer = await call(definition, { ...stranger, uid });
      expect(answer.status, name(definition)).toBeLessThan(500);
      if (definition.path.startsWith('/sign-in/')) expect(answer.status, name(definition)).toBe(410);
      if (/:client|:id/.test(definition.path) && answer.status !== 404)
        expect(answer.seen + (answer.headers.get('location') ?? ''), name(definition)).not.toContain('Người Thử');
      expect(answer.seen, name(definition)).not.toContain('Người Thử');
    }
    expect((await running.get(page.url)).status).toBe(200);
  });

  it('with a sign-in that is no longer fresh asks again wherever it must', async () => {
    const caller = await signedIn();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_260_000 });
    try {
      for (const definition of routes) {
        if (!definition.who.name.includes('fresh')) continue;
        const answer = await call(definition, caller);
        const to =
          definition.accepts === 'json' ? String((JSON.parse(answer.seen) as { to: string }).to) : (answer.headers.get('location') ?? '');
        expect(to, name(definition)).toMatch(/^\/authorize\?.*max_age=1200/);
      }
      expect((await call(routes.find((each) => name(each) === 'GET /account') as Route, caller)).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  it('every unsafe one refuses a forged form before it does anything', async () => {
    const [person, visitor] = [await signedIn(), await signingIn()];
    const unsafe = routes.filter((each) => each.method !== 'GET');
    expect(unsafe.length).toBeGreaterThan(30);
    for (const definition of unsafe) {
      expect(definition.surface ?? 'page', name(definition)).toBe('page');
      // Who may not call is told so before a form is read.
      const caller = definition.path.startsWith('/sign-in/') ? visitor : person;
      const forged: [Partial<Caller>, Record<string, string>][] = [
        [{ ...caller, csrf: '' }, {}],
        [{ ...caller, csrf: `${caller.csrf.slice(0, -3)}xxx` }, {}],
        [{ ...caller, cookie: caller.cookie.replace(/identity_csrf=[^;]+/, 'identity_csrf=x') }, {}],
        [caller, { origin: 'https://evil.example' }],
        [caller, { origin: 'null' }],
        [caller, { 'sec-fetch-site': 'cross-site' }],
        [caller, { 'sec-fetch-site': 'same-site' }],
      ];
      for (const [who, headers] of forged)
        expect((await call(definition, who, headers)).status, `${name(definition)} ${JSON.stringify(headers)}`).toBe(403);
    }
    expect((await call(routes.find((each) => name(each) === 'GET /account') as Route, person)).status).toBe(200);
  });

  it('every answer has the security headers, and no page of a person is kept', async () => {
    const caller = await signedIn();
    const answers = [];
    for (const definition of routes) {
      if (definition.method === 'GET') answers.push([name(definition), await call(definition, caller)] as const);
    }
    for (const path of [
      '/jwks',
      '/.well-known/openid-configuration',
      '/authorize',
      '/userinfo',
      '/sign-out',
      '/healthz',
      '/readyz',
      '/nowhere',
      '/token',
    ]) {
      const response = await fetch(world.issuer + path, { redirect: 'manual', headers: { accept: 'text/html' } });
      answers.push([path, Object.assign(response, { seen: await response.text() })] as const);
    }
    for (const [about, { headers }] of answers) {
      expect(headers.get('x-content-type-options'), about).toBe('nosniff');
      expect(headers.get('x-frame-options'), about).toBe('DENY');
      expect(headers.get('referrer-policy'), about).toBe('same-origin');
      expect(headers.get('content-security-policy'), about).toContain("frame-ancestors 'none'");
      expect(headers.get('content-security-policy'), about).not.toContain('unsafe');
      expect(headers.get('cross-origin-opener-policy'), about).toBe('same-origin');
      expect(headers.get('x-powered-by'), about).toBeNull();
      if (!/jwks|well-known|healthz|readyz/.test(about)) expect(headers.get('cache-control'), about).toContain('no-store');
    }
  });
});

describe('no link is built from a request', () => {
  const lies = [
    'Host: evil.example',
    'X-Forwarded-Host: evil.example',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Port: 99',
    'X-Forwarded-Prefix: /evil.example',
    'X-Forwarded-Server: evil.example',
    'X-Original-URL: //evil.example',
    'X-Rewrite-URL: //evil.example',
    'Forwarded: host=evil.example;proto=https',
    'X-Host: evil.example',
    'Via: 1.1 evil.example',
    `X-Forwarded-Proto: ${'https,'.repeat(500)}`,
  ];
  const ask = (target: string, headers: readonly string[], cookie = ''): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(world.issuer).port), '127.0.0.1');
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
      socket.on('error', reject);
      socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
      const host = headers.some((each) => each.startsWith('Host:')) ? [] : ['Host: localhost'];
      socket.write(
        `GET ${target} HTTP/1.1\r\n${[...host, ...headers, `Cookie: ${cookie}`, 'Accept: text/html', 'Connection: close'].join('\r\n')}\r\n\r\n`,
      );
    });
  const targets = (): string[] => [
    '/.well-known/openid-configuration',
    '/account',
    '/register',
    '/',
    client.url().slice(world.issuer.length),
    client.url({ prompt: 'none' }).slice(world.issuer.length),
    '/sign-out',
    '/nowhere',
  ];

  it('whatever Host and forwarding headers say', async () => {
    for (const target of targets()) {
      for (const lie of lies) expect(await ask(target, [lie]), `${target} ${lie}`).not.toContain('evil.example');
      expect(await ask(target, lies.slice(0, 8))).not.toContain('evil.example');
    }
    const discovery = await ask('/.well-known/openid-configuration', lies.slice(0, 5));
    expect(discovery).toContain(`"token_endpoint":"${world.issuer}/token"`);
  });

  it('whatever host the request line itself names', async () => {
    for (const target of targets()) {
      const answer = await ask(`http://evil.example${target}`, ['Host: evil.example']);
      expect(answer, target).not.toContain('evil.example');
      expect(answer, target).toMatch(/^HTTP\/1\.1 (?:200|303|400|404)/);
    }
  });
});

describe('the way back after signing in', () => {
  it('leads to a page of the account centre, whatever the state claims', async () => {
    const forged = [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/account',
      '/accountx',
      '/account/../../evil',
    ].map((path) => `${Buffer.from(path).toString('base64url')}.forged`);
    for (const state of ['', '.', 'x', 'a.b.c', ...forged]) {
      const answer = await world.get(`/account/return?${new URLSearchParams({ state, code: 'x' }).toString()}`);
      expect(answer.headers.get('location'), state).toBe('/account');
    }
    const signed = world.identity.runtime.sessions.signInUrl('//evil.example');
    const state = new URL(signed, world.issuer).searchParams.get('state') ?? '';
    expect((await world.get(`/account/return?${new URLSearchParams({ state }).toString()}`)).headers.get('location')).toBe('/account');
  });

  it('an error in the address is shown as text', async () => {
    const answer = await world.get('/account/return?error=%3Cscript%3Ealert(1)%3C/script%3E', { accept: 'text/html' });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('<script>alert');
  });

  it('extending a session never leaves the account centre', async () => {
    const caller = await signedIn();
    for (const here of ['https://evil.example', '//evil.example', '/\\evil', '/account\\..\\evil', '/authorize']) {
      const response = await fetch(`${world.issuer}/account/extend`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: caller.cookie },
        body: new URLSearchParams({ _csrf: caller.csrf, here }),
      });
      const state = new URL(response.headers.get('location') ?? '', world.issuer).searchParams.get('state');
      expect(Buffer.from((state ?? '').split('.')[0] ?? '', 'base64url').toString(), here).toBe('/account');
    }
  });

  it('the page’s own script is told how long the session really has, after the whole passage', async () => {
    const caller = await signedIn();
    const cookies = new Map(caller.cookie.split('; ').map((each) => each.split(/=(.*)/s).slice(0, 2) as [string, string]));
    const headers = { accept: 'application/json' };
    let init: RequestInit = { method: 'POST', body: new URLSearchParams({ _csrf: caller.csrf, here: '/account' }) };
    let address = `${world.issuer}/account/extend`;
    let body = '';
    for (let hops = 0; hops < 6; hops += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(address, { ...init, redirect: 'manual', headers: { ...headers, cookie } });
      for (const set of answer.headers.getSetCookie()) cookies.set(...(set.split(';')[0]?.split(/=(.*)/s).slice(0, 2) as [string, string]));
      body = await answer.text();
      const location = answer.headers.get('location');
      if (location === null) break;
      address = new URL(location, world.issuer).href;
      init = {};
    }
    expect(new URL(address).pathname).toBe('/account/extend');
    const { seconds } = JSON.parse(body) as { seconds: number };
    expect(seconds).toBeGreaterThan(1780);
    expect(seconds).toBeLessThanOrEqual(1800);
  });
});

describe('paths are what they are', () => {
  it('a variant of a protected path is not another way in', async () => {
    const variants = [
      '/account/',
      '/Account',
      '/ACCOUNT/security',
      '/account;x=y',
      '/account/.',
      '/account/..;/account',
      '/account%2f',
      '/%61ccount',
      '//account',
      '/account//security',
      '/account/security/',
      '/account/%73ecurity',
      '/token/',
      '/Token',
      '/token;x',
      '/userinfo/',
      '/authorize/',
      '/sign-out/confirm/',
    ];
    for (const path of variants) {
      const response = await fetch(world.issuer + path, { redirect: 'manual', headers: { accept: 'text/html' } });
      expect(path === '/authorize/' ? [400] : [303, 404], path).toContain(response.status);
      if (response.status === 303) expect(response.headers.get('location'), path).toMatch(/^\/authorize\?client_id=account-centre/);
    }
  });
});
