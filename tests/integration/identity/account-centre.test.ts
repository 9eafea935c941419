import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accountCentreForTest, codeTo } from '../../support/account-centre.ts';
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
  centre.loggedOut.length = 0;
});
afterAll(async () => {
  centre.close();
  await database.close();
});

/** A person with a password who signed in just now, with it and a code to their phone unless `kinds` says otherwise. */
async function withPassword(kinds: readonly ('pwd' | 'sms')[] = ['pwd', 'sms']) {
  const account = await centre.make();
  await centre.accounts.password.set(database.db, { accountId: account.id, password: 'xe đạp tím bay 81', bound: 3 });
  return { account, browser: await centre.signIn(account, kinds) };
}

async function withApp(account: { id: string }) {
  await centre.accounts.totp.import(database.db, { accountId: account.id, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', bound: 3 });
}

const nobody = '00000000-0000-7000-8000-000000000000';

describe('who may', () => {
  test('whoever is not signed in is sent to sign in, from every page and every form', async () => {
    await withPassword();
    const visitor = centre.stranger();
    for (const { method, path } of centre.centre.routes) {
      if (!path.startsWith('/account') || ['/account/return', '/account/signed-out', '/account/sign-out'].includes(path)) continue;
      const address = path.replace(':id', nobody).replace(':client', 'some-portal').replace(':what', 'app');
      const answer =
        method === 'GET'
          ? await visitor.get(address)
          : path.includes('passkeys/new')
            ? await visitor.postJson(address, {})
            : await visitor.post(address);
      const to = answer.location ?? (answer.text.startsWith('{') ? (JSON.parse(answer.text) as { to: string }).to : '');
      expect(`${method} ${path} → ${to.slice(0, 10)}`).toBe(`${method} ${path} → /authorize`);
    }
  });

  test('every form is refused without the token of this browser', async () => {
    const { browser } = await withPassword();
    for (const { method, path } of centre.centre.routes) {
      if (method !== 'POST' || path.includes('passkeys/new')) continue;
      const answer = await browser.post(path.replace(':id', nobody).replace(':client', 'some-portal').replace(':what', 'app'), {
        _csrf: 'x',
      });
      expect(`${path} ${answer.status}`).toBe(`${path} 403`);
    }
  });

  test('a sign-in of 21 minutes ago opens the overview but changes nothing', async () => {
    const { account } = await withPassword();
    const browser = await centre.signIn(account, ['pwd'], 21 * 60);
    expect((await browser.get('/account')).status).toBe(200);
    expect((await browser.get('/account/security/password')).location).toBe(
      '/authorize?path=%2Faccount%2Fsecurity%2Fpassword&max_age=1200',
    );
    const answer = await browser.post('/account/security/password', { password: 'một câu khác hẳn 77' });
    expect(answer.location).toContain('/authorize?path=%2Faccount%2Fsecurity%2Fpassword');
    expect(await centre.accounts.password.verify(database.db, { accountId: account.id, password: 'xe đạp tím bay 81' })).toBe(true);
  });

  test('a session that was ended while its request was under way changes nothing', async () => {
    const { account, browser } = await withPassword();
    await database.db.transaction((tx) => centre.store.endSession(tx, { sessionUid: browser.uid, reason: 'logout' }));
    expect((await browser.post('/account/security/password', { password: 'một câu khác hẳn 77' })).status).toBe(401);
    expect((await browser.post('/account/security/recovery-codes')).status).toBe(401);
    expect(await centre.accounts.password.verify(database.db, { accountId: account.id, password: 'xe đạp tím bay 81' })).toBe(true);
    expect(centre.sent).toEqual([]);
  });

  test('another person’s passkey, and one that is no id at all, do not exist', async () => {
    const owner = await centre.make();
    const id = await centre.addPasskey(owner, 'Của người khác');
    const { browser } = await withPassword();
    for (const foreign of [id, nobody, 'x', '%27', '..%2F..']) {
      expect((await browser.get(`/account/security/passkeys/${foreign}`)).status).toBe(404);
      expect((await browser.post(`/account/security/passkeys/${foreign}/rename`, { label: 'Mới' })).status).toBe(404);
      expect((await browser.post(`/account/security/passkeys/${foreign}/remove`)).status).toBe(404);
    }
    expect(await centre.accounts.passkeys.list(database.db, owner.id)).toMatchObject([{ id, label: 'Của người khác' }]);
  });
});

describe('the strongest factor', () => {
  test('a session by password cannot remove an app, a passkey or the SMS code, nor make recovery codes, nor add a passkey or change the phone', async () => {
    const { account, browser } = await withPassword(['pwd']);
    await withApp(account);
    const passkey = await centre.addPasskey(account);
    await centre.accounts.sms.setSecondFactor(database.db, { accountId: account.id, enabled: true });
    for (const path of [
      '/account/security/app/remove',
      `/account/security/passkeys/${passkey}/remove`,
      '/account/security/sms/off',
      '/account/security/recovery-codes',
      '/account/security/app',
      '/account/security/app/code',
      '/account/profile/phone',
    ]) {
      const answer = await browser.post(path, { phone: '0912345678', code: '123456' });
      expect(`${path} ${answer.status}`).toBe(`${path} 403`);
      expect(answer.text).toContain('Sign in with your passkey');
      expect(answer.text).toContain('max_age=0');
    }
    for (const path of ['/account/security/passkeys/new/options', '/account/security/passkeys/new']) {
      expect(JSON.parse((await browser.postJson(path, { response: {} })).text)).toEqual({ to: '/account/security/passkeys/new' });
    }
    expect(await centre.accounts.factors(database.db, account.id)).toMatchObject({
      totp: true,
      sms: true,
      passkeys: 1,
      recoveryCodesLeft: 0,
    });
    expect(centre.sent).toEqual([]);
  });

  test('with an app enrolled, an SMS code is not enough and the app is', async () => {
    const { account } = await withPassword();
    await withApp(account);
    expect((await (await centre.signIn(account, ['pwd', 'sms'])).post('/account/security/app/remove')).status).toBe(403);
    expect((await (await centre.signIn(account, ['pwd', 'otp'])).post('/account/security/app/remove')).location).toBe(
      '/account/security?done=totp-removed',
    );
    expect((await centre.accounts.factors(database.db, account.id)).totp).toBe(false);
  });

  test('whoever lost the passkey removes it after signing in with a recovery code', async () => {
    const { account } = await withPassword();
    const passkey = await centre.addPasskey(account);
    await centre.accounts.recovery.generate(database.db, { accountId: account.id, bound: 2 });
    const browser = await centre.signIn(account, ['pwd', 'recovery']);
    expect((await browser.post(`/account/security/passkeys/${passkey}/remove`)).location).toBe('/account/security?done=passkey-removed');
  });
});

describe('changes', () => {
  test('a new password ends every other session, tells the portals and the person, and is recorded', async () => {
    const { account, browser } = await withPassword();
    const other = await centre.signIn(account, ['pwd']);
    const stranger = await withPassword();
    const answer = await browser.post('/account/security/password', { password: 'một câu khác hẳn 77' });
    expect(answer.location).toBe('/account/security?done=password');
    expect(await centre.living(account.id)).toEqual([browser.uid]);
    expect(await centre.living(stranger.account.id)).toEqual([stranger.browser.uid]);
    expect(centre.loggedOut).toMatchObject([{ clientId: 'portal', sid: `sid-${other.uid}` }]);
    expect(centre.sent).toMatchObject([{ channel: 'sms', to: account.phone, template: 'account-password', secret: false }]);
    expect(await centre.accounts.password.verify(database.db, { accountId: account.id, password: 'một câu khác hẳn 77' })).toBe(true);
    expect((await centre.eventTypes(account.id)).filter((type) => type === 'password.set')).toHaveLength(2);
  });

  test('a weak or missing password is explained and changes nothing', async () => {
    const { account, browser } = await withPassword();
    for (const password of ['', 'short', 'password', account.citizenNumber, 'x'.repeat(2000)]) {
      const answer = await browser.post('/account/security/password', { password });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('govuk-error-summary');
    }
    expect(await centre.accounts.password.verify(database.db, { accountId: account.id, password: 'xe đạp tím bay 81' })).toBe(true);
  });

  test('an authenticator app is set up with a picture and a key, and is in force only after a right code', async () => {
    const { account, browser } = await withPassword();
    const page = await browser.post('/account/security/app');
    expect(page.text).toMatch(/<img src="data:image\/svg\+xml;base64,/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const secret = (/<code class="mc-secret"[^>]*>([A-Z2-7 ]+)<\/code>/.exec(page.text)?.[1] ?? '').replaceAll(' ', '');
    expect(secret).toHaveLength(32);
    const right = generateSync({ secret, epoch: centre.clock.epoch() });
    const wrong = await browser.post('/account/security/app/code', { code: right === '000000' ? '111111' : '000000' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).not.toContain(secret.slice(0, 4));
    expect((await centre.accounts.factors(database.db, account.id)).totp).toBe(false);
    expect(centre.sent).toEqual([]);
    expect((await browser.post('/account/security/app/code', { code: right })).location).toBe('/account/security?done=totp-added');
    expect(centre.sent.map((message) => message.template)).toEqual(['account-totpAdded']);
    expect((await browser.get('/account/security/app')).status).toBe(403);
  });

  test('ten recovery codes are shown once; the ones from before stop working', async () => {
    const { account, browser } = await withPassword();
    const read = (text: string): string[] =>
      [...text.matchAll(/<code class="mc-secret"[^>]*>([^<]+)<\/code>/g)].map(([, code = '']) => code);
    const first = read((await browser.post('/account/security/recovery-codes')).text);
    expect(new Set(first).size).toBe(10);
    const second = read((await browser.post('/account/security/recovery-codes')).text);
    expect(read((await browser.get('/account/security/recovery-codes')).text)).toEqual([]);
    expect(await centre.accounts.recovery.use(database.db, { accountId: account.id, code: first[0] ?? '' })).toBe('wrong');
    expect(await centre.accounts.recovery.use(database.db, { accountId: account.id, code: second[0] ?? '' })).toBe('ok');
  });

  test('a passkey is added by the page’s script and renamed', async () => {
    const { account, browser } = await withPassword();
    const options = JSON.parse((await browser.postJson('/account/security/passkeys/new/options', {})).text) as object;
    const response = new SoftwareAuthenticator(centre.origin).create(options);
    const added = await browser.postJson('/account/security/passkeys/new', { label: 'Điện thoại', response });
    expect(JSON.parse(added.text)).toEqual({ to: '/account/security?done=passkey-added' });
    const [passkey] = await centre.accounts.passkeys.list(database.db, account.id);
    expect(passkey?.label).toBe('Điện thoại');
    expect((await browser.postJson('/account/security/passkeys/new', { label: 'Again', response })).status).toBe(200);
    const strong = await centre.signIn(account, ['passkey']);
    expect((await strong.postJson('/account/security/passkeys/new', { label: 'Again', response })).status).toBe(400);
    await strong.post(`/account/security/passkeys/${passkey?.id ?? ''}/rename`, { label: '<b>Máy tính</b>' });
    const page = await strong.get('/account/security');
    expect(page.text).toContain('&lt;b&gt;Máy tính&lt;/b&gt;');
    expect(await centre.eventTypes(account.id)).toContain('passkey.renamed');
  });

  test('the SMS code is switched on and off', async () => {
    const { account, browser } = await withPassword(['pwd']);
    await browser.post('/account/security/sms/on');
    expect((await centre.accounts.factors(database.db, account.id)).sms).toBe(true);
    expect((await browser.post('/account/security/sms/off')).status).toBe(403);
    await (await centre.signIn(account, ['pwd', 'sms'])).post('/account/security/sms/off');
    expect((await centre.accounts.factors(database.db, account.id)).sms).toBe(false);
    expect(centre.sent.map((message) => message.template)).toEqual(['account-smsOn', 'account-smsOff']);
  });

  test('the last way to sign in cannot be removed', async () => {
    const account = await centre.make();
    const id = await centre.addPasskey(account);
    const browser = await centre.signIn(account, ['passkey']);
    const answer = await browser.post(`/account/security/passkeys/${id}/remove`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('only way of signing in');
    expect((await browser.get(`/account/security/passkeys/${id}`)).text).not.toContain('/remove"');
  });

  test('twenty removals of two passkeys at once leave one', async () => {
    const account = await centre.make();
    const ids = [await centre.addPasskey(account), await centre.addPasskey(account)];
    const browser = await centre.signIn(account, ['passkey']);
    await browser.post('/account/sessions/end-others');
    const answers = await twenty((index) => browser.post(`/account/security/passkeys/${ids[index % 2] ?? ''}/remove`));
    expect(answers.filter((answer) => answer.status === 303)).toHaveLength(1);
    expect(await centre.accounts.passkeys.list(database.db, account.id)).toHaveLength(1);
    expect(centre.sent).toHaveLength(1);
  });
});

describe('contact', () => {
  test('a phone number is changed with a code sent to it; the old number hears of it and other sessions end', async () => {
    const { account, browser } = await withPassword();
    const other = await centre.signIn(account, ['pwd']);
    const { phone } = person();
    const page = await browser.post('/account/profile/phone', { phone });
    expect(page.text).toContain(phone);
    const code = codeTo(centre.sent, phone);
    expect((await browser.post('/account/profile/phone/code', { phone, code: code === '000000' ? '111111' : '000000' })).status).toBe(400);
    expect((await browser.post('/account/profile/phone/code', { phone: person().phone, code })).status).toBe(400);
    expect((await browser.post('/account/profile/phone/code', { phone, code })).location).toBe('/account/profile?done=phone');
    expect((await centre.accounts.find(database.db, account.id))?.phone).toBe(phone);
    expect(centre.sent.slice(1).map(({ to, template }) => [to, template])).toEqual([
      [phone, 'account-phoneNew'],
      [account.phone, 'account-phoneOld'],
    ]);
    expect(await centre.living(account.id)).not.toContain(other.uid);
    expect((await browser.post('/account/profile/phone/code', { phone, code })).status).toBe(400);
  });

  test('that a number is somebody else’s is said only to who reads its messages', async () => {
    const owner = await centre.make();
    const { account, browser } = await withPassword();
    const asked = await browser.post('/account/profile/phone', { phone: owner.phone });
    expect(asked.status).toBe(200);
    expect(asked.text).not.toContain('another account');
    const answer = await browser.post('/account/profile/phone/code', { phone: owner.phone, code: codeTo(centre.sent, owner.phone) });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('another account');
    expect((await centre.accounts.find(database.db, account.id))?.phone).toBe(account.phone);
    expect(centre.sent).toHaveLength(1);
  });

  test('a code asked for by one person is worth nothing to another', async () => {
    const first = await withPassword();
    const second = await withPassword();
    const { phone } = person();
    await first.browser.post('/account/profile/phone', { phone });
    expect((await second.browser.post('/account/profile/phone/code', { phone, code: codeTo(centre.sent, phone) })).status).toBe(400);
  });

  test('nobody sends codes to one number after another', async () => {
    const { browser } = await withPassword();
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1)
      statuses.push((await browser.post('/account/profile/phone', { phone: person().phone })).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
  });

  test('two people who confirm one number at the same moment: one has it', async () => {
    const both = [await withPassword(), await withPassword()];
    const { phone } = person();
    const codes: string[] = [];
    for (const { browser } of both) {
      await browser.post('/account/profile/phone', { phone });
      codes.push(codeTo(centre.sent, phone));
    }
    const answers = await Promise.all(
      both.map(({ browser }, index) => browser.post('/account/profile/phone/code', { phone, code: codes[index] ?? '' })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 400]);
  });

  test('an e-mail address is confirmed by a code in an e-mail', async () => {
    const { account, browser } = await withPassword();
    const email = `thu.${account.citizenNumber}@example.com`;
    expect((await browser.post('/account/profile/email', { email: 'no address' })).status).toBe(400);
    await browser.post('/account/profile/email', { email: email.toUpperCase() });
    expect(centre.sent).toMatchObject([{ channel: 'email', to: email, secret: true }]);
    const code = codeTo(centre.sent, email);
    expect((await browser.post('/account/profile/email/code', { email: 'other@example.com', code })).status).toBe(400);
    expect((await browser.post('/account/profile/email/code', { email, code })).location).toBe('/account/profile?done=email');
    expect(await centre.accounts.find(database.db, account.id)).toMatchObject({ email, emailVerified: true });
    expect((await browser.get('/account/profile')).status).toBe(200);
    expect(await centre.eventTypes(account.id)).toContain('email.changed');
  });

  test('an e-mail address that another person confirmed is taken; one they merely wrote down is not', async () => {
    const email = `chung.${String(Date.now())}@example.com`;
    await centre.make({ email });
    const confirm = async (): Promise<number> => {
      const { browser } = await withPassword();
      await browser.post('/account/profile/email', { email });
      return (await browser.post('/account/profile/email/code', { email, code: codeTo(centre.sent, email) })).status;
    };
    expect(await confirm()).toBe(303);
    expect(await confirm()).toBe(400);
  });

  test('the language of messages and pages is changed', async () => {
    const { account, browser } = await withPassword();
    expect((await browser.post('/account/profile/language', { language: 'en' })).location).toBe('/account/profile?lang=en&done=language');
    expect((await centre.accounts.find(database.db, account.id))?.language).toBe('en');
    expect((await browser.post('/account/profile/language', { language: 'fr' })).status).toBe(400);
  });
});
