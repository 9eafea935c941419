import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, answerPage, type Person, type TestClient, type World } from '../../conformance/protocol/world.ts';
import { SoftwareAuthenticator } from '../../support/authenticator.ts';
import { bindPasskey, usePasskey } from '../../support/passkey-visitor.ts';
import type { Page, Visitor } from '../../support/visitor.ts';

/*
 * Over the wire: whoever has one thing of a verified person's, and what it grows into. What each authenticator is worth stands in the table of
 * tests/unit/identity/assurance-table.test.ts.
 */

let world: World;
let client: TestClient;
beforeAll(async () => {
  world = await createWorld();
  client = await world.client();
});
afterAll(() => world.close());

const verified = (more: Readonly<Record<string, unknown>> = {}): Promise<Person> => world.person({ verified: true, ...more });
const levelOf = async (page: Page): Promise<unknown> => {
  if (page.elsewhere === null) throw new Error(`still at ${page.url} (${String(page.status)})\n${page.text.slice(0, 3000)}`);
  const answer = await client.redeem(new URL(page.elsewhere).searchParams.get('code'));
  return decodeJwt(String(answer.body['id_token']))['acr'];
};

/** The person's own passkey, there since the account was made. */
async function withPasskey(person: Person): Promise<SoftwareAuthenticator> {
  const { accounts, db } = world.identity.runtime;
  const account = await accounts.find(db, person.id);
  if (account === null) throw new Error('nobody');
  const device = new SoftwareAuthenticator(world.issuer);
  const ceremony = randomUUID();
  const options = await accounts.passkeys.beginRegistration(db, { ceremony, account, bound: 3 });
  const response = device.create(options);
  await accounts.passkeys.finishRegistration(db, { ceremony, accountId: account.id, label: 'Điện thoại', response });
  return device;
}

async function byPassword(person: Person): Promise<Visitor> {
  const visitor = world.visitor();
  await answerPage(visitor, await visitor.get(`${world.issuer}/account`), person);
  return visitor;
}

/** Asks the portal's way for a level with a passkey: where that leads. */
async function byPasskey(device: SoftwareAuthenticator, person: Person, acr?: string): Promise<Page> {
  const visitor = world.visitor();
  const claims = acr === undefined ? undefined : JSON.stringify({ id_token: { acr: { essential: true, value: acr } } });
  const page = await visitor.get(client.url({ claims, prompt: 'login' }));
  return answerPage(visitor, await usePasskey({ visitor, identity: world.issuer }, page, device), person);
}

describe('with a stolen password of a verified person who has nothing else', () => {
  test('one’s own passkey can be added, and counts for level 1 at every portal and on no security page', async () => {
    const person = await verified();
    const thief = await byPassword(person);
    const device = await bindPasskey({ visitor: thief, identity: world.issuer });

    for (const level of ['LoA2', 'LoA3']) {
      const page = await byPasskey(device, person, level);
      expect(page.elsewhere ?? '', level).not.toContain('code=');
    }
    expect(await levelOf(await byPasskey(device, person))).toBe('LoA1');
    const { accounts, db } = world.identity.runtime;
    expect((await accounts.factors(db, person.id)).bound.passkey).toBe(1);

    const inside = world.visitor();
    await usePasskey({ visitor: inside, identity: world.issuer }, await inside.get(`${world.issuer}/account`), device);
    for (const path of ['/security/password', '/profile/phone', '/profile/email', '/security/app/remove'])
      expect((await inside.get(`${world.issuer}/account${path}`)).status, path).not.toBe(200);
    // The account says what was added so.
    expect((await thief.get(`${world.issuer}/account/security`)).text).toMatch(/chỉ được tính mức 1|counts for level 1/);
  });

  test('the password, the phone and the e-mail address stay what they are', async () => {
    const thief = await byPassword(await verified());
    for (const path of ['/security/password', '/profile/phone', '/profile/email'])
      expect((await thief.get(`${world.issuer}/account${path}`)).status, path).toBe(403);
  });
});

describe('of a person with a passkey, the password alone', () => {
  test('opens none of the pages about phone, e-mail, password, sessions and ways to sign in; the passkey opens all', async () => {
    const person = await verified();
    const device = await withPasskey(person);
    const thief = await byPassword(person);
    const owner = world.visitor();
    await usePasskey({ visitor: owner, identity: world.issuer }, await owner.get(`${world.issuer}/account`), device);
    for (const path of [
      ...['/security', '/security/password', '/security/passkeys/new', '/security/app', '/security/recovery-codes'],
      ...['/sessions', '/profile/phone', '/profile/email', '/profile/phone/lost', '/security/raise/app'],
    ]) {
      expect((await thief.get(`${world.issuer}/account${path}`)).status, path).toBe(403);
      const allowed = await owner.get(`${world.issuer}/account${path}`);
      expect([allowed.url, allowed.status], path).toEqual([`${world.issuer}/account${path}`, path.includes('/raise/') ? 404 : 200]);
    }
  });

  test('signs in at level 1 and is asked for the passkey above it; the passkey alone is level 3', async () => {
    const person = await verified();
    const device = await withPasskey(person);
    const visitor = world.visitor();
    expect(await levelOf(await answerPage(visitor, await visitor.get(client.url()), person))).toBe('LoA1');
    const page = await answerPage(visitor, await visitor.get(client.url({ acr_values: 'LoA2' })), person);
    expect(page.elsewhere).toBeNull();
    expect(page.text).toContain('data-passkey');
    expect(page.text).not.toContain('value="sms"');
    expect(await levelOf(await byPasskey(device, person, 'LoA3'))).toBe('LoA3');
  });

  test('is nothing once the person has switched it off, and comes back with the passkey', async () => {
    const person = await verified();
    const device = await withPasskey(person);
    const owner = world.visitor();
    await usePasskey({ visitor: owner, identity: world.issuer }, await owner.get(`${world.issuer}/account`), device);
    const page = await owner.get(`${world.issuer}/account/security/password/off`);
    const off = await owner.submit(page, {}, { action: '/account/security/password/off' });
    expect(off.url).toContain('done=password-off');
    const thief = await byPassword(person);
    expect((await thief.get(`${world.issuer}/account`)).url).not.toBe(`${world.issuer}/account`);
    await owner.submit(await owner.get(`${world.issuer}/account/security/password`), { password: 'một câu dài khác hẳn 77' });
    const again = await byPassword({ ...person, password: 'một câu dài khác hẳn 77' });
    expect((await again.get(`${world.issuer}/account`)).url).toBe(`${world.issuer}/account`);
  });
});
