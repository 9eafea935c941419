import { expect, test } from 'vitest';
import { claimsAt, portal, register, signedOutAt, signInWithApp, somebody } from '../support/steps.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld('no-scripts');
const without = { javaScriptEnabled: false } as const;

test('without scripts a person registers, enters both portals, changes the language and signs out', async () => {
  const { system } = world;
  const guest = await world.guest(without);
  const person = somebody();
  await guest.go(system.ministry);
  await guest.press(portal.signIn);
  expect(await guest.tab.locator('[data-passkey]').isVisible()).toBe(false);
  await register(guest, system, person);
  expect(guest.tab.url()).toBe(`${system.ministry}/claims`);
  await guest.go(system.province);
  await guest.press(portal.signIn);
  expect(await claimsAt(guest, system.province)).toMatchObject({ id_token: { acr: 'LoA1' }, userinfo: { HoVaTen: person.name } });

  await guest.go(`${system.identity}/account`);
  await guest.press('English');
  expect(await guest.tab.locator('html').getAttribute('lang')).toBe('en');
  expect(await guest.heading()).toBe('Your account');

  await guest.go(system.ministry);
  await guest.press(portal.signOut);
  expect(guest.tab.url()).toContain(system.identity);
  // The language that was chosen at the identity provider, for the portal's name as well.
  expect(await guest.tab.locator('main').innerText()).toContain('Ministry of Health portal');
  expect(await claimsAt(guest, system.province)).not.toBeNull();
  await guest.press('[name=logout]');
  expect(guest.tab.url()).toBe(`${system.ministry}/signed-out`);
  await signedOutAt(guest, system.province);
});

test('without scripts a password and a code from an app sign in, and the account centre signs out', async () => {
  const { system } = world;
  const guest = await world.guest({ ...without, language: 'en' });
  await guest.go(system.province);
  await guest.press(portal.signIn);
  await signInWithApp(guest, '001190000022');
  expect(await claimsAt(guest, system.province)).toMatchObject({ id_token: { acr: 'LoA2' } });
  await guest.go(`${system.identity}/account`);
  await guest.press(guest.t.account.signOut.submit);
  expect(await guest.heading()).toBe(guest.t.logout.doneTitle);
  await signedOutAt(guest, system.province);
});
