import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { SignJWT, type JWK, type JWTPayload } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMinistryPortal, createProvincePortal, portalClients } from '#sandbox/portals';
import { createKeyJwk, listen, publicJwk, startTestProvider, stopServer, type TestProvider } from '../../support/test-provider.ts';
import { createVisitor, hidden, type Visitor } from '../../support/relying-party-visitor.ts';

const secret = 'a-secret-with-=+/%-signs-in-it-0123456789';
let op: TestProvider;
let places: { ministry: Awaited<ReturnType<typeof listen>>; province: Awaited<ReturnType<typeof listen>> };
let jwk: JWK;
let registrations: ReturnType<typeof portalClients>;

const asClient = ({ scopes, ...metadata }: Record<string, unknown>): object => ({
  ...metadata,
  scope: (scopes as (string | { scope: string })[]).map((each) => (typeof each === 'string' ? each : each.scope)).join(' '),
  ...(metadata['token_endpoint_auth_method'] === 'client_secret_basic' ? { client_secret: secret } : {}),
});

beforeAll(async () => {
  places = { ministry: await listen(), province: await listen() };
  jwk = await createKeyJwk('ES256', 'health-1');
  const later = await listen();
  registrations = portalClients({
    ministryUrl: places.ministry.origin,
    provinceUrl: places.province.origin,
    ministryJwk: publicJwk(jwk) as never,
  });
  places.ministry.serve(
    createMinistryPortal({
      issuer: later.origin,
      baseUrl: places.ministry.origin,
      clientId: registrations.ministry.client_id,
      privateJwk: jwk as never,
    }).callback() as never,
  );
  places.province.serve(
    createProvincePortal({
      issuer: later.origin,
      baseUrl: places.province.origin,
      clientId: registrations.province.client_id,
      clientSecret: secret,
    }).callback() as never,
  );
  // The portals are up before the provider is.
  later.serve((_request, response) => (response as { destroy(): void }).destroy());
  const page = await createVisitor().get(`${places.ministry.origin}/sign-in`);
  expect([page.status, page.text.includes('Một Cửa')]).toEqual([503, true]);
  op = await startTestProvider(() => [asClient(registrations.ministry), asClient(registrations.province)], later);
});
afterAll(async () => {
  await Promise.all([stopServer(places.ministry.server), stopServer(places.province.server)]);
  await op.stop();
});
afterEach(() => Object.assign(op.person, { acr: 'LoA1', error: null }));

const portals = ['ministry', 'province'] as const;
const url = (portal: (typeof portals)[number], path: string): string => places[portal].origin + path;
const claims = async (visitor: Visitor, portal: (typeof portals)[number]) => {
  const page = await visitor.get(url(portal, '/claims.json'));
  return page.status === 200 ? (JSON.parse(page.text) as { id_token: Record<string, unknown>; userinfo: Record<string, unknown> }) : null;
};

