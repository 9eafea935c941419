import { setTimeout as wait } from 'node:timers/promises';
import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerPage, createWorld, type Person, type TestClient, type World } from '../../conformance/protocol/world.ts';
import { identityMessages as messages } from '#identity';
import { createVisitor, type Page, type Visitor } from '../../support/visitor.ts';

let world: World;
let client: TestClient;
beforeAll(async () => {
  world = await createWorld();
  client = await world.client();
  // What the portal is to receive is agreed to before.
  await world.walk(world.visitor(), client.url());
});
afterAll(() => world.close());

const NAME = 'identity_browser';
const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const secretOf = (visitor: Visitor): string => visitor.cookies(world.issuer).get(NAME) ?? '';
const resumeOf = (page: Page): string => page.url.replace('/sign-in/', '/authorize/').replace(/(\/authorize\/[\w-]+).*/, '$1');
const withTotp = () => world.person({ totp_secret: TOTP_SECRET });

/** Every cookie the attacker has, put over the victim's own, as a page on another port of the same host can do. */
function plant(from: Visitor, into: Visitor, path = '/'): void {
  for (const [name, value] of from.cookies(world.issuer)) into.plant(world.issuer, { name, value, path });
}

/** The attacker begins, the victim gets the attacker's cookies and the address of the page. */
async function trap(path?: string): Promise<{ attacker: Visitor; victim: Visitor; page: Page; at: Page }> {
  const [attacker, victim] = [world.visitor(), world.visitor()];
  const page = await attacker.get(client.url());
  await victim.get(client.url());
  plant(attacker, victim, path);
  return { attacker, victim, page, at: await victim.get(page.url) };
}

describe('whoever plants the cookies of a sign-in they began', () => {
  test.each(['/', '/sign-in', '/authorize'])('at %s does not become who signs in with it', async (path) => {
    const { attacker, victim, page, at } = await trap(path);
    // Without the planted cookie it is nobody's page; with it, the genuine one.
    const done = await answerPage(victim, at, world.citizen);
    expect(done.elsewhere === null ? [done.status] : []).toEqual(at.status === 410 ? [410] : []);
    const taken = await attacker.get(resumeOf(page));
    expect([taken.elsewhere, taken.status]).toEqual([null, done.elsewhere === null ? 200 : 400]);
    if (done.elsewhere === null) return;
    expect((await attacker.get(page.url)).status).toBe(410);
    expect((await attacker.get(`${world.issuer}/account`)).url).not.toBe(`${world.issuer}/account`);
  });

  test('before the victim has proved anything cannot go on after the first proof', async () => {
    const person = await withTotp();
    const { attacker, victim, page, at } = await trap();
    const second = await victim.submit(at, { identifier: person.citizenNumber, password: person.password });
    expect(second.text).toContain('name="code"');
    const seen = await attacker.get(page.url);
    expect(seen.status).toBe(410);
    expect(seen.text).not.toContain('name="code"');
    const code = await generate({ secret: TOTP_SECRET });
    const done = await victim.submit(second, { code });
    expect(done.elsewhere).toContain('code=');
  });

  test('does not take up the answer, however much faster than the victim’s own browser', async () => {
    const attacker = world.visitor();
    const page = await attacker.get(client.url());
    const taken: Page[] = [];
    const victim = createVisitor([world.issuer], {}, async (url, init) => {
      if (url.pathname.startsWith('/authorize/')) taken.push(await attacker.get(url.href), await attacker.get(page.url));
      return fetch(url, init);
    });
    plant(attacker, victim);
    const done = await answerPage(victim, await victim.get(page.url), world.citizen);
    expect(taken.map(({ elsewhere, status }) => [elsewhere, status])).toEqual([
      [null, 400],
      [null, 410],
    ]);
    expect(done.elsewhere).toContain('code=');
  });

  test('loses every race for the answer', async () => {
    const person = await world.person();
    for (let round = 0; round < 5; round += 1) {
      const { attacker, victim, page, at } = await trap();
      const tries = async (): Promise<Page[]> => {
        const pages: Page[] = [];
        for (let each = 0; each < 12; each += 1) pages.push(await attacker.get(each % 2 === 0 ? resumeOf(page) : page.url));
        return pages;
      };
      const [done, taken] = await Promise.all([answerPage(victim, at, person), tries()]);
      expect(taken.filter(({ elsewhere }) => elsewhere?.includes('code='))).toEqual([]);
      // An attacker who asks too early ends the sign-in for both; nobody is in.
      expect(done.elsewhere === null ? done.status : 'in').toBe(done.elsewhere === null ? 410 : 'in');
    }
  });
});

test('a browser without the secret of a sign-in is told that it has ended, whatever else it sends', async () => {
  const page = await world.visitor().get(client.url());
  const uid = new URL(page.url).pathname.split('/')[2] ?? '';
  for (const cookie of [
    '',
    `identity_interaction=${uid}; identity_resume=${uid}`,
    `${NAME}=${'A'.repeat(43)}`,
    `${NAME}=%00..=;${NAME}=`,
  ]) {
    const headers = { cookie, accept: 'text/html' };
    expect((await world.get(`/sign-in/${uid}`, headers)).status).toBe(410);
    expect((await world.get(`/authorize/${uid}`, headers)).status).toBe(400);
  }
});

