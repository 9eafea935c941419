import argon2 from 'argon2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { problem } from '#shared/problem';
import { SoftwareAuthenticator, type Falsify } from '../../support/authenticator.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { leadsTo, signInForTest } from '../../support/sign-in.ts';

const PASSWORD = 'correct-horse-battery-41';

let database: TestDatabase;
let world: Awaited<ReturnType<typeof signInForTest>>;
beforeAll(async () => {
  database = await useDatabase();
  world = await signInForTest(database);
});
afterAll(async () => {
  world.close();
  await database.close();
});

const member = async (change: Parameters<typeof world.make>[0] = {}) => {
  const account = await world.make(change);
  await world.accounts.password.set(database.db, { accountId: account.id, password: PASSWORD, bound: 3 });
  return account;
};
const lastCode = (): string => /\d{6}/.exec(world.sent.findLast((message) => message.secret)?.text ?? '')?.[0] ?? '';
const passkeyFor = async (account: { id: string; citizenNumber: string; name: string }, made: Falsify = {}) => {
  const authenticator = new SoftwareAuthenticator(world.origin);
  const options = await world.accounts.passkeys.beginRegistration(database.db, { ceremony: account.id, account, bound: 3 });
  const added = await world.accounts.passkeys.finishRegistration(database.db, {
    ceremony: account.id,
    accountId: account.id,
    label: 'x',
    response: authenticator.create(options, made),
  });
  expect(added).not.toBeNull();
  return authenticator;
};
const flowCount = async (): Promise<number> =>
  Number((await database.admin.query('SELECT count(*) AS n FROM identity.sign_in_flow')).rows[0].n);

