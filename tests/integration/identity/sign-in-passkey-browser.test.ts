import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { person } from '../../support/accounts.ts';
import { launchBrowser } from '../../support/browser.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { signInForTest } from '../../support/sign-in.ts';

let database: TestDatabase;
let world: Awaited<ReturnType<typeof signInForTest>>;
let browser: Browser;
beforeAll(async () => {
  database = await useDatabase();
  world = await signInForTest(database);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  world.close();
  await database.close();
});

test('in a real browser a passkey is made at registration and signs in afterwards', async () => {
  const who = person();
  const tab = await browser.newPage();
  const errors: string[] = [];
  tab.on('pageerror', (error) => errors.push(error.message));
  const device = await tab.context().newCDPSession(tab);
  await device.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', { options });

  const registering = world.ask({ prompt: 'create' });
  await tab.goto(registering.base);
  await tab.fill('[name=citizen_number]', who.citizenNumber);
  await tab.fill('[name=name]', who.name);
  await tab.fill('[name=birth_day]', '17');
  await tab.fill('[name=birth_month]', '2');
  await tab.fill('[name=birth_year]', '1985');
  await tab.click('form[action$="/register"] button');
  await tab.fill('[name=phone]', who.phone);
  await tab.click('form[action$="/register/phone"] button');
  await tab.fill('[name=code]', /\d{6}/.exec(world.sent.at(-1)?.text ?? '')?.[0] ?? '');
  await tab.click('form[action$="/register/code"] button');
  await tab.click('[data-passkey-button]');
  expect(await tab.textContent('[data-passkey-status]')).toContain('of your own will');
  await tab.check('[name=agreement]');
  await tab.click('[data-passkey-button]');
  await tab.waitForURL(/\/resumed\//);
  expect(registering.outcomes()).toMatchObject([{ kind: 'finished', result: { amr: ['swk', 'user', 'mfa'], remember: true } }]);

  // The button; autofill would answer first here, as the simulated person always agrees.
  await device.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false });
  const back = world.ask();
  await tab.goto(back.base);
  await tab.check('[name=shared_computer]');
  await device.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true });
  await tab.click('[data-passkey-button]').catch(() => undefined);
  await tab.waitForURL(/\/resumed\//);
  expect(back.outcomes()).toMatchObject([{ kind: 'finished', result: { amr: ['swk', 'user', 'mfa'] } }]);
  expect(errors).toEqual([]);
});