describe('a browser with many sign-ins under way', () => {
  test('keeps one cookie for all of them, and finishes each', async () => {
    const visitor = world.visitor();
    const pages: Page[] = [];
    for (let each = 0; each < 5; each += 1) pages.push(await visitor.get(client.url({ prompt: 'login' })));
    const names = [...visitor.cookies(world.issuer).keys()].filter((name) => !['lang', 'csrf'].some((part) => name.includes(part)));
    // The secrets, and which portals they were for.
    expect(names.sort()).toEqual([NAME, 'identity_portals']);
    expect(visitor.cookies(world.issuer).get('identity_portals')?.length).toBeLessThan(600);
    for (const page of pages) {
      const done = await answerPage(visitor, await visitor.get(page.url), world.citizen);
      expect(done.elsewhere).toContain('code=');
    }
    expect(secretOf(visitor).split('.').length).toBeLessThanOrEqual(6);
  });

  test('goes on in the tab that waited with the session of the other, without asking again', async () => {
    const visitor = world.visitor();
    const [first, second] = [await visitor.get(client.url()), await visitor.get(client.url({ state: 'second' }))];
    await answerPage(visitor, first, world.citizen);
    const went = await visitor.get(second.url);
    expect(new URL(went.elsewhere ?? '').searchParams.get('state')).toBe('second');
    expect(new URL(went.elsewhere ?? '').searchParams.get('code')).not.toBeNull();
  });

  test('asks again in the waiting tab when its portal wants a fresh sign-in', async () => {
    const visitor = world.visitor();
    const [first, second] = [await visitor.get(client.url()), await visitor.get(client.url({ prompt: 'login' }))];
    await answerPage(visitor, first, world.citizen);
    expect((await visitor.get(second.url)).text).toContain('name="password"');
  });

  test('goes on in the tab that waited for a fresher sign-in when the other has made one', { timeout: 30_000 }, async () => {
    const visitor = world.visitor();
    await answerPage(visitor, await visitor.get(client.url()), world.citizen);
    await wait(5100);
    const fresh = { max_age: '4' };
    const [first, second] = [await visitor.get(client.url(fresh)), await visitor.get(client.url({ ...fresh, state: 'second' }))];
    expect(first.text).toContain('name="password"');
    await wait(1100);
    await answerPage(visitor, first, world.citizen);
    const went = await visitor.get(second.url);
    expect(new URL(went.elsewhere ?? 'none:').searchParams.get('state')).toBe('second');
    expect(new URL(went.elsewhere ?? 'none:').searchParams.get('code')).not.toBeNull();
  });

  test('never goes on in another browser, whoever is signed in there', async () => {
    const [visitor, other] = [world.visitor(), world.visitor()];
    await answerPage(other, await other.get(client.url()), world.citizen);
    const waiting = await visitor.get(client.url());
    const taken = await other.get(waiting.url);
    expect([taken.status, taken.elsewhere]).toEqual([410, null]);
    expect(taken.text).toContain(messages.vi.ways.signedIn);
    // The address of somebody else's sign-in does not tell where they were going.
    expect(taken.text).not.toContain('https://portal-');
    expect((await visitor.get(waiting.url)).text).toContain('name="password"');
  });

  test('an ended sign-in knows whether the browser is signed in, and offers the portal, the account and the home page', async () => {
    const visitor = world.visitor();
    const page = await visitor.get(client.url());
    const portal = /^https:[^?]*?\/\/[^/]+/.exec(client.redirectUri)?.[0] ?? 'none';
    await answerPage(visitor, page, world.citizen);
    const over = await visitor.get(page.url);
    expect(over.status).toBe(410);
    for (const part of [messages.vi.ways.signedIn, messages.vi.expired.actSignedIn, `href="${portal}/"`, 'href="/account"', 'href="/"'])
      expect(over.text).toContain(part);
    await visitor.submit({ ...(await visitor.get(`${world.issuer}/sign-out`)) }, { logout: 'yes' });
    const later = await visitor.get(page.url);
    for (const part of [messages.vi.expired.act, messages.vi.ways.signIn, `href="${portal}/"`]) expect(later.text).toContain(part);
    expect(later.text).not.toContain(messages.vi.ways.signedIn);
    // The same for an answer that was taken up before.
    const resumed = await visitor.get(resumeOf(page));
    expect(resumed.status).toBe(400);
    for (const part of ['href="/account"', 'href="/"']) expect(resumed.text).toContain(part);
  });

  test('ends the session of somebody who signed in meanwhile before another person’s begins', async () => {
    const other: Person = await world.person();
    const visitor = world.visitor();
    const [first, second] = [await visitor.get(client.url()), await visitor.get(client.url({ prompt: 'login' }))];
    await answerPage(visitor, first, world.citizen);
    const done = await answerPage(visitor, await visitor.get(second.url), other);
    expect(done.elsewhere).toContain('code=');
  });
});

test('the secret is another one after every sign-in, and a form sent twice leads to the answer all the same', async () => {
  const visitor = world.visitor();
  const page = await visitor.get(client.url());
  const before = secretOf(visitor);
  const form = { identifier: world.citizen.citizenNumber, password: world.citizen.password };
  const both = await Promise.all([visitor.submit(page, form), visitor.submit(page, form)]);
  expect(both.some(({ elsewhere }) => elsewhere?.includes('code=') === true)).toBe(true);
  expect(secretOf(visitor).split('.')[0]).not.toBe(before.split('.')[0]);
});
