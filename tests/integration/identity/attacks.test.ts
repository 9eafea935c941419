import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RegistrationRefused } from '#identity/clients';
import { createWorld, type Person, type TestClient, type World } from '../../conformance/protocol/world.ts';

let world: World;
let client: TestClient;

beforeAll(async () => {
  world = await createWorld();
  client = await world.client();
});
afterAll(() => world.close());

type Visitor = ReturnType<World['visitor']>;
async function signedIn(person: Person = world.citizen): Promise<Visitor> {
  const visitor = world.visitor();
  await world.walk(visitor, client.url(), person);
  return visitor;
}
const APP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
/** By password and app; each sign-in takes the code of another half minute, since none is good twice. */
async function signedInWithApp(person: Person, step: number): Promise<Visitor> {
  const visitor = world.visitor();
  const second = await visitor.submit(await visitor.get(client.url()), { identifier: person.citizenNumber, password: person.password });
  const epoch = Math.floor(Date.now() / 1000) + step * 30;
  await visitor.submit(second, { code: generateSync({ secret: APP, epoch }) });
  return visitor;
}
const account = (visitor: Visitor, path = ''): ReturnType<Visitor['get']> => visitor.get(`${world.issuer}/account${path}`);
const isIn = async (visitor: Visitor): Promise<boolean> =>
  new URL((await visitor.get(client.url({ prompt: 'none' }))).elsewhere ?? '').searchParams.has('code');
const register = async (more: Record<string, unknown>): Promise<unknown> =>
  world.client(more).then(
    (made) => made.id,
    (error: unknown) => error,
  );

describe('registering a portal', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'https://user@x.gov.vn/',
    'https://a@b@x.gov.vn/',
    'https://x.gov.vn/*',
    'https://*.gov.vn/',
    'https://x.gov.vn/a/..;/b',
    'https://x.gov.vn/%2e%2e/',
    'https://x.gov.vn/#f',
    'http://x.gov.vn/',
    '//x.gov.vn/',
    'x',
    '',
  ])('with the address %j is refused, wherever it stands', async (address) => {
    for (const member of [
      { redirect_uris: [address] },
      { post_logout_redirect_uris: [address] },
      { client_uri: address },
      { backchannel_logout_uri: address },
      { jwks_uri: address },
    ]) {
      expect(await register(member), JSON.stringify(member)).toBeInstanceOf(RegistrationRefused);
    }
  });

  it('with metadata that are not what they should be is refused, and nothing else breaks', async () => {
    const odd: Record<string, unknown>[] = [
      { redirect_uris: [null] },
      { redirect_uris: 'https://x.gov.vn/' },
      { redirect_uris: Array.from({ length: 1000 }, (_each, at) => `https://x.gov.vn/${String(at)}`) },
      { jwks: { keys: [{ kty: 'EC', d: 'secret' }] } },
      { jwks: { keys: Array.from({ length: 10_000 }, () => ({ kty: 'EC' })) } },
      { jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } },
      { grant_types: ['implicit'] },
      { grant_types: ['password'] },
      { response_types: ['token'] },
      { token_endpoint_auth_method: 'none' },
      { token_endpoint_auth_method: 'client_secret_jwt' },
      { id_token_signed_response_alg: 'none' },
      { id_token_signed_response_alg: 'HS256' },
      { token_endpoint_auth_signing_alg: 'HS256' },
      { subject_type: 'public' },
      { client_name: 'x'.repeat(10_000) },
      { scope: 'x'.repeat(10_000) },
      { scope: 'openid admin' },
      { client_id: '../../x' },
      { client_id: 'account-centre' },
      { agency: 'XX9' },
    ];
    for (const member of odd) expect(await register(member), JSON.stringify(member).slice(0, 100)).toBeInstanceOf(RegistrationRefused);
    const polluted = await register(JSON.parse('{"__proto__":{"profile":"fapi2"},"constructor":{"x":1}}') as Record<string, unknown>);
    expect(typeof polluted).toBe('string');
    expect(({} as Record<string, unknown>)['profile']).toBeUndefined();
  });

  it('is nothing a request can do: there is no registration endpoint', async () => {
    for (const path of ['/reg', '/register', '/connect/register', '/clients', '/registration']) {
      const answer = await fetch(world.issuer + path, {
        method: 'POST',
        body: '{"redirect_uris":["https://x.example/"]}',
        headers: { 'content-type': 'application/json' },
      });
      expect([404, 405], path).toContain(answer.status);
    }
  });

  it('shows its secret once: no reading gives it or its hash again', async () => {
    const { clients, db } = world.identity.runtime;
    const rows = await world.database.admin.query(`SELECT secret_hash FROM identity.client WHERE id = '${client.id}'`);
    const hash = (rows.rows[0] as { secret_hash: Buffer }).secret_hash;
    expect(hash.length).toBe(32);
    const shown = JSON.stringify([await clients.show(db, client.id), await clients.list(db, { limit: 1000 })]);
    for (const secret of [client.secret, hash.toString('hex'), hash.toString('base64'), hash.toString('base64url'), 'secret_hash'])
      expect(shown).not.toContain(secret);
  });
});