describe('by password', () => {
  test('citizen number or phone with the right password finishes in one post and stores no flow', async () => {
    const account = await member();
    const before = await flowCount();
    for (const identifier of [account.citizenNumber, account.phone.replace('+84', '0')]) {
      const at = world.ask();
      expect(leadsTo(await at.post('', { identifier, password: PASSWORD }))).toMatch(/^\/resumed\//);
      expect(at.outcomes()).toEqual([
        { kind: 'finished', result: { accountId: account.id, level: 'LoA1', amr: ['pwd'], authTime: world.clock.epoch(), remember: true } },
      ]);
    }
    expect(await flowCount()).toBe(before);
  });

  test('a right password costs two statements beside the one that reads the running sign-in, and takes no transaction', async () => {
    const account = await member();
    const at = world.ask();
    await at.seen();
    const query = vi.spyOn(database.db, 'query');
    const transaction = vi.spyOn(database.db, 'transaction');
    await at.post('', { identifier: account.citizenNumber, password: PASSWORD });
    expect(query.mock.calls.map(([sent]) => (sent as unknown as { name: string }).name)).toEqual([
      // The first is read with the running sign-in by the protocol engine, which is only a memory here.
      ...['sign-in.find-flow', 'accounts.try-passwords', 'store.writes.apply'],
    ]);
    expect(transaction).not.toHaveBeenCalled();
    query.mockRestore();
    transaction.mockRestore();
  });

  test('the shared-computer choice is passed on', async () => {
    const account = await member();
    const at = world.ask();
    await at.post('', { identifier: account.citizenNumber, password: PASSWORD, shared_computer: 'yes' });
    expect(at.outcomes()).toMatchObject([{ result: { remember: false } }]);
  });

  test('an unknown number and a wrong password give the same page', async () => {
    const account = await member();
    const at = world.ask();
    const pages = [];
    for (const identifier of [account.citizenNumber, '001085999999', 'nonsense']) {
      const page = await at.post('', { identifier, password: 'wrong-password-1' });
      pages.push({
        status: page.status,
        text: page.text
          .replaceAll(identifier, '#')
          .replace(/<dd>.*?<\/dd>/g, '')
          .replaceAll(/[\w-]{86}/g, 'token'),
      });
    }
    expect(pages[0]?.status).toBe(400);
    expect(pages[0]?.text).toContain('The number or the password is not right');
    expect(pages[1]).toEqual(pages[0]);
    expect(pages[2]).toEqual(pages[0]);
    expect(at.outcomes()).toEqual([]);
  });

  test('empty posts and posts to later steps change nothing and lead back', async () => {
    const at = world.ask();
    expect((await at.post('')).status).toBe(400);
    for (const [path, form] of [
      ['/code', { method: 'totp', code: '123456' }],
      ['/register/code', { code: '123456' }],
      ['/register/credential', { password: PASSWORD, agreement: 'yes' }],
      ['/help/code', { code: '123456' }],
      ['/help/proof', { method: 'birth-date' }],
      ['/help/password', { password: PASSWORD }],
      ['/consent', { decision: 'continue' }],
      ['/level', {}],
    ] as const) {
      expect(leadsTo(await at.post(path, form)), path).toBe('~');
    }
    for (const path of [
      '/code',
      '/register/phone',
      '/register/code',
      '/register/credential',
      '/help/code',
      '/help/proof',
      '/help/password',
      '/help/in-person',
      '/blocked',
      '/level',
      '/consent',
    ]) {
      expect((await at.seen(path)).url, path).toBe(at.base);
    }
    expect(at.outcomes()).toEqual([]);
  });

  test('too many wrong passwords are refused with the time to wait, however the number is spelled', async () => {
    const account = await member();
    const at = world.ask();
    for (let tries = 0; tries < 5; tries += 1) await at.post('', { identifier: account.phone, password: 'wrong-password-1' });
    const page = await at.post('', { identifier: ` ${account.phone.replace('+84', '0')} `, password: PASSWORD });
    expect(page.status).toBe(429);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(at.outcomes()).toEqual([]);
  });

  test('the limit tells neither who has an account nor which phone belongs to which citizen number', async () => {
    const account = await member();
    const sixth = async (before: string, then: string): Promise<number> => {
      const at = world.ask();
      for (let tries = 0; tries < 5; tries += 1) await at.post('', { identifier: before, password: 'wrong-password-1' });
      return (await at.post('', { identifier: then, password: 'wrong-password-1' })).status;
    };
    const nobody = { phone: '+84981777667', citizenNumber: '001190777667' };
    for (const { phone, citizenNumber } of [account, nobody]) {
      expect([await sixth(phone, phone.replace('+84', '0')), await sixth(citizenNumber, citizenNumber)]).toEqual([429, 429]);
    }
    const other = await member();
    expect([await sixth(other.citizenNumber, other.phone), await sixth('001190777668', '+84981777668')]).toEqual([400, 400]);
  });

  test('a full hashing pool is told on the form, and does not count as a try', async () => {
    const account = await member();
    const at = world.ask();
    const hashing = vi.spyOn(argon2, 'verify').mockRejectedValue(problem('service.busy', { retryAfter: 2 }));
    for (let tries = 0; tries < 7; tries += 1) {
      const page = await at.post('', { identifier: account.citizenNumber, password: PASSWORD });
      expect([page.status, page.headers.get('retry-after'), page.text.includes(account.citizenNumber)]).toEqual([503, '2', true]);
    }
    hashing.mockRestore();
    expect((await at.post('', { identifier: account.citizenNumber, password: PASSWORD })).status).toBe(303);
  });

  test('a locked account is told so only with the right password', async () => {
    const account = await member();
    await world.accounts.setStatus(database.db, { id: account.id, status: 'locked', reason: 'test', actor: 'cli' });
    const at = world.ask();
    expect((await at.post('', { identifier: account.citizenNumber, password: 'wrong-password-1' })).text).toContain('is not right');
    expect(leadsTo(await at.post('', { identifier: account.citizenNumber, password: PASSWORD }))).toBe('~/blocked');
    const page = await at.seen('/blocked');
    expect([page.status, page.text.includes('account.locked')]).toEqual([403, true]);
    await at.post('/cancel');
    expect(at.outcomes()).toMatchObject([{ kind: 'failed', error: 'access_denied' }]);
  });

  test('somebody else’s or an ended interaction is a page of its own', async () => {
    const at = world.ask();
    at.end();
    expect((await at.seen()).status).toBe(410);
    // No address of ours holds a NUL: the edge knows nothing there.
    expect((await at.seen('%00')).status).toBe(404);
  });

  test('a post without the page’s token, or from a foreign site, is refused', async () => {
    const account = await member();
    const at = world.ask();
    await at.seen();
    const form = { identifier: account.citizenNumber, password: PASSWORD };
    expect((await at.post('', form, { forged: true })).status).toBe(403);
    expect((await at.post('', form, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  });
});

describe('second factors', () => {
  test('SMS as the only second factor is sent at once; wrong, then right; 20 parallel right codes finish once', async () => {
    const account = await member({ identityLevel: 2 });
    const at = world.ask({ requested: { level: 'LoA2' } });
    expect(leadsTo(await at.post('', { identifier: account.citizenNumber, password: PASSWORD }))).toBe('~/code');
    const code = lastCode();
    expect((await at.post('/code', { method: 'sms', code: code === '000000' ? '000001' : '000000' })).status).toBe(400);
    expect(leadsTo(await at.post('/code', { method: 'totp', code }))).toBe('~/code');
    const all = await Promise.all(Array.from({ length: 20 }, () => at.post('/code', { method: 'sms', code })));
    expect(all.map((page) => page.status).filter((status) => ![303, 429].includes(status))).toEqual([]);
    const events = await database.admin.query(
      `SELECT count(*) AS n FROM identity.audit_event WHERE type = 'sign-in.succeeded' AND account_id = $1`,
      [account.id],
    );
    expect(Number(events.rows[0].n)).toBe(1);
    expect(at.outcomes()[0]).toMatchObject({ kind: 'finished', result: { accountId: account.id, amr: ['pwd', 'sms', 'mfa'] } });
  });

  test('parallel right passwords begin one flow and send one code', async () => {
    const account = await member({ identityLevel: 2 });
    const at = world.ask({ requested: { level: 'LoA2' } });
    const sent = async () =>
      Number((await database.admin.query(`SELECT count(*) AS n FROM identity.audit_event WHERE type = 'sms-code.sent'`)).rows[0].n);
    const before = await sent();
    await at.seen();
    const all = await Promise.all(Array.from({ length: 4 }, () => at.post('', { identifier: account.citizenNumber, password: PASSWORD })));
    expect(all.filter((page) => page.status === 303).map(leadsTo)).toContain('~/code');
    // Fewer than the limit on tries counts at once, so every one of them is let through to race for the flow.
    expect(all.map((page) => page.status)).toEqual([303, 303, 303, 303]);
    expect((await sent()) - before).toBe(1);
  });

  test('a code is sent again only after a minute and at most three times', async () => {
    const account = await member({ identityLevel: 2 });
    const at = world.ask({ requested: { level: 'LoA2' } });
    await at.post('', { identifier: account.citizenNumber, password: PASSWORD });
    const sent = () => world.sent.filter((message) => message.to === account.phone).length;
    expect(sent()).toBe(1);
    await at.post('/code/send');
    expect(sent()).toBe(1);
    for (let round = 0; round < 4; round += 1) {
      world.clock.advance(61);
      await at.post('/code/send');
      await at.post('/restart');
      await at.post('', { identifier: account.citizenNumber, password: PASSWORD });
    }
    expect(sent()).toBe(3);
  });

  test('a recovery code works once in place of the app', async () => {
    const account = await member();
    await world.accounts.totp.import(database.db, { accountId: account.id, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', bound: 3 });
    const [code = ''] = await world.accounts.recovery.generate(database.db, { accountId: account.id, bound: 2 });
    const enter = async () => {
      const at = world.ask();
      expect(leadsTo(await at.post('', { identifier: account.citizenNumber, password: PASSWORD }))).toBe('~/code');
      return { at, answer: await at.post('/code', { method: 'recovery', code }) };
    };
    const first = await enter();
    expect(first.at.outcomes()).toMatchObject([{ result: { amr: ['pwd', 'kba', 'mfa'] } }]);
    expect((await enter()).answer.status).toBe(400);
  });
});

describe('stepping up', () => {
  const session = (accountId: string, amr: string[] = ['pwd']) => ({
    accountId,
    amr,
    authTime: world.clock.epoch() - 300,
    remember: false,
  });

  test('asks only for what is missing and keeps the time of the first factor', async () => {
    const account = await member({ identityLevel: 2 });
    const at = world.ask({ session: session(account.id), requested: { level: 'LoA2' } });
    expect((await at.seen()).url).toBe(`${at.base}/code`);
    await at.post('/code/send');
    await at.post('/code', { method: 'sms', code: lastCode() });
    expect(at.outcomes()).toMatchObject([
      { result: { accountId: account.id, amr: ['sms', 'pwd', 'mfa'], authTime: world.clock.epoch() - 300, remember: false } },
    ]);
  });

  test('says which portal needs a code, and only where nothing but its level does', async () => {
    const why = 'The service you are using (Sample portal) needs one more check besides your password.';
    const said = async (asked: Parameters<typeof world.ask>[0], identifier?: string): Promise<boolean> => {
      const at = world.ask(asked);
      if (identifier !== undefined) expect(leadsTo(await at.post('', { identifier, password: PASSWORD }))).toBe('~/code');
      const page = await at.seen();
      expect(page.url).toBe(`${at.base}/code`);
      return page.text.includes(why);
    };
    const requested = { level: 'LoA2' } as const;
    const [plain, withApp] = [await member({ identityLevel: 2 }), await member({ identityLevel: 2 })];
    await world.accounts.totp.import(database.db, { accountId: withApp.id, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', bound: 3 });
    expect(await said({ session: session(plain.id), requested })).toBe(true);
    expect(await said({ session: session(withApp.id), requested })).toBe(true);
    expect(await said({ requested }, plain.citizenNumber)).toBe(true);
    // An enrolled second factor is asked for at every sign-in, whoever asks.
    expect(await said({ requested }, withApp.citizenNumber)).toBe(false);
    expect(await said({}, withApp.citizenNumber)).toBe(false);
    // Somebody else had been signed in: the level of that session is not this person's.
    const at = world.ask({ session: session(plain.id), requested });
    await at.post('/restart', { not_you: 'yes' });
    await at.post('', { identifier: withApp.citizenNumber, password: PASSWORD });
    const page = await at.seen();
    expect([page.url, page.text.includes(why)]).toEqual([`${at.base}/code`, false]);
  });

  test('a limit in the middle keeps the other ways in and the way back to the portal', async () => {
    const account = await member();
    await world.accounts.totp.import(database.db, { accountId: account.id, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', bound: 3 });
    const at = world.ask();
    await at.post('', { identifier: account.phone, password: PASSWORD });
    let page = await at.post('/code', { method: 'totp', code: '000000' });
    for (let tries = 0; tries < 80 && page.status !== 429; tries += 1) page = await at.post('/code', { method: 'totp', code: '000000' });
    expect([page.status, Number(page.headers.get('retry-after')) > 0]).toEqual([429, true]);
    for (const action of ['/restart', '/cancel', '/extend']) expect(page.text).toContain(`action="${new URL(at.base).pathname}${action}"`);
    expect(page.text).toContain('limit.exceeded');
    // The way that it names leads to the page with the passkey and the help.
    expect(leadsTo(await at.post('/restart', {}))).toBe('~');
    expect((await at.seen()).text).toMatch(/data-passkey="sign-in"[\s\S]*\/help"/);
  });

  test('prompt=login asks the same person again; another may sign in after “not you?”', async () => {
    const [account, other] = [await member(), await member()];
    const at = world.ask({ session: session(account.id), requested: { mustAuthenticateAgain: true } });
    const page = await at.seen();
    expect(page.text).toContain(account.name);
    expect(page.text).not.toContain('name="identifier"');
    expect((await at.post('', { identifier: other.citizenNumber, password: 'wrong-password-1' })).status).toBe(400);
    expect(leadsTo(await at.post('/restart', { not_you: 'yes' }))).toBe('~');
    expect((await at.seen()).text).toContain('name="identifier"');
    await at.post('', { identifier: other.citizenNumber, password: PASSWORD });
    expect(at.outcomes()).toMatchObject([{ result: { accountId: other.id, amr: ['pwd'], remember: true } }]);
  });

  test('max_age makes an old session prove itself again', async () => {
    const account = await member();
    const at = world.ask({ session: session(account.id), requested: { maxAge: 60 } });
    await at.post('', { password: PASSWORD });
    expect(at.outcomes()).toMatchObject([{ result: { authTime: world.clock.epoch() } }]);
  });

  test('a level that cannot be reached ends at the portal with unmet_authentication_requirements', async () => {
    for (const [identityLevel, level, words] of [
      [1, 'LoA2', 'one-stop counter'],
      [2, 'LoA3', 'add a passkey'],
    ] as const) {
      const account = await member({ identityLevel });
      const at = world.ask({ session: session(account.id), requested: { level } });
      const page = await at.seen();
      expect([page.url, page.text.includes(words)]).toEqual([`${at.base}/level`, true]);
      expect(leadsTo(await at.post('/level'))).toMatch(/^\/resumed\//);
      expect(at.outcomes()).toMatchObject([{ kind: 'failed', error: 'unmet_authentication_requirements' }]);
    }
  });
});

describe('passkeys', () => {
  test('a discoverable passkey signs in at once, for LoA3 too', async () => {
    const account = await member({ identityLevel: 2 });
    const authenticator = await passkeyFor(account);
    const at = world.ask({ requested: { level: 'LoA3' } });
    const options = await at.json('/passkey/options', {});
    expect(options.body['allowCredentials'] ?? []).toEqual([]);
    const answer = await at.json('/passkey', { response: authenticator.get(options.body), shared_computer: true });
    expect(answer).toMatchObject({ status: 200, body: { to: `/resumed/${at.uid}` } });
    expect(at.outcomes()).toMatchObject([
      { result: { accountId: account.id, amr: ['swk', 'user', 'mfa'], authTime: world.clock.epoch(), remember: false } },
    ]);
  });

  test('where there is one, password and SMS code are not LoA2: the page asks for the passkey, and no code helps', async () => {
    const account = await member({ identityLevel: 2 });
    await world.accounts.sms.setSecondFactor(database.db, { accountId: account.id, enabled: true });
    const authenticator = await passkeyFor(account);
    const at = world.ask({ requested: { level: 'LoA2' } });
    await at.post('', { identifier: account.citizenNumber, password: PASSWORD });
    const page = await at.seen();
    expect(page.text).toContain('data-passkey');
    expect(page.text).not.toContain('value="sms"');
    const before = world.sent.length;
    await at.post('/code/send', {});
    expect(world.sent).toHaveLength(before);
    await at.post('/code', { method: 'sms', code: lastCode() });
    expect(at.outcomes()).toEqual([]);
    const response = authenticator.get((await at.json('/passkey/options', {})).body);
    expect((await at.json('/passkey', { response })).status).toBe(200);
    expect(at.outcomes()).toMatchObject([{ result: { level: 'LoA3' } }]);
    // And where LoA1 is enough, both together are no more.
    const low = world.ask();
    await low.post('', { identifier: account.citizenNumber, password: PASSWORD });
    await low.post('/code/send', {});
    await low.post('/code', { method: 'sms', code: lastCode() });
    expect(low.outcomes()).toMatchObject([{ result: { level: 'LoA1' } }]);
  });

  test('one that went back to a lower counter signs in, and its owner is told', async () => {
    const account = await member();
    const authenticator = await passkeyFor(account, { backedUp: true });
    for (const counter of [5, 0]) {
      const at = world.ask();
      const response = authenticator.get((await at.json('/passkey/options', {})).body, { counter, backedUp: true });
      expect((await at.json('/passkey', { response })).status).toBe(200);
    }
    expect(world.sent.filter(({ to }) => to === account.phone).map(({ template }) => template)).toEqual(['passkey-counter-reset']);
  });

  test('a copy of one that cannot leave its device is refused with the reason, and the owner is told', async () => {
    const account = await member();
    const authenticator = await passkeyFor(account);
    const answer = async (counter: number) => {
      const at = world.ask();
      return at.json('/passkey', {
        response: authenticator.get((await at.json('/passkey/options', {})).body, { counter, backedUp: counter < 5 }),
      });
    };
    expect((await answer(5)).status).toBe(200);
    expect(await answer(3)).toEqual({ status: 400, body: { reason: 'copied' } });
    expect(world.sent.filter(({ to }) => to === account.phone).map(({ template }) => template)).toEqual(['passkey-counter-refused']);
    expect((await answer(6)).status).toBe(200);
  });

  test('an answer works once, and not in another flow', async () => {
    const account = await member();
    const authenticator = await passkeyFor(account);
    const [at, other] = [world.ask(), world.ask()];
    const response = authenticator.get((await at.json('/passkey/options', {})).body);
    await other.json('/passkey/options', {});
    expect(await other.json('/passkey', { response })).toEqual({ status: 400, body: { reason: 'failed' } });
    expect((await at.json('/passkey', { response })).status).toBe(200);
    expect((await at.json('/passkey', { response })).status).toBe(400);
    expect(at.outcomes()).toHaveLength(1);
  });

  test('somebody who must confirm cannot do so with the passkey of another person', async () => {
    const [account, other] = [await member({ identityLevel: 2 }), await member({ identityLevel: 2 })];
    await passkeyFor(account);
    const foreign = await passkeyFor(other);
    const at = world.ask({
      requested: { level: 'LoA3' },
      session: { accountId: account.id, amr: ['pwd'], authTime: world.clock.epoch(), remember: true },
    });
    const response = foreign.get((await at.json('/passkey/options', {})).body);
    expect(await at.json('/passkey', { response })).toEqual({ status: 400, body: { reason: 'other-account' } });
    expect(leadsTo(await at.post('', { password: PASSWORD }))).toBe('~');
    expect(at.outcomes()).toEqual([]);
  });
});

test('consent shows what is released and is given or declined', async () => {
  const releases = [
    {
      scope: 'profile',
      data: { vi: 'Họ tên', en: 'Your name' },
      purpose: { vi: 'a', en: 'To fill in forms' },
      legalBasis: { vi: 'b', en: 'Law 91' },
    },
  ];
  for (const [decision, outcome] of [
    ['continue', { kind: 'granted' }],
    ['decline', { kind: 'failed', error: 'access_denied' }],
  ] as const) {
    const at = world.ask({ prompt: 'consent', releases });
    const page = await at.seen();
    expect(page.url).toBe(`${at.base}/consent`);
    for (const words of ['Your name', 'To fill in forms', 'Law 91', 'Sample portal']) expect(page.text).toContain(words);
    await at.post('/consent', { decision });
    expect(at.outcomes()).toMatchObject([outcome]);
  }
});
