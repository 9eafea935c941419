import { expect, test } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import {
  appCode,
  claimsAt,
  DEMO_PASSWORD,
  DEMO_SECRET,
  introduce,
  portal,
  signedOutAt,
  signInWithApp,
  somebody,
} from '../support/steps.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld('passkey');
const button = '.govuk-button[data-passkey-button]';

test('a passkey registers, signs in with one tap, and signs in from the identifier field', async () => {
  const { system } = world;
  const guest = await world.guest();
  const device = await addAuthenticator(guest);
  const person = somebody();
  await guest.go(system.province);
  await guest.press(portal.signIn);
  await guest.press(guest.t.signIn.register);
  await introduce(guest, system, person);
  await guest.tab.click(button);
  expect(await guest.tab.textContent('[data-passkey-status]')).toBe(guest.t.register.errors.agreement);
  await guest.tab.check('[name=agreement]');
  await guest.press(button);
  expect(await claimsAt(guest, system.province)).toMatchObject({
    id_token: { acr: 'LoA1', amr: expect.arrayContaining(['user', 'mfa']) as unknown },
  });
  expect(await device.count()).toBe(1);

  const leave = async (): Promise<void> => {
    await guest.press(portal.signOut);
    await guest.arrive(/\/signed-out$/);
    await signedOutAt(guest, system.province);
  };
  await leave();

  // The person looks at the page first: a simulated one who always agrees would choose the passkey of the field at once.
  await device.present(false);
  await guest.press(portal.signIn);
  await device.present(true);
  await guest.press(button);
  expect(guest.tab.url()).toBe(`${system.province}/claims`);
  await leave();

  await guest.tab.click(portal.signIn);
  await guest.tab.waitForURL(`${system.province}/claims`);
  expect(await claimsAt(guest, system.province)).toMatchObject({ userinfo: { HoVaTen: person.name } });
});

test('a verified person adds a passkey in the account centre and steps up to LoA3 at a portal', async () => {
  const { system } = world;
  const guest = await world.guest({ language: 'en' });
  const { t } = guest;
  const device = await addAuthenticator(guest);
  await guest.go(system.ministry);
  await guest.press(portal.signIn);
  await signInWithApp(guest, '001190000022');
  expect(await claimsAt(guest, system.ministry)).toMatchObject({ id_token: { acr: 'LoA2' } });

  await guest.press(portal.stepUp('LoA3'));
  expect(await guest.heading()).toBe(t.unreachable.title);
  await guest.press(t.unreachable.account);
  await guest.go(`${system.identity}/account/security`);
  await guest.press(t.account.security.addPasskey);
  await guest.fill({ label: 'My laptop' });
  await guest.press('.govuk-button[data-new-passkey-button]');
  expect(await guest.tab.locator('.govuk-notification-banner').innerText()).toContain(t.account.done['passkey-added']);
  expect(await device.count()).toBe(1);

  // Added with the password and the app it counts for LoA2; for more the rest is proved, the code to the phone.
  await guest.go(`${system.ministry}/claims`);
  await guest.press(portal.stepUp('LoA3'));
  expect(await guest.tab.locator('main').innerText()).toContain(t.unreachable.why['bound-lower']);
  await guest.go(`${system.identity}/account/security`);
  await guest.press(t.account.stronger.submit);
  await guest.press(button);
  await guest.press('a[href^="/account/security/raise/0"]');
  await guest.press(t.account.raise.proveSubmit);
  await guest.press(button);
  await guest.fill({ password: DEMO_PASSWORD });
  await guest.press(t.confirm.submit);
  await guest.fill({ code: appCode(DEMO_SECRET, 1) });
  await guest.press(t.secondFactor.submit);
  await guest.fill({ code: await system.code('0912000022') });
  await guest.press(t.secondFactor.submit);
  await guest.press(t.account.raise.submit(3));
  expect(await guest.tab.locator('.govuk-notification-banner').innerText()).toContain(t.account.done.raised);

  await guest.go(`${system.ministry}/claims`);
  await guest.press(portal.stepUp('LoA3'));
  expect(await guest.heading()).toBe(t.confirm.title);
  await guest.press(button);
  expect(guest.tab.url()).toBe(`${system.ministry}/claims`);
  expect(await claimsAt(guest, system.ministry)).toMatchObject({ id_token: { acr: 'LoA3' } });
});

test('somebody who turns away from the passkey prompt is told so and signs in with a password', async () => {
  const { system } = world;
  const guest = await world.guest();
  const device = await addAuthenticator(guest);
  await guest.go(system.ministry);
  await device.present(false);
  await guest.press(portal.signIn);
  await device.present(true);
  await guest.tab.click(button);
  await guest.tab.locator('[data-passkey-status]').filter({ hasText: guest.t.passkey.cancelled }).waitFor();
  expect(await guest.tab.locator(button).isEnabled()).toBe(true);
  await signInWithApp(guest, '079075000033');
  expect(await claimsAt(guest, system.ministry)).toMatchObject({ id_token: { acr: 'LoA2' } });
});
