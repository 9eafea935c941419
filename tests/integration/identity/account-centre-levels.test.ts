import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPhoneChangeJob } from '#identity/account-centre';
import { accountCentreForTest, codeTo, type Browser } from '../../support/account-centre.ts';
import { person, twenty } from '../../support/accounts.ts';
import { SoftwareAuthenticator } from '../../support/authenticator.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let centre: Awaited<ReturnType<typeof accountCentreForTest>>;
beforeAll(async () => {
  database = await useDatabase();
  centre = await accountCentreForTest(database);
});
beforeEach(() => {
  centre.sent.length = 0;
});
afterAll(async () => {
  centre.close();
  await database.close();
});

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const WEEK = 604_800;

async function withPassword() {
  const account = await centre.make({ identityLevel: 2 });
  await centre.accounts.password.set(database.db, { accountId: account.id, password: 'xe đạp tím bay 81', bound: 3 });
  return account;
}
const bound = async (account: { id: string }) => (await centre.accounts.factors(database.db, account.id)).bound;
const phoneOf = async (account: { id: string }) => (await centre.accounts.find(database.db, account.id))?.phone;
const completeDue = () =>
  createPhoneChangeJob({ db: database.db, accounts: centre.accounts, store: centre.store, notifier: centre.deps.notifier })();

/** Whoever has the password and no more asks for another phone, and confirms it. */
async function askForPhone(browser: Browser, phone = person().phone): Promise<{ phone: string; location: string | null }> {
  await browser.post('/account/profile/phone/lost', { phone });
  const answer = await browser.post('/account/profile/phone/lost/code', { phone, code: codeTo(centre.sent, phone) });
  return { phone, location: answer.location };
}

describe('another phone, with the password alone', () => {
  test('is not taken by a code to the new number', async () => {
    const account = await withPassword();
    const thief = await centre.signIn(account, ['pwd']);
    expect((await thief.post('/account/profile/phone', { phone: person().phone })).status).toBe(403);
    expect(centre.sent).toEqual([]);
    expect(await phoneOf(account)).toBe(account.phone);
  });

  test('waits, is told to the present phone at once, and is refused there without signing in', async () => {
    const account = await withPassword();
    const { phone, location } = await askForPhone(await centre.signIn(account, ['pwd']));
    expect(location).toBe('/account/profile?done=phone-waiting');
    expect(await phoneOf(account)).toBe(account.phone);
    const told = centre.sent.filter(({ to }) => to === account.phone);
    expect(told.map(({ template }) => template)).toEqual(['account-phone-waiting']);
    expect(told[0]?.text).not.toContain(phone);
    const code = /[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}/.exec(told[0]?.text ?? '')?.[0] ?? '';
    const visitor = centre.stranger();
    expect((await visitor.post('/refuse', { code: 'AAAAA-AAAAA' })).status).toBe(400);
    expect((await visitor.post('/refuse', { code: code.toLowerCase().replace('-', ' ') })).status).toBe(200);
    centre.clock.advance(WEEK);
    await completeDue();
    expect(await phoneOf(account)).toBe(account.phone);
  });

  test('is refused from any session of the account', async () => {
    const account = await withPassword();
    await askForPhone(await centre.signIn(account, ['pwd']));
    const owner = await centre.signIn(account, ['pwd']);
    expect((await owner.get('/account')).text).toContain('/account/profile/phone/refuse');
    expect((await owner.post('/account/profile/phone/refuse')).location).toBe('/account?done=phone-refused');
    centre.clock.advance(WEEK);
    await completeDue();
    expect(await phoneOf(account)).toBe(account.phone);
  });

  test('is taken when the time is over, not before, and counts for level 1', async () => {
    const account = await withPassword();
    const browser = await centre.signIn(account, ['pwd']);
    const { phone } = await askForPhone(browser);
    centre.clock.advance(WEEK - 1);
    await completeDue();
    expect(await phoneOf(account)).toBe(account.phone);
    centre.clock.advance(1);
    await Promise.all([completeDue(), completeDue(), completeDue()]);
    expect(await phoneOf(account)).toBe(phone);
    expect((await bound(account)).phone).toBe(1);
    expect(centre.sent.slice(2).map(({ to, template }) => [to, template])).toEqual([
      [account.phone, 'account-phoneOld'],
      [phone, 'account-phoneNew'],
    ]);
    // A code to it, and the password, together count for no more: what they bind neither.
    const after = await centre.signIn((await centre.accounts.find(database.db, account.id)) ?? account, ['pwd', 'sms']);
    expect((await after.get('/account/security')).text).toContain('counts for level 1');
    await after.post('/account/security/raise/phone');
    expect((await bound(account)).phone).toBe(1);
  });

  test('is dropped when the owner has signed in since with more than the password, or the account is locked', async () => {
    for (const end of ['owner', 'owner by an app of the password alone', 'locked'] as const) {
      centre.sent.length = 0;
      const account = await withPassword();
      const { phone } = await askForPhone(await centre.signIn(account, ['pwd']));
      centre.clock.advance(60);
      const amr = end === 'owner' ? ['pwd', 'sms', 'mfa'] : ['pwd', 'otp', 'loa1'];
      if (end === 'locked')
        await centre.accounts.setStatus(database.db, { id: account.id, status: 'locked', reason: 'test', actor: 'test' });
      else
        await centre.deps.events.record(database.db, {
          ...{ type: 'sign-in.succeeded', accountId: account.id, actor: account.id, detail: { amr } },
        });
      centre.clock.advance(WEEK);
      await completeDue();
      const taken = end.endsWith('alone');
      expect(await phoneOf(account), end).toBe(taken ? phone : account.phone);
      expect(centre.sent.findLast(({ to }) => to === account.phone)?.template, end).toBe(
        taken ? 'account-phoneOld' : 'account-phoneDropped',
      );
    }
  });

  test('asked for twenty times at once waits once, and the owner is told once', async () => {
    const account = await withPassword();
    const asked = await twenty(() =>
      centre.accounts.phoneChanges.request(database.db, { accountId: account.id, phone: person().phone, seconds: WEEK }),
    );
    expect(asked.filter((each) => each !== null)).toHaveLength(1);
    await askForPhone(await centre.signIn(account, ['pwd']));
    expect(centre.sent.filter(({ to }) => to === account.phone)).toEqual([]);
  });
});