describe('names and texts from registrations', () => {
  it('are text on every page that shows them, never markup', async () => {
    const name = '<img src=x onerror=alert(1)>"\'</title><script>alert(2)</script>{{7*7}}';
    const portal = await world.client({
      client_name: name,
      scope: 'openid profile offline_access',
      post_logout_redirect_uris: ['https://x.gov.vn/'],
    });
    const visitor = world.visitor();
    const pages = [await visitor.get(portal.url())];
    await world.walk(visitor, portal.url());
    pages.push(
      await visitor.get(portal.url({ prompt: 'consent' })),
      await visitor.get(`${world.issuer}/sign-out?client_id=${portal.id}`),
      await account(visitor, '/data'),
      await account(visitor, `/data/${portal.id}`),
      await account(visitor, '/activity'),
    );
    for (const page of pages) {
      expect(page.status, page.url).toBe(200);
      expect(page.text, page.url).not.toMatch(/<img src=x|<script>alert|\b49\b.*alert/);
    }
    expect(pages.filter((page) => page.text.includes('&lt;img src=x')).length).toBeGreaterThan(3);
  });
});

describe('a running sign-in', () => {
  it('cannot be turned into another flow by what is added to the address it resumes at', async () => {
    const visitor = world.visitor();
    const page = await visitor.get(client.url());
    const uid = /\/sign-in\/([\w-]+)/.exec(page.url)?.[1] ?? '';
    const form = new URLSearchParams({
      identifier: world.citizen.citizenNumber,
      password: world.citizen.password,
      _csrf: /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '',
    });
    const cookie = [...visitor.cookies(world.issuer)].map(([name, value]) => `${name}=${value}`).join('; ');
    const done = await fetch(page.url, { method: 'POST', redirect: 'manual', body: form, headers: { cookie } });
    expect(done.headers.get('location')).toContain(`/authorize/${uid}`);
    const [name = '', value = ''] =
      done.headers
        .getSetCookie()
        .find((each) => each.startsWith('identity_browser='))
        ?.split(/[=;]/) ?? [];
    visitor.plant(world.issuer, { name, value, path: '/' });
    const back = await visitor.get(
      `${world.issuer}/authorize/${uid}?response_type=token&redirect_uri=https://evil.example/&client_id=account-centre&response_mode=fragment&scope=citizen_id`,
    );
    const to = new URL(back.elsewhere ?? '');
    expect(to.origin + to.pathname).toBe(client.redirectUri);
    expect(to.hash).toBe('');
    expect([...to.searchParams.keys()].toSorted()).toEqual(['code', 'iss', 'state']);
  });

  it('cannot be resumed in another browser, before it is finished, or twice', async () => {
    const visitor = world.visitor();
    const page = await visitor.get(client.url());
    const resume = `${world.issuer}/authorize/${/\/sign-in\/([\w-]+)/.exec(page.url)?.[1] ?? ''}`;
    expect((await world.visitor().get(resume)).status).toBe(400);
    const early = await visitor.get(resume);
    expect(early.elsewhere).toBeNull();
    const answered = await world.walk(visitor, client.url());
    expect(answered.get('code')).not.toBeNull();
    const again = await visitor.get(resume);
    expect(again.elsewhere ?? '').not.toContain('code=');
  });

  it('a password of 60 KB is refused before anybody computes a hash of it', async () => {
    const visitor = world.visitor();
    const page = await visitor.get(client.url());
    const begun = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => visitor.submit(page, { identifier: world.citizen.citizenNumber, password: 'x'.repeat(60_000) })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 400));
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await isIn(await signedIn())).toBe(true);
  });

  it('thousands of scopes or claims are refused or ignored, not multiplied', async () => {
    for (const more of [
      { scope: `openid ${'a '.repeat(3900)}b` },
      { scope: `openid ${Array.from({ length: 1200 }, (_each, at) => `s${String(at)}`).join(' ')}` },
      { claims: JSON.stringify({ userinfo: Object.fromEntries(Array.from({ length: 400 }, (_each, at) => [`c${String(at)}`, null])) }) },
    ]) {
      const page = await world.visitor().get(client.url(more));
      expect(page.status).toBeLessThan(500);
      expect(page.text.length).toBeLessThan(60_000);
    }
  });
});

