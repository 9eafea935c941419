import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountCentreForTest } from '../../support/account-centre.ts';
import { launchBrowser } from '../../support/browser.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let centre: Awaited<ReturnType<typeof accountCentreForTest>>;
beforeAll(async () => {
  database = await useDatabase();
  centre = await accountCentreForTest(database);
});
afterAll(async () => {
  centre.close();
  await database.close();
});

test('a person adds a passkey in a real browser; without scripts the page says what is needed', async () => {
  const account = await centre.make();
  await centre.accounts.password.set(database.db, { accountId: account.id, password: 'xe đạp tím bay 81', bound: 3 });
  const { uid } = await centre.signIn(account, ['pwd']);
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ extraHTTPHeaders: { 'x-session': uid }, locale: 'en-GB' });
    const tab = await context.newPage();
    const devices = await context.newCDPSession(tab);
    await devices.send('WebAuthn.enable');
    await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await tab.goto(`${centre.origin}/account/security/passkeys/new`);
    await tab.getByLabel('Name of the passkey').fill('My phone');
    await tab.getByRole('button', { name: 'Add a passkey' }).click();
    await tab.waitForURL('**/account/security?done=passkey-added');
    expect(await tab.textContent('main')).toContain('My phone');
    expect(await centre.accounts.passkeys.list(database.db, account.id)).toMatchObject([{ label: 'My phone' }]);

    const second = await centre.signIn(await centre.make(), ['pwd']);
    const plain = await (
      await browser.newContext({ extraHTTPHeaders: { 'x-session': second.uid }, locale: 'en-GB', javaScriptEnabled: false })
    ).newPage();
    await plain.goto(`${centre.origin}/account/security/passkeys/new`);
    expect(await plain.getByText('JavaScript').isVisible()).toBe(true);
    expect(await plain.getByRole('button', { name: 'Add a passkey' }).isVisible()).toBe(false);
  } finally {
    await browser.close();
  }
});
