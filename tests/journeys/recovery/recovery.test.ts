import { expect, test } from 'vitest';
import { claimsAt, DEMO_PASSWORD, makeRecoveryCodes, PASSWORD, portal, signedOutAt, signIn, signInWithApp } from '../support/steps.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld('recovery');

test('a forgotten password is set anew by SMS code and date of birth, and every other session ends', async () => {
  const { system } = world;
  const elsewhere = await world.guest();
  await elsewhere.go(system.province);
  await elsewhere.press(portal.signIn);
  await signIn(elsewhere, '001085000011');
  expect(await claimsAt(elsewhere, system.province)).not.toBeNull();

  const guest = await world.guest({ language: 'en' });
  const { t } = guest;
  await guest.go(system.ministry);
  await guest.press(portal.signIn);
  await guest.press(t.signIn.help);
  await guest.fill({ identifier: '0912 000 011' });
  await guest.press(t.recover.submit);
  await guest.fill({ code: await system.code('0912000011') });
  await guest.press(t.secondFactor.submit);
  await guest.fill({ birth_day: '18', birth_month: '2', birth_year: '1985' });
  await guest.press(t.secondFactor.submit);
  expect(await guest.tab.locator('.govuk-error-summary').innerText()).toContain(t.recover.errors.birthDate);
  await guest.fill({ birth_day: '17', birth_month: '2', birth_year: '1985' });
  await guest.press(t.secondFactor.submit);
  await guest.fill({ password: '12345678' });
  await guest.press(t.recover.save);
  expect(await guest.tab.locator('.govuk-error-summary').count()).toBe(1);
  await guest.fill({ password: PASSWORD });
  await guest.press(t.recover.save);
  expect(await claimsAt(guest, system.ministry)).toMatchObject({ userinfo: { name: 'Nguyễn Văn Thử' } });

  await signedOutAt(elsewhere, system.province);
  await elsewhere.go(system.province);
  await elsewhere.press(portal.signIn);
  await signIn(elsewhere, '001085000011', DEMO_PASSWORD);
  expect(await elsewhere.tab.locator('.govuk-error-summary').innerText()).toContain(elsewhere.t.signIn.errors.wrong);
  await signIn(elsewhere, '001085000011', PASSWORD);
  expect(await claimsAt(elsewhere, system.province)).not.toBeNull();
});

test('a recovery code stands in for the app, once: at sign-in, and when the password is forgotten', async () => {
  const { system } = world;
  const guest = await world.guest();
  const { t } = guest;
  await guest.go(`${system.identity}/account`);
  await signInWithApp(guest, '079075000033');
  const [first = '', second = ''] = await makeRecoveryCodes(guest, system);

  const other = await world.guest();
  await other.go(system.ministry);
  await other.press(portal.signIn);
  await signIn(other, '079075000033');
  await other.press(t.secondFactor.useRecovery);
  await other.fill({ code: first.toLowerCase() });
  await other.press(t.secondFactor.submit);
  expect(await claimsAt(other, system.ministry)).toMatchObject({
    id_token: { acr: 'LoA2', amr: expect.arrayContaining(['pwd', 'kba', 'mfa']) as unknown },
  });

  const forgetful = await world.guest();
  await forgetful.go(system.province);
  await forgetful.press(portal.signIn);
  await forgetful.press(t.signIn.help);
  await forgetful.fill({ identifier: '079075000033' });
  await forgetful.press(t.recover.submit);
  await forgetful.fill({ code: await system.code('0912000033') });
  await forgetful.press(t.secondFactor.submit);
  await forgetful.press(t.recover.useRecovery);
  await forgetful.fill({ code: first });
  await forgetful.press(t.secondFactor.submit);
  expect(await forgetful.tab.locator('.govuk-error-summary').count()).toBe(1);
  await forgetful.fill({ code: second });
  await forgetful.press(t.secondFactor.submit);
  await forgetful.fill({ password: PASSWORD });
  await forgetful.press(t.recover.save);
  expect(await claimsAt(forgetful, system.province)).toMatchObject({ userinfo: { HoVaTen: 'Lê Văn Ví Dụ' } });
  await signedOutAt(other, system.ministry);
});
