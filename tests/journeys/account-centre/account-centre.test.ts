import { expect, test } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { appCode, DEMO_PASSWORD, enrolApp, makeRecoveryCodes, portal, signedOutAt, signIn, signInWithApp } from '../support/steps.ts';
import type { Guest } from '../support/guest.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld('account-centre');
const done = (guest: Guest): Promise<string> => guest.tab.locator('.govuk-notification-banner--success').innerText();

test('a person protects the account: an app, recovery codes, and a passkey that is renamed and removed', async () => {
  const { system } = world;
  const guest = await world.guest();
  const { t } = guest;
  await addAuthenticator(guest);
  await guest.go(`${system.identity}/`);
  await guest.press(t.account.home.enter);
  await signIn(guest, '001085000011');
  expect(await guest.heading()).toBe(t.account.overview.title);

  const secret = await enrolApp(guest, system);
  expect(await done(guest)).toContain(t.account.done['totp-added']);
  await expect.poll(async () => (await system.messages('0912000011')).map(({ text }) => text)).toContain(t.account.sms.totpAdded);

  // It was added with the password alone, which the page says; and what is there takes more to be removed.
  expect(await guest.tab.locator('main').innerText()).toContain(t.account.security.counts(1));
  await guest.press('a[href="/account/security/app/remove"]');
  expect(await guest.heading()).toBe(t.account.stronger.title);

  // The rest is proved, and it counts in full.
  await guest.go(`${system.identity}/account/security`);
  await guest.press('a[href="/account/security/raise/app"]');
  await guest.press(t.account.raise.proveSubmit);
  if ((await guest.tab.locator('[name=password]').count()) > 0) {
    await guest.fill({ password: DEMO_PASSWORD });
    await guest.press(t.confirm.submit);
  }
  await guest.fill({ code: appCode(secret, 1) });
  await guest.press(t.secondFactor.submit);
  await guest.fill({ code: await system.code('0912000011') });
  await guest.press(t.secondFactor.submit);
  await guest.press(t.account.raise.submit(2));
  expect(await done(guest)).toContain(t.account.done.raised);
  expect(await guest.tab.locator('main').innerText()).not.toContain(t.account.security.counts(1));
  expect(await makeRecoveryCodes(guest, system)).toHaveLength(10);
  await guest.press(t.account.codes.stored);

  await guest.press(t.account.security.addPasskey);
  await guest.fill({ label: 'Điện thoại' });
  await guest.press('.govuk-button[data-new-passkey-button]');
  expect(await done(guest)).toContain(t.account.done['passkey-added']);
  // Adding the passkey made it the strongest factor: these pages are opened with it from now on.
  expect(await guest.heading()).toBe(t.account.stronger.title);
  await guest.press(t.account.stronger.submit);
  await guest.press('.govuk-button[data-passkey-button]');
  await guest.press('a[href^="/account/security/passkeys/0"]');
  expect(await guest.heading()).toContain('Điện thoại');
  await guest.fill({ label: 'Máy ở nhà' });
  await guest.press(t.account.passkey.rename);
  expect(await guest.tab.locator('main').innerText()).toContain('Máy ở nhà');
  await guest.press('a[href^="/account/security/passkeys/0"]');
  await guest.press(t.account.passkey.remove);
  expect(await done(guest)).toContain(t.account.done['passkey-removed']);
});

test('a person ends the session of another device, and its portal hears of it', async () => {
  const { system } = world;
  const lost = await world.guest();
  await lost.go(system.province);
  await lost.press(portal.signIn);
  await signInWithApp(lost, '079075000033', -1);
  const guest = await world.guest({ language: 'en' });
  const { t } = guest;
  await guest.go(`${system.identity}/account/sessions`);
  await signInWithApp(guest, '079075000033', 0);
  expect(await guest.heading()).toBe(t.account.sessions.title);
  const end = 'form[action="/account/sessions/end"] button';
  expect(await guest.tab.locator(end).count()).toBe(1);
  await guest.press(end);
  expect(await done(guest)).toContain(t.account.done['session-ended']);
  expect(await guest.tab.locator(end).count()).toBe(0);
  await signedOutAt(lost, system.province);
  await lost.go(`${system.identity}/account`);
  expect(await lost.heading()).toBe(lost.t.signIn.title);
});

test('a person sees what portals received, changes the language, and confirms an e-mail address', async () => {
  const { system } = world;
  const guest = await world.guest();
  await guest.go(system.ministry);
  await guest.press(portal.signIn);
  await signInWithApp(guest, '001190000022');
  await guest.go(`${system.identity}/account/data`);
  const rows = await guest.tab.locator('.govuk-table tbody tr').allInnerTexts();
  expect(rows.join('\n')).toContain(guest.t.account.data.claims['citizen_id' as never]);
  await guest.press('main a[href^="/account/data/"]');
  await guest.go(`${system.identity}/account/activity`);

  await guest.go(`${system.identity}/account/profile`);
  await guest.press('a[href="/account/profile/email"]');
  await guest.fill({ email: 'khong-phai-thu' });
  await guest.press(guest.t.account.contact.send);
  expect(await guest.tab.locator('.govuk-error-summary').count()).toBe(1);
  await guest.fill({ email: 'mau@example.vn' });
  await guest.press(guest.t.account.contact.send);
  await guest.fill({ code: await system.code('mau@example.vn') });
  await guest.press(guest.t.account.contact.submit);
  expect(await done(guest)).toContain(guest.t.account.done.email);

  await guest.tab.check('[name=language][value=en]');
  await guest.press(guest.t.account.profile.saveLanguage);
  expect(await guest.tab.locator('html').getAttribute('lang')).toBe('en');
  for (const page of ['', '/security', '/sessions', '/activity', '/data', '/profile']) await guest.go(`${system.identity}/account${page}`);
  await guest.press('Sign out');
});
