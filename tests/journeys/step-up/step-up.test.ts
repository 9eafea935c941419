import { expect, test } from 'vitest';
import { appCode, claimsAt, DEMO_SECRET, enrolApp, PASSWORD, portal, register, signIn, somebody, verify } from '../support/steps.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld('step-up');

test('a wrong code is said to be wrong, and the right one reaches LoA2', async () => {
  const { system } = world;
  const guest = await world.guest({ language: 'en' });
  const { t } = guest;
  await guest.go(system.ministry);
  await guest.press(portal.signIn);
  await signIn(guest, '079075000033');
  expect(await guest.heading()).toBe(t.secondFactor.title);
  await guest.fill({ code: '000000' });
  await guest.press(t.secondFactor.submit);
  expect(await guest.tab.locator('#code-error').innerText()).toContain(t.secondFactor.errors.wrong);
  await guest.fill({ code: appCode(DEMO_SECRET) });
  await guest.press(t.secondFactor.submit);
  expect(await claimsAt(guest, system.ministry)).toMatchObject({ id_token: { acr: 'LoA2', amr: ['pwd', 'otp', 'mfa'] } });
});

test.each(['vi', 'en'] as const)(
  'a self-declared person is told what a higher level takes, and the portal gets the error, once (%s)',
  async (language) => {
    const { system } = world;
    const guest = await world.guest({ language });
    const { t } = guest;
    await guest.go(system.ministry);
    await guest.press(portal.signIn);
    await signIn(guest, '001085000011');
    expect(await claimsAt(guest, system.ministry)).toMatchObject({ id_token: { acr: 'LoA1' } });
    for (const level of ['LoA2', 'LoA3'] as const) {
      await guest.go(`${system.ministry}/claims`);
      await guest.press(portal.stepUp(level));
      expect(await guest.heading()).toBe(t.unreachable.title);
      expect(await guest.tab.locator('main').innerText()).toContain(t.unreachable.why['not-verified']);
      await guest.press('form[action$="/level"] button');
      expect(guest.tab.url()).toContain(`${system.ministry}/callback`);
      expect(await guest.tab.locator('main').innerText()).toContain('unmet_authentication_requirements');
    }
    expect(await claimsAt(guest, system.ministry)).toMatchObject({ id_token: { acr: 'LoA1' } });
  },
);

test('a verified person who signed in with a password raises the level with a code only: by SMS, or from an app', async () => {
  const { system, database } = world;
  const guest = await world.guest();
  const { t } = guest;
  await guest.go(system.ministry);
  await guest.press(portal.signIn);
  await signIn(guest, '001085000011');
  await verify(database);
  const onlyACode = async (): Promise<void> => {
    await guest.go(`${system.ministry}/claims`);
    await guest.press(portal.stepUp('LoA2'));
    expect(await guest.heading()).toBe(t.secondFactor.title);
    expect(await guest.tab.locator('[name=password]').count()).toBe(0);
  };
  await onlyACode();

  // Before a code is asked for, another tab sets up an app with nothing but the password: it does not take the place of the phone.
  const secret = await enrolApp(guest, system);
  await onlyACode();
  await guest.press(t.secondFactor.send);
  await guest.fill({ code: await system.code('0912000011') });
  await guest.press(t.secondFactor.submit);
  expect(await claimsAt(guest, system.ministry)).toMatchObject({ id_token: { acr: 'LoA2', amr: ['sms', 'pwd', 'mfa'] } });

  // Now the phone is proved too, and the app is raised: from then on it is the app that is asked for.
  await guest.go(`${system.identity}/account/security`);
  await guest.press('a[href="/account/security/raise/app"]');
  await guest.press(t.account.raise.submit(2));
  await guest.go(system.ministry);
  await guest.press(portal.signOut);
  await guest.arrive(/\/signed-out$/);
  await guest.press(portal.signIn);
  await signIn(guest, '001085000011');
  expect(await guest.tab.locator('main').innerText()).toContain(t.secondFactor.methods.totp.label);
  await guest.fill({ code: appCode(secret, 1) });
  await guest.press(t.secondFactor.submit);
  expect(await claimsAt(guest, system.ministry)).toMatchObject({
    id_token: { acr: 'LoA2', amr: expect.arrayContaining(['pwd', 'otp']) as unknown },
  });
});

test('a verified person without an app reaches LoA2 by SMS code', async () => {
  const { system, database } = world;
  const guest = await world.guest({ language: 'en' });
  const { t } = guest;
  const person = somebody();
  await guest.go(system.ministry);
  await guest.press(portal.signIn);
  await register(guest, system, person);
  await verify(database);
  await guest.press(portal.signOut);
  await guest.arrive(/\/signed-out$/);
  await guest.press(portal.signIn);
  await signIn(guest, person.citizenNumber, PASSWORD);
  expect(await claimsAt(guest, system.ministry)).toMatchObject({ id_token: { acr: 'LoA1', amr: ['pwd'] } });
  await guest.press(portal.stepUp('LoA2'));
  await guest.press(t.secondFactor.send);
  await guest.fill({ code: await system.code(person.phone) });
  await guest.press(t.secondFactor.submit);
  expect(await claimsAt(guest, system.ministry)).toMatchObject({ id_token: { acr: 'LoA2' } });
});
