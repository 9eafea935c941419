import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { importAccount } from '#identity';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { startIdentity, type TestIdentity } from '../../support/identity.ts';
import { registerPortal } from '../../support/portal.ts';
import { createVisitor, type Visitor } from '../../support/visitor.ts';

let database: TestDatabase;
let identity: TestIdentity;
const printed: string[] = [];
const password = 'Con-Trau-Xanh-2026';

beforeAll(async () => {
  for (const method of ['warn', 'info', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => void printed.push(words.join(' ')));
  }
  database = await useDatabase();
  identity = await startIdentity(database);
  await importAccount(
    identity.runtime,
    { citizen_number: '001085012345', name: 'Người Thử', birth_date: '1985-01-02', phone: '0912345678', password },
    'test',
  );
});
afterAll(async () => {
  await identity.close();
  await database.close();
});

/** Signs in on the page that an authorization request leads to; answers the callback address. */
async function signIn(visitor: Visitor, url: string): Promise<string> {
  const page = await visitor.get(url);
  if (page.elsewhere !== null) return page.elsewhere;
  const after = await visitor.submit(page, { identifier: '001085012345', password });
  if (after.elsewhere === null) throw new Error(`still at ${after.url} (${after.status})\n${after.text.slice(0, 4000)}`);
  return after.elsewhere;
}

describe.each(['fapi2', 'basic'] as const)('a %s portal, from its registration alone', (profile) => {
  it('signs a person in, reads the claims it is approved for and refreshes', async () => {
    const portal = await registerPortal(identity, profile);
    const visitor = createVisitor([identity.issuer]);
    const begun = await portal.begin();
    const tokens = await begun.finish(await signIn(visitor, begun.url));
    const claims = tokens.claims();
    expect(claims?.['acr']).toBe('LoA1');
    expect(claims?.['amr']).toEqual(['pwd']);
    expect(claims?.sub).toMatch(/^[\w-]{43}$/);
    expect(claims?.iss).toBe(identity.issuer);
    const options = portal.dpop === null ? {} : { DPoP: portal.dpop };
    const info = await oidc.fetchUserInfo(portal.config, tokens.access_token, claims?.sub ?? '', options);
    expect(info).toMatchObject({ name: 'Người Thử', birthdate: '1985-01-02' });
    expect(info).not.toHaveProperty('citizen_id');
    const refreshed = await oidc.refreshTokenGrant(portal.config, tokens.refresh_token ?? '', {}, options);
    // Bound to the portal's key, it is kept (FAPI 2.0 Security Profile 5.3.2.1 no. 9); a bearer token rotates.
    expect(refreshed.refresh_token === tokens.refresh_token).toBe(profile === 'fapi2');
  });

  it('is entered without a second sign-in by somebody who has a session', async () => {
    const visitor = createVisitor([identity.issuer]);
    const [first, second] = [await registerPortal(identity, profile), await registerPortal(identity, profile, { agency: 'H26' })];
    const begunFirst = await first.begin();
    const one = await begunFirst.finish(await signIn(visitor, begunFirst.url));
    const begunSecond = await second.begin();
    const page = await visitor.get(begunSecond.url);
    expect(page.elsewhere).toContain(second.redirectUri);
    const two = await begunSecond.finish(page.elsewhere ?? '');
    expect(two.claims()?.sub).not.toBe(one.claims()?.sub);
  });
});

it('portals of one agency see one subject, portals of two agencies see two', async () => {
  const visitor = createVisitor([identity.issuer]);
  const subjects = [];
  for (const agency of ['G18', 'G18', 'G15']) {
    const portal = await registerPortal(identity, 'basic', { agency });
    const begun = await portal.begin();
    subjects.push((await begun.finish(await signIn(visitor, begun.url))).claims()?.sub);
  }
  expect(subjects[0]).toBe(subjects[1]);
  expect(subjects[2]).not.toBe(subjects[0]);
});

