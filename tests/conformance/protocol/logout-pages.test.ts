import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityTasks } from '../../../src/identity/tasks.ts';
import { identityMessages as messages } from '#identity';
import { ownPagesOnly } from '../../../src/identity/provider/own-pages.ts';
import type { Page } from '../../support/visitor.ts';
import { createSignOut, type SignOut } from './sign-out.ts';
import { createWorld, type TestClient, type World } from './world.ts';

const back = 'https://portal.example.gov.vn/signed-out';
const t = messages.vi;
let world: World;
let client: TestClient;
let signedIn: SignOut['signedIn'];
let end: SignOut['end'];
let stillSignedIn: SignOut['stillSignedIn'];

beforeAll(async () => {
  world = await createWorld();
  client = await world.client({ client_name: 'Cổng thứ nhất', post_logout_redirect_uris: [back] });
  ({ signedIn, end, stillSignedIn } = createSignOut(world, client));
});
afterAll(() => world.close());

const formAt = (page: Page, action: string): Page => {
  const form = [...page.text.matchAll(/<form [^>]*action="([^"]*)"[\s\S]*?<\/form>/g)].find(([, to]) => to === action)?.[0];
  if (form === undefined) throw new Error(`no form for ${action} at ${page.url}:\n${page.text}`);
  return { ...page, text: form };
};
const shows = (page: Page, ...texts: readonly string[]): void => {
  expect(page.text).toContain('mc-template');
  for (const text of texts) expect(page.text).toContain(text);
};

describe('a request to sign out that is refused', () => {
  it.each<['bad-hint' | 'unknown-client' | 'wrong-address' | 'unreadable', (idToken: string) => string]>([
    ['bad-hint', (idToken) => end({ id_token_hint: `${idToken.slice(0, -6)}AAAAAA`, post_logout_redirect_uri: back })],
    ['bad-hint', () => end({ id_token_hint: 'nonsense' })],
    ['bad-hint', (idToken) => end({ id_token_hint: idToken, client_id: 'somebody-else' })],
    ['unknown-client', () => end({ client_id: 'nobody-here' })],
    ['wrong-address', (idToken) => end({ id_token_hint: idToken, post_logout_redirect_uri: 'https://evil.example/' })],
    ['wrong-address', () => end({ client_id: client.id, post_logout_redirect_uri: 'javascript:alert(1)' })],
    ['unreadable', () => `${end({ client_id: client.id })}&client_id=x`],
  ])('%s: says which, that the person is still signed in, and signs out here', async (why, address) => {
    const { visitor, idToken } = await signedIn();
    const page = await visitor.get(address(idToken));
    expect(page.status).toBe(400);
    shows(page, t.signOutError.what[why], t.signOutError.still, page.headers.get('x-trace-id') ?? 'no trace');
    for (const [other, text] of Object.entries(t.signOutError.what)) if (other !== why) expect(page.text).not.toContain(text);
    const out = await visitor.submit(formAt(page, '/account/sign-out'), {});
    expect(out.status).toBe(200);
    shows(out, t.logout.doneTitle);
    expect(await stillSignedIn(visitor)).toBe(false);
  });

  it('nobody is signed in: is not told otherwise, and has a way on', async () => {
    const page = await world.visitor().get(end({ client_id: 'nobody-here' }));
    shows(page, t.signOutError.nobody, 'href="/account"');
    expect(page.text).not.toContain(t.signOutError.still);
    expect(page.text).not.toContain('action="/account/sign-out"');
  });

  it('a confirmation that is too old says so', async () => {
    const { visitor } = await signedIn();
    const page = await visitor.post(`${world.issuer}/sign-out/confirm`, new URLSearchParams({ logout: 'yes', xsrf: 'x' }));
    shows(page, t.signOutError.what['old-form'], t.signOutError.still);
  });
});

