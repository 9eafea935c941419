import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page, Visitor } from '../../support/visitor.ts';
import { createSignOut, type SignOut } from './sign-out.ts';
import { createWorld, type TestClient, type World } from './world.ts';

const back = 'https://portal.example.gov.vn/signed-out';
let world: World;
let client: TestClient;
let signedIn: SignOut['signedIn'];
let end: SignOut['end'];
let stillSignedIn: SignOut['stillSignedIn'];

beforeAll(async () => {
  world = await createWorld();
  client = await world.client({ post_logout_redirect_uris: [back, `${back}?kept=yes`] });
  ({ signedIn, end, stillSignedIn } = createSignOut(world, client));
});
afterAll(() => world.close());

const confirm = (visitor: Visitor, page: Page): Promise<Page> => visitor.submit(page, { logout: 'yes' });

describe('RP-initiated logout', () => {
  it('asks, ends the session and goes back with the state', async () => {
    const { visitor, idToken } = await signedIn();
    const page = await visitor.get(end({ id_token_hint: idToken, post_logout_redirect_uri: back, state: 'a state' }));
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toContain('no-store');
    expect(await stillSignedIn(visitor)).toBe(true);
    const out = await confirm(visitor, page);
    expect(out.elsewhere).toBe(`${back}?state=a+state`);
    expect(await stillSignedIn(visitor)).toBe(false);
  });

  it('without a hint, with client_id only, with a state only, with an address but nobody it belongs to, with nothing at all: asks, and ends on our own page', async () => {
    for (const parameters of [
      {},
      { state: 'x' },
      { client_id: client.id },
      { post_logout_redirect_uri: back },
      { post_logout_redirect_uri: 'https://evil.example/' },
    ]) {
      const { visitor } = await signedIn();
      const out = await confirm(visitor, await visitor.get(end(parameters as Record<string, string>)));
      expect(out.elsewhere).toBeNull();
      expect(out.status).toBe(200);
      expect(await stillSignedIn(visitor)).toBe(false);
    }
  });

  it('without a state goes back without one, and keeps the registered query', async () => {
    const { visitor, idToken } = await signedIn();
    const out = await confirm(visitor, await visitor.get(end({ id_token_hint: idToken, post_logout_redirect_uri: `${back}?kept=yes` })));
    expect(out.elsewhere).toBe(`${back}?kept=yes`);
  });

  it.each<[string, (idToken: string) => Record<string, string>]>([
    ['an address nobody registered', (idToken) => ({ id_token_hint: idToken, post_logout_redirect_uri: 'https://evil.example/' })],
    ['a registered address with a query added', (idToken) => ({ id_token_hint: idToken, post_logout_redirect_uri: `${back}?foo=bar` })],
    ['javascript:', (idToken) => ({ id_token_hint: idToken, post_logout_redirect_uri: 'javascript:alert(1)' })],
    ['a modified hint', (idToken) => ({ id_token_hint: `${idToken.slice(0, -6)}AAAAAA`, post_logout_redirect_uri: back })],
    ['a hint that is no token', () => ({ id_token_hint: 'nonsense', post_logout_redirect_uri: back })],
    ['an unknown client', () => ({ client_id: 'nobody-here' })],
  ])('%s: an error page, nobody is sent anywhere, the session stays', async (_name, parameters) => {
    const { visitor, idToken } = await signedIn();
    const page = await visitor.get(end(parameters(idToken)));
    expect(page.elsewhere).toBeNull();
    expect(page.status).toBe(400);
    expect(page.text).not.toMatch(/(?:href|action)="(?:https?:\/\/evil|javascript)/);
    expect(await stillSignedIn(visitor)).toBe(true);
  });

  it('a hint of another client than client_id names is refused', async () => {
    const other = await world.client();
    const { visitor, idToken } = await signedIn();
    expect((await visitor.get(end({ id_token_hint: idToken, client_id: other.id }))).status).toBe(400);
  });

  it('by POST it is the same', async () => {
    const { visitor, idToken } = await signedIn();
    const page = await visitor.post(
      `${world.issuer}/sign-out`,
      new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: back }),
    );
    expect((await confirm(visitor, page)).elsewhere).toBe(back);
  });

  it('a confirmation without the page’s secret, or from another browser, ends nothing', async () => {
    const { visitor, idToken } = await signedIn();
    const page = await visitor.get(end({ id_token_hint: idToken }));
    const forged = await visitor.post(`${world.issuer}/sign-out/confirm`, new URLSearchParams({ logout: 'yes', xsrf: 'x' }));
    expect(forged.status).toBe(400);
    const stranger = await signedIn();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect((await stranger.visitor.post(`${world.issuer}/sign-out/confirm`, new URLSearchParams({ logout: 'yes', xsrf }))).status).toBe(
      400,
    );
    expect(await stillSignedIn(visitor)).toBe(true);
    expect(await stillSignedIn(stranger.visitor)).toBe(true);
  });

  it('the session cookie of a session that was ended is of no use', async () => {
    const { visitor, idToken } = await signedIn();
    const before = [...visitor.cookies(world.issuer)].map(([name, value]) => `${name}=${value}`).join('; ');
    await confirm(visitor, await visitor.get(end({ id_token_hint: idToken })));
    const answer = await world.get(client.url({ prompt: 'none' }).slice(world.issuer.length), { cookie: before });
    expect(answer.headers.get('location')).toContain('error=login_required');
  });
});

/** A portal that takes logout tokens. */
async function listening(): Promise<{ address: string; received: string[]; close: () => unknown }> {
  const received: string[] = [];
  const portal = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      expect(request.headers['content-type']).toContain('application/x-www-form-urlencoded');
      received.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('logout_token') ?? '');
      response.writeHead(200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(portal, 'listening');
  return { received, address: `http://localhost:${String((portal.address() as AddressInfo).port)}/logout`, close: () => portal.close() };
}

describe('back-channel logout', () => {
  it('a logout token says who and which session, is signed, and carries no nonce', async () => {
    const { address, received, close } = await listening();
    try {
      const told = await world.client({ backchannel_logout_uri: address });
      const { idToken } = await signedIn(told);
      const { sid, sub } = decodeJwt(idToken);
      expect(sid).toEqual(expect.any(String));
      await world.identity.runtime.live.current().deliverLogout({ clientId: told.id, accountId: world.citizen.id, sid: String(sid) });
      const keys = (await world.get('/jwks')).body as unknown as JSONWebKeySet;
      const { payload, protectedHeader } = await jwtVerify(received[0] ?? '', createLocalJWKSet(keys), {
        issuer: world.issuer,
        audience: told.id,
      });
      expect(protectedHeader).toMatchObject({ typ: 'logout+jwt', alg: 'RS256' });
      expect(payload).toMatchObject({ sid, sub, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } });
      expect(payload.jti).toEqual(expect.any(String));
      expect(payload).not.toHaveProperty('nonce');
    } finally {
      close();
    }
  });

  it('a client that wants no session in it is told the person alone (a broker that cannot tell sessions apart ends them all)', async () => {
    const { address, received, close } = await listening();
    try {
      const told = await world.client({ backchannel_logout_uri: address, backchannel_logout_session_required: false });
      const { sid, sub } = decodeJwt((await signedIn(told)).idToken);
      await world.identity.runtime.live.current().deliverLogout({ clientId: told.id, accountId: world.citizen.id, sid: String(sid) });
      const token = decodeJwt(received[0] ?? '');
      expect(token.sub).toBe(sub);
      expect(token).not.toHaveProperty('sid');
    } finally {
      close();
    }
  });
});