describe('one’s own account', () => {
  it('a field that the form does not have changes nothing', async () => {
    const person = await world.person();
    const visitor = await signedIn(person);
    const page = await account(visitor, '/profile');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const { accounts, db } = world.identity.runtime;
    const before = await accounts.find(db, person.id);
    const fields = {
      _csrf: csrf,
      language: 'en',
      id: world.citizen.id,
      accountId: world.citizen.id,
      account_id: world.citizen.id,
      identityLevel: '2',
      identity_level: '2',
      status: 'active',
      email: 'x@example.com',
      emailVerified: 'true',
      email_verified: 'true',
      phone: '0999999999',
      citizenNumber: '1',
      role: 'admin',
      organisations: '[]',
      name: 'Khác',
    };
    await visitor.post(`${world.issuer}/account/profile/language`, new URLSearchParams(fields));
    expect(await accounts.find(db, person.id)).toEqual({ ...before, language: 'en' });
    expect((await accounts.find(db, world.citizen.id))?.language).toBe('vi');
  });

  it('a new password ends every other session and the tokens that lived with them', async () => {
    const person = await world.person({ totp_secret: APP });
    const [thief, mine] = [await signedInWithApp(person, 0), await signedInWithApp(person, 1)];
    const tokens = await client.redeem(new URL((await thief.get(client.url({ prompt: 'none' }))).elsewhere ?? '').searchParams.get('code'));
    const changed = await mine.submit(await account(mine, '/security/password'), { password: 'Chuồn-Chuồn-Ớt-2027' });
    expect(changed.url).toContain('done=password');
    expect(await isIn(thief)).toBe(false);
    expect(await isIn(mine)).toBe(true);
    const refreshed = await world.post(
      '/token',
      { grant_type: 'refresh_token', refresh_token: String(tokens.body['refresh_token']) },
      client.basic,
    );
    expect(refreshed.body['error']).toBe('invalid_grant');
  });

  it('somebody else’s session is not ended by naming it', async () => {
    const victim = await world.person();
    const [first, second] = [await signedIn(victim), await signedIn(victim)];
    const refs = [...(await account(first, '/sessions')).text.matchAll(/name="session" value="([^"]+)"/g)].map(([, ref]) => ref ?? '');
    expect(refs.length).toBeGreaterThan(0);
    const stranger = await signedIn(await world.person());
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await account(stranger, '/sessions')).text)?.[1] ?? '';
    for (const session of refs)
      expect((await stranger.post(`${world.issuer}/account/sessions/end`, new URLSearchParams({ _csrf: csrf, session }))).status).toBe(404);
    expect(await isIn(first)).toBe(true);
    expect(await isIn(second)).toBe(true);
  });
});

describe('a portal that was disabled', () => {
  it('gets no tokens, keeps none that work, and signs nobody in', async () => {
    const gone = await world.client();
    const answer = await world.walk(world.visitor(), gone.url());
    const tokens = await gone.redeem(answer.get('code'));
    const pending = await world.walk(world.visitor(), gone.url());
    await world.database.db.transaction((tx) => world.identity.runtime.clients.disable(tx, { id: gone.id, actor: 'test' }));
    await expect.poll(async () => (await gone.redeem(pending.get('code'))).status, { timeout: 60_000 }).toBe(401);
    expect(
      (await world.post('/token', { grant_type: 'refresh_token', refresh_token: String(tokens.body['refresh_token']) }, gone.basic)).body[
        'error'
      ],
    ).toBe('invalid_client');
    expect((await world.get('/userinfo', { authorization: `Bearer ${String(tokens.body['access_token'])}` })).status).toBe(401);
  });
});

