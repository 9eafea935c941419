import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, type Answer, type Person, type TestClient, type World } from '../../conformance/protocol/world.ts';

let world: World;
let client: TestClient;
beforeAll(async () => {
  world = await createWorld();
  client = await world.client({ grant_types: ['authorization_code', 'refresh_token'], scope: 'openid profile offline_access' });
});
afterAll(() => world.close());

/** Only the account's standing changes: sessions and tokens are left alone, so that nothing but the standing can refuse. */
const become = async (person: Person, status: 'active' | 'locked' | 'disabled'): Promise<void> => {
  await world.identity.runtime.accounts.setStatus(world.database.db, { id: person.id, status, reason: 'test', actor: 'test' });
};

describe.each(['locked', 'disabled'] as const)('somebody whose account is %s, with sessions and tokens from before', (status) => {
  const error = (answer: Answer) => [answer.status, answer.body['error']];

  test('exists for nobody: not at authorization, at the token endpoint, at userinfo or in the account centre', async () => {
    const person = await world.person();
    const browser = world.visitor();
    const code = async () =>
      (await world.walk(browser, client.url({ scope: 'openid profile offline_access', prompt: 'consent' }), person)).get('code');
    const given = await client.redeem(await code());
    expect(given.status).toBe(200);
    const pending = await code();
    const refresh = () =>
      world.post('/token', { grant_type: 'refresh_token', refresh_token: String(given.body['refresh_token']) }, client.basic);
    const userinfo = () => world.get('/userinfo', { authorization: `Bearer ${String(given.body['access_token'])}` });
    const silently = async () => new URL((await browser.get(client.url({ prompt: 'none' }))).elsewhere ?? '').searchParams;
    expect((await silently()).get('code')).not.toBeNull();
    expect((await browser.get(`${world.issuer}/account`)).url).toBe(`${world.issuer}/account`);
    expect((await userinfo()).status).toBe(200);

    await become(person, status);
    await expect.poll(async () => (await userinfo()).status).toBe(401);
    expect((await silently()).get('error')).toBe('interaction_required');
    expect(error(await client.redeem(pending))).toEqual([400, 'invalid_grant']);
    expect(error(await refresh())).toEqual([400, 'invalid_grant']);
    expect((await browser.get(`${world.issuer}/account`)).url).toContain('/sign-in/');
  });

  test('is signed in again as soon as the account is active again', async () => {
    const person = await world.person();
    const browser = world.visitor();
    await world.walk(browser, client.url(), person);
    const silently = async () => new URL((await browser.get(client.url({ prompt: 'none' }))).elsewhere ?? '').searchParams;
    await become(person, status);
    await expect.poll(async () => (await silently()).get('error')).toBe('interaction_required');
    await become(person, 'active');
    await expect.poll(async () => (await silently()).get('code')).not.toBeNull();
  });
});