it.each(['ES256', 'PS256', 'RS256', 'EdDSA'])('ID tokens signed with %s verify against the published keys', async (alg) => {
  const portal = await registerPortal(identity, 'basic', { id_token_signed_response_alg: alg });
  const begun = await portal.begin();
  const tokens = await begun.finish(await signIn(createVisitor([identity.issuer]), begun.url));
  const { protectedHeader } = await jwtVerify(tokens.id_token ?? '', createRemoteJWKSet(new URL('/jwks', identity.issuer)), {
    issuer: identity.issuer,
    audience: portal.clientId,
  });
  expect(protectedHeader.alg).toBe(alg);
});

it('an API gets a JWT access token of RFC 9068 for itself alone, with acr and auth_time', async () => {
  const resource = 'https://api.example.gov.vn/dossiers';
  await identity.runtime.clients.saveResource(identity.runtime.db, {
    identifier: resource,
    agency_code: 'G18',
    name: 'Hồ sơ',
    scopes: ['dossier:read'],
    signing_alg: 'ES256',
    token_seconds: 120,
  });
  const portal = await registerPortal(identity, 'basic', { scope: 'openid dossier:read' });
  const begun = await portal.begin({ scope: 'openid dossier:read', resource });
  const tokens = await begun.finish(await signIn(createVisitor([identity.issuer]), begun.url), { resource });
  const { payload, protectedHeader } = await jwtVerify(tokens.access_token, createRemoteJWKSet(new URL('/jwks', identity.issuer)), {
    issuer: identity.issuer,
    audience: resource,
  });
  expect(protectedHeader.typ).toBe('at+jwt');
  expect(payload).toMatchObject({ client_id: portal.clientId, scope: 'dossier:read', acr: 'LoA1' });
  expect(payload['auth_time']).toEqual(expect.any(Number));
});

it('a claim outside the approved scopes is not released, however it is asked for', async () => {
  const portal = await registerPortal(identity, 'basic', { scope: 'openid profile' });
  const begun = await portal.begin({
    scope: 'openid',
    claims: JSON.stringify({ id_token: { citizen_id: { essential: true } }, userinfo: { citizen_id: null, SoDinhDanh: null, name: null } }),
  });
  const tokens = await begun.finish(await signIn(createVisitor([identity.issuer]), begun.url));
  const info = await oidc.fetchUserInfo(portal.config, tokens.access_token, tokens.claims()?.sub ?? '');
  expect({ ...tokens.claims(), ...info }).not.toHaveProperty('citizen_id');
  expect(info).not.toHaveProperty('SoDinhDanh');
  expect(info).toHaveProperty('name');
});

it('the older national SSO names are given for the scope dvcqg', async () => {
  const portal = await registerPortal(identity, 'basic', { scope: 'openid dvcqg' });
  const begun = await portal.begin({ scope: 'openid dvcqg', acr_values: 'LoA1' });
  const tokens = await begun.finish(await signIn(createVisitor([identity.issuer]), begun.url));
  const sub = tokens.claims()?.sub ?? '';
  const info = await oidc.fetchUserInfo(portal.config, tokens.access_token, sub);
  expect(info).toMatchObject({ TechID: sub, LoaiTaiKhoan: '1', SoDinhDanh: '001085012345', HoVaTen: 'Người Thử', loAs: 'LoA1' });
});

it('an authorization request by POST succeeds like one by GET', async () => {
  const portal = await registerPortal(identity, 'basic');
  const begun = await portal.begin();
  const url = new URL(begun.url);
  const visitor = createVisitor([identity.issuer]);
  const page = await visitor.post(url.origin + url.pathname, url.searchParams);
  expect(page.status).toBe(200);
  expect(page.text).toContain('name="identifier"');
});