describe('signing out where nobody is signed in', () => {
  it('without a portal that waits: says so', async () => {
    const page = await world.visitor().get(end({}));
    expect(page.status).toBe(200);
    shows(page, t.logout.nobodyTitle);
    expect(page.text).not.toContain('sign-out/confirm');
  });

  it('leads back to the portal that asked, by a button', async () => {
    const visitor = world.visitor();
    const page = await visitor.get(end({ client_id: client.id, post_logout_redirect_uri: back, state: 's' }));
    shows(page, t.logout.nobodyTitle, 'portal.example.gov.vn');
    expect((await visitor.submit(formAt(page, '/sign-out/confirm'), {})).elsewhere).toBe(`${back}?state=s`);
  });

  it('a page that oidc-provider renders by itself is a fault, whichever it is', async () => {
    const ctx = {
      state: { showPage: async () => undefined },
      path: '/device',
      type: 'text/html',
      body: '<p>',
      response: { get: () => '' },
    };
    await expect(ownPagesOnly(ctx as never, async () => undefined)).rejects.toThrow('/device');
  });
});

describe('after signing out', () => {
  /** A portal that takes logout tokens, or says that it cannot. */
  async function portal(name: string): Promise<{ client: TestClient; away: boolean; close: () => unknown }> {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(self.away ? 503 : 200).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://localhost:${String((server.address() as AddressInfo).port)}/logout`;
    const registered = await world.client({ client_name: name, backchannel_logout_uri: address });
    const self = { client: registered, away: false, close: () => server.close() };
    return self;
  }

  /** Does the waiting messages once, as the worker would. */
  async function deliver(last = false): Promise<void> {
    const runtime = world.identity.runtime;
    const deliver = identityTasks(runtime, {} as never).tasks['deliver_logout'];
    const { rows } = await runtime.db.pool.query<{ client_id: string; sid: string }>(
      `SELECT client_id, sid FROM identity.logout_delivery WHERE state <> 'told'`,
    );
    for (const { client_id: clientId, sid } of rows)
      await deliver?.({ clientId, accountId: world.citizen.id, sid }, { number: 1, last, signal: new AbortController().signal }).catch(
        () => undefined,
      );
  }

  it('says how many portals have confirmed and which have not, and nothing before it is known', async () => {
    const [first, second] = [await portal('Cổng A'), await portal('Cổng B')];
    const deaf = await world.client({ client_name: 'Cổng C' });
    try {
      const { visitor } = await signedIn(first.client);
      await world.walk(visitor, second.client.url());
      await world.walk(visitor, deaf.url());
      const out = await visitor.submit(await visitor.get(end({})), { logout: 'yes' });
      shows(
        out,
        t.logout.doneTitle,
        t.logout.count(0, 3),
        'Cổng A',
        'Cổng B',
        t.logout.states.underWay,
        t.logout.lookAgain,
        'data-look-again',
      );
      shows(out, t.logout.cannotBeToldHint);
      second.away = true;
      await deliver();
      const later = await visitor.get(out.url);
      shows(later, t.logout.count(1, 3), t.logout.states.notReached, t.logout.notReachedHint, t.logout.lookAgain);
      second.away = false;
      await deliver();
      const last = await visitor.get(out.url);
      shows(last, t.logout.count(2, 3));
      expect(last.text).not.toContain(t.logout.notReachedHint);
      expect(last.text).not.toContain('data-look-again');
      // Whose session it was is nobody else's business.
      expect((await world.visitor().get(out.url)).text).not.toContain('Cổng A');
    } finally {
      first.close();
      second.close();
    }
  });

  it('whoever chose to stay is told that they are still signed in, at the same address', async () => {
    const { visitor } = await signedIn();
    const stayed = await visitor.submit(await visitor.get(end({})), {});
    shows(stayed, t.logout.stillTitle);
    expect(stayed.text).not.toContain(t.logout.doneTitle);
    expect(await stillSignedIn(visitor)).toBe(true);
    const out = await visitor.submit(formAt(stayed, '/account/sign-out'), {});
    shows(out, t.logout.doneTitle);
    expect(await stillSignedIn(visitor)).toBe(false);
  });

  it('the address by itself claims nothing that is not so', async () => {
    const { visitor } = await signedIn();
    for (const path of ['/sign-out/success', '/account/signed-out'])
      shows(await visitor.get(`${world.issuer}${path}`), t.logout.stillTitle, t.logout.still);
  });
});
