import { setTimeout as pause } from 'node:timers/promises';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importAccount, type Hashes } from '#identity';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { startIdentity, type TestIdentity } from '../../support/identity.ts';
import { registerPortal } from '../../support/portal.ts';
import { createVisitor, type Visitor } from '../../support/visitor.ts';

const password = 'Con-Trau-Xanh-2026';
let database: TestDatabase;
let identity: TestIdentity;
let portal: Awaited<ReturnType<typeof registerPortal>>;
/** Hashes that wait while somebody holds them up. */
let held: Promise<void> | undefined;
const hashes: Hashes = {
  async hash(given) {
    await (held ?? pause(200));
    return `$argon2id$v=19$m=19456,p=1,t=2$${given.toString('base64url')}`;
  },
  async verify(digest, given) {
    await (held ?? pause(200));
    return digest.endsWith(`$${given.toString('base64url')}`);
  },
};

beforeAll(async () => {
  database = await useDatabase();
  identity = await startIdentity(database, { hashes, options: { passwordPool: { size: 1, queue: 4 } } });
  portal = await registerPortal(identity, 'basic');
  for (let index = 0; index < 6; index += 1) {
    const own = { citizen_number: `00108501234${index}`, phone: `091234567${index}` };
    await importAccount(identity.runtime, { ...own, name: 'Người Thử', birth_date: '1985-01-02', password }, 'test');
  }
});
afterAll(async () => {
  await identity.close();
  await database.close();
});

const open = async (visitor: Visitor) => visitor.get((await portal.begin()).url);
/** Tries again, as a person does, until there is room. */
async function reachForm(visitor: Visitor) {
  for (;;) {
    const page = await open(visitor);
    if (page.status !== 503) return page;
    await pause(250);
  }
}
const signIn = async (visitor: Visitor, index: number) => {
  const begun = await portal.begin();
  const after = await visitor.submit(await visitor.get(begun.url), { identifier: `00108501234${index}`, password });
  return begun.finish(after.elsewhere ?? '');
};

/** Fills the hashing pool with sign-ins that wait, for as long as `work` takes. */
async function whileFull<T>(work: () => Promise<T>): Promise<T> {
  const pages = await Promise.all(
    [1, 2, 3, 4, 5].map(async (index) => {
      const visitor = createVisitor([identity.issuer]);
      return { index, visitor, page: await reachForm(visitor) };
    }),
  );
  let release = (): void => undefined;
  held = new Promise((resolve) => (release = resolve));
  const waiting = pages.map(({ index, visitor, page }) => visitor.submit(page, { identifier: `00108501234${index}`, password }));
  let early: Error | undefined;
  for (const each of waiting) each.catch((error: Error) => (early = error));
  try {
    while (identity.runtime.accounts.password.load().waiting < 4) {
      if (early !== undefined) throw early;
      await pause(10);
    }
    // It looks at the pool four times a second.
    await pause(300);
    return await work();
  } finally {
    held = undefined;
    release();
    await Promise.all(waiting);
  }
}

test('while passwords wait, newcomers are told so before anything is begun for them', async () => {
  const rows = async () => (await database.admin.query(`SELECT count(*)::int AS n FROM identity.interaction`)).rows[0] as { n: number };
  const refused = await whileFull(async () => {
    // One place a second is there however busy it is.
    for (let tries = 0; tries < 20; tries += 1) await open(createVisitor([identity.issuer]));
    const before = await rows();
    const visitor = createVisitor([identity.issuer]);
    const { url } = await portal.begin();
    const answer = await fetch(`${url}&lang=en`, { redirect: 'manual', headers: { accept: 'text/html' } });
    return { answer, text: await answer.text(), before, after: await rows(), url, visitor };
  });
  expect([refused.answer.status, refused.answer.headers.get('retry-after'), refused.answer.headers.get('cache-control')]).toEqual([
    503,
    '5',
    'no-store',
  ]);
  expect(refused.text).toContain('Very many people are signing in');
  expect(refused.text).toContain(refused.answer.headers.get('x-trace-id'));
  expect(refused.text).not.toMatch(/--here--|--trace--/);
  expect(refused.after).toEqual(refused.before);
  // The button asks for the very same again; later there is room.
  await reachForm(createVisitor([identity.issuer]));
  const again = /href="(\/authorize\?[^"]+)"[^>]*class="govuk-button/.exec(refused.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(new URL(again, identity.issuer).searchParams.get('state')).toBe(new URL(refused.url).searchParams.get('state'));
  expect((await refused.visitor.get(new URL(again, identity.issuer).href)).text).toContain('name="identifier"');
});

test('whoever is inside is served as if nobody else were there', async () => {
  const visitor = createVisitor([identity.issuer]);
  const tokens = await signIn(visitor, 0);
  const inside = await whileFull(async () => {
    for (let tries = 0; tries < 20; tries += 1) await open(createVisitor([identity.issuer]));
    const begun = await portal.begin();
    const hop = await visitor.get(begun.url);
    const refreshed = await oidc.refreshTokenGrant(portal.config, tokens.refresh_token ?? '');
    const info = await oidc.fetchUserInfo(portal.config, refreshed.access_token, tokens.claims()?.sub ?? '');
    const silent = await fetch(`${(await portal.begin()).url}&prompt=none`, { redirect: 'manual' });
    return {
      hop: hop.elsewhere,
      info,
      silent: silent.headers.get('location') ?? '',
      account: (await visitor.get(`${identity.issuer}/account`)).status,
    };
  });
  expect(new URL(inside.hop ?? '').searchParams.get('code')).not.toBeNull();
  expect(inside.info['name']).toBe('Người Thử');
  expect(new URL(inside.silent).searchParams.get('error')).toBe('login_required');
  expect(inside.account).toBe(200);
});

test('a session cookie that we did not sign opens no door', async () => {
  const status = await whileFull(async () => {
    for (let tries = 0; tries < 20; tries += 1) await open(createVisitor([identity.issuer]));
    const { url } = await portal.begin();
    const cookie = `identity_session=${'x'.repeat(43)}; identity_session.sig=${'y'.repeat(43)}`;
    return (await fetch(url, { redirect: 'manual', headers: { cookie, accept: 'text/html' } })).status;
  });
  expect(status).toBe(503);
});