it('a level nobody can reach is answered with unmet_authentication_requirements', async () => {
  const portal = await registerPortal(identity, 'basic');
  const visitor = createVisitor([identity.issuer]);
  const first = await portal.begin();
  await signIn(visitor, first.url);
  const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['LoA2', 'LoA3'] } } });
  const begun = await portal.begin({ prompt: 'none', claims });
  const page = await visitor.get(begun.url);
  expect(new URL(page.elsewhere ?? '').searchParams.get('error')).toBe('unmet_authentication_requirements');
  expect(new URL(page.elsewhere ?? '').searchParams.get('iss')).toBe(identity.issuer);
});

it('a level that is only wished for is not asked for in vain: the answer says what was reached', async () => {
  const portal = await registerPortal(identity, 'basic');
  const visitor = createVisitor([identity.issuer]);
  const first = await portal.begin({ acr_values: 'LoA3 LoA2' });
  expect((await first.finish(await signIn(visitor, first.url))).claims()?.['acr']).toBe('LoA1');
  for (const more of [{}, { prompt: 'none' }]) {
    const again = await portal.begin({ acr_values: 'LoA2', ...more });
    const page = await visitor.get(again.url);
    expect((await again.finish(page.elsewhere ?? '')).claims()?.['acr']).toBe('LoA1');
  }
});

it('every use of personal data is on record for the person', async () => {
  const account = await identity.runtime.accounts.findByIdentifier(identity.runtime.db, '001085012345');
  const record = await identity.runtime.disclosures.list(identity.runtime.db, { accountId: account?.id ?? '', limit: 100 });
  expect(record.some((entry) => entry.claims.includes('SoDinhDanh'))).toBe(true);
  expect(record.every((entry) => !entry.claims.includes('citizen_id'))).toBe(true);
});

it('a rotation of keys never leaves a token unverifiable', async () => {
  const { db, keys, live } = identity.runtime;
  const before = await fetch(new URL('/jwks', identity.issuer)).then((response) => response.json() as Promise<{ keys: { kid: string }[] }>);
  await db.transaction((tx) => keys.rotate(tx, { actor: 'test' }));
  await new Promise((resolve) => setTimeout(resolve, 6000));
  await live.reload();
  const portal = await registerPortal(identity, 'basic');
  const begun = await portal.begin();
  const tokens = await begun.finish(await signIn(createVisitor([identity.issuer]), begun.url));
  const header = JSON.parse(Buffer.from((tokens.id_token ?? '').split('.')[0] ?? '', 'base64url').toString()) as { kid: string };
  expect(before.keys.map((key) => key.kid)).toContain(header.kid);
  expect(decodeJwt(tokens.id_token ?? '').iss).toBe(identity.issuer);
  const again = await db.transaction((tx) => keys.rotate(tx, { actor: 'test' }));
  expect(again.filter((key) => key.state === 'scheduled' && new Date(key.active_from ?? '').getTime() - Date.now() > 200_000)).toHaveLength(
    4,
  );
});

it.each([
  ['a NUL character', 'a\0b'],
  ['more than a browser can carry back', 'x'.repeat(10_240)],
])('a pushed request with %s in a parameter is refused', async (_what, state) => {
  const portal = await registerPortal(identity, 'basic');
  const response = await fetch(new URL('/par', identity.issuer), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${portal.clientId}:${portal.clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({
      response_type: 'code',
      client_id: portal.clientId,
      redirect_uri: portal.redirectUri,
      scope: 'openid',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
      state,
    }),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_request' });
});

it('a running sign-in can be extended, and only by the browser it belongs to', async () => {
  const portal = await registerPortal(identity, 'basic');
  const visitor = createVisitor([identity.issuer]);
  const begun = await portal.begin();
  const page = await visitor.get(begun.url);
  const extended = await visitor.submit(page, { here: '/elsewhere' }, { action: '/extend' });
  expect(extended.url).toBe(page.url);
  const stranger = createVisitor([identity.issuer]);
  expect((await stranger.get(page.url)).status).toBe(410);
  const after = await visitor.submit(extended, { identifier: '001085012345', password });
  expect(after.elsewhere).toContain(portal.redirectUri);
});

it('the provider starts and serves without a warning', () => {
  expect(printed).toEqual([]);
});