describe('the sample portals', () => {
  it('use nothing of this project: openid-client, koa and Node only', () => {
    const folder = new URL('../../../src/sandbox/portals/', import.meta.url);
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.ts'))) {
      for (const [, from = ''] of readFileSync(new URL(name, folder), 'utf8').matchAll(/from '([^']+)'/g)) {
        expect(from, name).toMatch(/^(\.\/[a-z-]+\.ts|node:[a-z]+|koa|openid-client)$/);
      }
    }
  });

  it.each(portals)('%s signs a person in and shows what it was told, escaped', async (portal) => {
    const visitor = createVisitor();
    expect((await visitor.get(url(portal, '/'))).text).toContain('Đăng nhập bằng Một Cửa');
    const page = await visitor.get(url(portal, '/sign-in'));
    expect([page.url, page.status]).toEqual([url(portal, '/claims'), 200]);
    expect(page.text).toContain('Nguyễn Thị &lt;Mẫu&gt;');
    expect(page.text).not.toContain('<Mẫu>');
    expect((await claims(visitor, portal))?.id_token).toMatchObject({
      sub: 'person-1',
      iss: op.issuer,
      aud: registrations[portal].client_id,
    });
    expect((await visitor.get(url(portal, '/claims?lang=en'))).text).toContain('Date of birth');
  });

  it('the ministry pushes its request and holds a DPoP-bound token; the province asks in the address', async () => {
    const [pushed, plain] = await Promise.all(
      portals.map(
        async (portal) => new URL((await createVisitor().get(url(portal, '/sign-in'), { follow: false })).headers.get('location') ?? ''),
      ),
    );
    expect([...(pushed?.searchParams.keys() ?? [])].toSorted()).toEqual(['client_id', 'request_uri']);
    expect(plain?.searchParams.get('code_challenge_method')).toBe('S256');
  });

  it('the second portal needs no second sign-in, and signing out of one signs out of both', async () => {
    const visitor = createVisitor();
    await visitor.get(url('ministry', '/sign-in'));
    op.person.error = { error: 'access_denied', error_description: 'must not be asked' };
    await visitor.get(url('province', '/sign-in'));
    expect((await claims(visitor, 'province'))?.userinfo).toMatchObject({ HoVaTen: 'NGUYỄN THỊ MẪU' });

    const page = await visitor.get(url('ministry', '/claims'));
    const confirm = await visitor.post(url('ministry', '/sign-out'), { csrf: hidden(page, 'csrf') });
    const done = await visitor.post(`${op.issuer}/session/end/confirm`, { xsrf: hidden(confirm, 'xsrf'), logout: 'yes' });
    expect(done.url).toBe(url('ministry', '/signed-out'));
    expect(await claims(visitor, 'ministry')).toBeNull();
    expect(await claims(visitor, 'province')).toBeNull();
    expect((await visitor.get(url('province', '/'))).text).toContain('Quý vị đã được đăng xuất');
  });

  it.each(portals)('%s steps up, says when that was not enough, and refreshes', async (portal) => {
    const visitor = createVisitor();
    await visitor.get(url(portal, '/sign-in'));
    expect((await visitor.get(url(portal, '/sign-in?acr=LoA3'))).status).toBe(403);
    op.person.acr = 'LoA2';
    await visitor.get(url(portal, '/sign-in?acr=LoA2'));
    expect((await claims(visitor, portal))?.id_token).toMatchObject({ acr: 'LoA2' });
    const page = await visitor.get(url(portal, '/claims'));
    const refreshed = await visitor.post(url(portal, '/refresh'), { csrf: hidden(page, 'csrf') });
    expect([refreshed.status, refreshed.url]).toEqual([200, url(portal, '/claims?refreshed=1')]);
    expect((await claims(visitor, portal))?.userinfo).toMatchObject({ sub: 'person-1' });
  });

  it.each(portals)('%s explains a refusal and does not take a stranger’s answer', async (portal) => {
    op.person.error = { error: 'access_denied', error_description: 'x' };
    const refused = await createVisitor().get(url(portal, '/sign-in'));
    expect([refused.status, refused.text.includes('access_denied')]).toEqual([403, true]);
    expect((await createVisitor().get(url(portal, '/callback?code=x&state=y'))).status).toBe(400);
  });

  it.each(portals)('%s ignores forms that it did not show', async (portal) => {
    const visitor = createVisitor();
    await visitor.get(url(portal, '/sign-in'));
    await visitor.post(url(portal, '/sign-out'), { csrf: 'guess' });
    expect(await claims(visitor, portal)).not.toBeNull();
  });

  it.each<[string, JWTPayload, object]>([
    ['alg none', {}, { alg: 'none' }],
    ['with a nonce', { nonce: 'n' }, {}],
    ['for another client', { aud: 'other' }, {}],
    ['of another issuer', { iss: 'https://evil.example' }, {}],
    ['that is old', { iat: 1000 }, {}],
    ['that is an ID token', { events: undefined }, { typ: 'JWT' }],
    ['with an unknown key', {}, { kid: 'other' }],
  ])('the ministry refuses a logout token %s', async (_name, change, header) => {
    const visitor = createVisitor();
    await visitor.get(url('ministry', '/sign-in'));
    const { sid } = (await claims(visitor, 'ministry'))?.id_token ?? {};
    const now = Math.floor(Date.now() / 1000);
    const make = async (altered: JWTPayload, head: object): Promise<string> => {
      const payload = {
        iss: op.issuer,
        aud: registrations.ministry.client_id,
        iat: now,
        exp: now + 120,
        jti: randomUUID(),
        sid,
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
        ...altered,
      };
      const full = { alg: 'ES256', kid: op.kid, typ: 'logout+jwt', ...head };
      if (full.alg === 'none')
        return `${[full, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
      return new SignJWT(JSON.parse(JSON.stringify(payload)) as JWTPayload).setProtectedHeader(full).sign(op.signingKey);
    };
    const send = async (token: string) =>
      (await fetch(url('ministry', '/backchannel-logout'), { method: 'POST', body: new URLSearchParams({ logout_token: token }) })).status;
    expect(await send(await make(change, header))).toBe(400);
    expect(await claims(visitor, 'ministry')).not.toBeNull();
    const good = await make({}, {});
    expect([await send(good), await send(good)]).toEqual([200, 400]);
    expect(await claims(visitor, 'ministry')).toBeNull();
  });
});
