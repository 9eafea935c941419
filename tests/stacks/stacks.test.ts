import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../conformance/protocol/world.ts';
import { freePort } from '../support/free-port.ts';
import { createVisitor } from '../support/visitor.ts';
import { fetchPackages, startApp, stopApp, type Stack } from './stack.ts';

/** What the pages under `docs/guides/stacks` tell to register; everything else is `profile: basic` as it comes. */
const stacks: readonly Stack[] = [
  { name: 'openid-client-6', packages: ['openid-client@6.8.9'], app: 'openid-client-6.mjs', callback: '/callback' },
  { name: 'openid-client-5', packages: ['openid-client@5.7.0'], app: 'openid-client-5.mjs', callback: '/callback' },
  {
    name: 'express-openid-connect',
    packages: ['express@5.1.0', 'express-openid-connect@3.4.0'],
    app: 'express-openid-connect.mjs',
    callback: '/callback',
  },
  {
    name: 'passport-openidconnect',
    packages: ['express@5.1.0', 'express-session@1.19.0', 'passport@0.7.0', 'passport-openidconnect@0.1.2'],
    app: 'passport-openidconnect.mjs',
    callback: '/callback',
    registration: {
      token_endpoint_auth_method: 'client_secret_post',
      pkce_exempt_until: new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10),
      pkce_exempt_reason: 'passport-openidconnect sends no PKCE',
    },
  },
  {
    name: 'auth-js',
    packages: ['express@4.21.2', '@auth/express@0.12.3'],
    app: 'auth-js.mjs',
    callback: '/auth/callback/mocua',
    page: '/auth/signin',
  },
  { name: 'authlib', packages: ['Authlib==1.9.10', 'Flask==3.1.3', 'requests==2.34.2'], app: 'authlib-flask.py', callback: '/callback' },
];

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

describe.each(stacks)('$name, unmodified', (stack) => {
  let folder: string;
  beforeAll(async () => {
    folder = await fetchPackages(stack);
  });

  it('signs a person in by the configuration of its guide, reads userinfo, and refuses an answer to another browser', async () => {
    const port = await freePort();
    const origin = `http://localhost:${String(port)}`;
    const client = await world.client({ redirect_uris: [origin + stack.callback], scope: 'openid profile', ...stack.registration });
    const settings = { ISSUER: world.issuer, CLIENT_ID: client.id, CLIENT_SECRET: client.secret, PORT: String(port), ORIGIN: origin };
    const app = await startApp(stack, folder, settings);
    try {
      const browser = createVisitor([origin]);
      const first = await browser.get(origin + (stack.page ?? '/sign-in'));
      const start = stack.page === undefined ? first : await browser.submit(first, {});
      expect(start.elsewhere, start.text).toContain(`${world.issuer}/authorize?`);
      const answer = await world.walk(world.visitor(), start.elsewhere ?? '');
      expect(answer.get('code'), answer.toString()).not.toBeNull();
      const callback = `${origin}${stack.callback}?${answer.toString()}`;

      const stranger = await createVisitor([origin]).get(callback);
      expect(stranger.text).not.toContain('Người Thử');

      const page = await browser.get(callback);
      const person = JSON.parse((page.text.startsWith('{') ? page : await browser.get(`${origin}/person`)).text) as object;
      expect(person).toEqual({ sub: expect.stringMatching(/^[\w-]{20,}$/) as string, name: 'Người Thử' });
    } finally {
      await stopApp(app);
    }
  });
});