describe('limits', () => {
  it.each([0, 1])('are not escaped by inventing addresses, with %d trusted proxies', async (trustedProxies) => {
    const behind = await createWorld({ options: { trustedProxies } });
    try {
      const portal = await behind.client();
      const invented = ['1.2.3.4', 'garbage', '::1', '10.0.0.1, 1.1.1.1', `${'9.'.repeat(3000)}9`, "'; DROP TABLE x", '\u00ff', ''];
      const statuses: number[] = [];
      for (let at = 0; at < 8; at += 1) {
        // What the last proxy adds is the same each time; everything before it is the caller's invention.
        const forwarded = trustedProxies === 0 ? (invented[at] ?? '') : `${invented[at] ?? ''}, 203.0.113.9`;
        const visitor = behind.visitor();
        const page = await visitor.get(portal.url());
        const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
        const body = new URLSearchParams({ identifier: behind.citizen.citizenNumber, password: 'wrong', _csrf: csrf });
        statuses.push(
          (
            await visitor.post(page.url, body, {
              'x-forwarded-for': forwarded,
              'x-real-ip': `1.1.1.${String(at)}`,
              'cf-connecting-ip': `2.2.2.${String(at)}`,
            })
          ).status,
        );
      }
      expect(statuses.slice(0, 5)).toEqual([400, 400, 400, 400, 400]);
      expect(new Set(statuses.slice(5))).toEqual(new Set([429]));
    } finally {
      await behind.close();
    }
  });
});

describe('other pages in the same browser', () => {
  it('read nothing from us: an answer with data is refused to a foreign origin, and no cookie counts there', async () => {
    const visitor = await signedIn();
    const cookie = [...visitor.cookies(world.issuer)].map(([name, value]) => `${name}=${value}`).join('; ');
    const tokens = await client.redeem(
      new URL((await visitor.get(client.url({ prompt: 'none' }))).elsewhere ?? '').searchParams.get('code'),
    );
    const token = String(tokens.body['access_token']);
    for (const origin of [
      'https://evil.example',
      'null',
      world.issuer.replace('localhost', 'localhost.evil.example'),
      new URL(client.redirectUri).origin,
    ]) {
      const data = [
        await world.get('/userinfo', { origin, authorization: `Bearer ${token}` }),
        await world.post('/introspect', { token }, { origin, ...client.basic }),
        await world.post(
          '/token',
          { grant_type: 'refresh_token', refresh_token: String(tokens.body['refresh_token']) },
          { origin, ...client.basic },
        ),
      ];
      for (const answer of data) {
        expect(answer.status).toBe(400);
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
        expect(answer.text).not.toMatch(/access_token|Người Thử|"active"/);
      }
      for (const path of ['/account', '/account/profile', '/authorize', '/sign-out', '/', '/userinfo', '/token']) {
        for (const method of ['GET', 'OPTIONS']) {
          const answer = await fetch(world.issuer + path, {
            method,
            redirect: 'manual',
            headers: { origin, cookie, 'access-control-request-method': 'POST' },
          });
          await answer.text();
          expect(answer.headers.get('access-control-allow-credentials'), path).toBeNull();
          if (!['/userinfo', '/token'].includes(path)) expect(answer.headers.get('access-control-allow-origin'), path).toBeNull();
        }
      }
    }
    expect((await world.get('/userinfo', { authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('pages of oidc-provider for development, and other people’s debug addresses, do not exist', async () => {
    for (const path of [
      '/interaction/x',
      '/interaction/x/login',
      '/device',
      '/device/auth',
      '/reg',
      '/request',
      '/session/end',
      '/token/introspection',
      '/ciba',
      '/backchannel',
      '/challenge',
      '/debug',
      '/debug/pprof',
      '/env',
      '/.env',
      '/actuator',
      '/admin',
      '/server-status',
      '/graphql',
      '/swagger.json',
      '/.git/config',
      '/metrics/../account',
    ]) {
      const answer = await fetch(world.issuer + path, { redirect: 'manual' });
      expect(answer.status === 404 || (path.endsWith('account') && answer.status === 303), path).toBe(true);
    }
  });
});