describe('changes at the same moment', () => {
  test('two new phones in one session: one is taken, since the code to the old one proves nothing of it', async () => {
    const account = await withPassword();
    const browser = await centre.signIn(account, ['pwd', 'sms']);
    centre.clock.advance(2);
    const phones = [person().phone, person().phone];
    for (const phone of phones) await browser.post('/account/profile/phone', { phone });
    const answers = await Promise.all(
      phones.map((phone) => browser.post('/account/profile/phone/code', { phone, code: codeTo(centre.sent, phone) })),
    );
    expect(answers.filter(({ location }) => location === '/account/profile?done=phone')).toHaveLength(1);
    expect((await bound(account)).phone).toBe(2);
  });

  test('one answer of a passkey posted twenty times binds one', async () => {
    const account = await withPassword();
    const browser = await centre.signIn(account, ['pwd', 'sms']);
    const options = JSON.parse((await browser.postJson('/account/security/passkeys/new/options', {})).text) as object;
    const response = new SoftwareAuthenticator(centre.origin).create(options);
    const answers = await twenty(() => browser.postJson('/account/security/passkeys/new', { label: 'Một', response }));
    // The others are refused, or sent to prove more: a passkey is the strongest now.
    expect(answers.filter(({ text }) => text.includes('done=passkey-added'))).toHaveLength(1);
    expect(await centre.accounts.passkeys.list(database.db, account.id)).toMatchObject([{ bound: 2 }]);
  });

  test('a passkey begun before the account was locked is not bound', async () => {
    const account = await withPassword();
    const browser = await centre.signIn(account, ['pwd', 'sms']);
    const options = JSON.parse((await browser.postJson('/account/security/passkeys/new/options', {})).text) as object;
    const response = new SoftwareAuthenticator(centre.origin).create(options);
    await centre.accounts.setStatus(database.db, { id: account.id, status: 'locked', reason: 'test', actor: 'test' });
    expect((await browser.postJson('/account/security/passkeys/new', { label: 'Một', response })).status).toBe(401);
    expect(await centre.accounts.passkeys.list(database.db, account.id)).toEqual([]);
  });

  test('a passkey begun with the password alone carries that, whatever was proved before it is finished', async () => {
    const account = await withPassword();
    const thief = await centre.signIn(account, ['pwd']);
    const options = JSON.parse((await thief.postJson('/account/security/passkeys/new/options', {})).text) as object;
    const response = new SoftwareAuthenticator(centre.origin).create(options);
    await thief.postJson('/account/security/passkeys/new', { label: 'Một', response });
    expect((await bound(account)).passkey).toBe(1);
  });
});

describe('what was added with too little', () => {
  test('is shown with it, cannot be raised by itself, and is raised when everything the account has was proved', async () => {
    const account = await withPassword();
    await centre.accounts.totp.import(database.db, { accountId: account.id, secret: SECRET, bound: 3 });
    const id = await centre.addPasskey(account, 'Khóa USB', 1);
    const path = `/account/security/raise/${id}`;

    const weak = await centre.signIn(account, ['passkey'], 0, 1);
    expect((await weak.post(path)).status).toBe(403);
    const half = await centre.signIn(account, ['pwd', 'otp']);
    const page = await half.get('/account/security');
    expect(page.text).toContain('counts for level 1');
    expect(page.text).toContain(path);
    expect((await half.get(path)).text).toContain('beyond=everything');
    await half.post(path);
    expect((await bound(account)).passkey).toBe(2);

    // From here on it is the strongest, so it is among everything.
    expect((await (await centre.signIn(account, ['pwd', 'otp', 'sms'])).post(path)).status).toBe(403);
    const whole = await centre.signIn(account, ['pwd', 'otp', 'sms', 'passkey']);
    expect((await whole.post(path)).location).toBe('/account/security?done=raised');
    expect((await bound(account)).passkey).toBe(3);
  });
});
