import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteExpiredFlows } from '#identity/sign-in';
import { SoftwareAuthenticator } from '../../support/authenticator.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { leadsTo, signInForTest } from '../../support/sign-in.ts';

const OLD = 'correct-horse-battery-41';
const NEW = 'another-long-secret-77';

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
  await world.accounts.password.set(database.db, { accountId: account.id, password: OLD, bound: 3 });
  return account;
};
const codeFor = (phone: string): string =>
  /\d{6}/.exec(world.sent.findLast((message) => message.to === phone && message.secret)?.text ?? '')?.[0] ?? 'no code';
const birth = { method: 'birth-date', birth_day: '17', birth_month: '2', birth_year: '1985' };

test('a self-declared account comes back by phone code and birth date; other sessions end and the owner is told', async () => {
  const account = await member();
  const at = world.ask();
  expect(leadsTo(await at.post('/help', { identifier: account.citizenNumber }))).toBe('~/help/code');
  expect(leadsTo(await at.post('/help/password', { password: NEW }))).toBe('~/help/code');
  expect(leadsTo(await at.post('/help/code', { code: codeFor(account.phone) }))).toBe('~/help/proof');
  expect(leadsTo(await at.post('/help/password', { password: NEW }))).toBe('~/help/proof');
  expect((await at.post('/help/proof', { ...birth, birth_day: '18' })).status).toBe(400);
  expect(leadsTo(await at.post('/help/proof', birth))).toBe('~/help/password');
  expect((await at.post('/help/password', { password: 'short' })).status).toBe(400);
  expect(leadsTo(await at.post('/help/password', { password: NEW }))).toMatch(/^\/resumed\//);
  expect(at.outcomes()).toMatchObject([{ kind: 'finished', result: { accountId: account.id, amr: ['sms', 'pwd', 'loa1'] } }]);
  // The new password was proved by the phone alone: together they stay one factor.
  expect((await world.accounts.factors(database.db, account.id)).bound.password).toBe(1);
  expect(world.ended).toContainEqual({ accountId: account.id, reason: 'password-reset' });
  expect(world.sent.findLast((message) => message.to === account.phone)?.template).toBe('password-reset');
  expect(await world.accounts.password.verify(database.db, { accountId: account.id, password: OLD })).toBe(false);
  expect(await world.accounts.password.verify(database.db, { accountId: account.id, password: NEW })).toBe(true);
});

test('a stolen SIM card is not enough when a second factor is enrolled', async () => {
  const account = await member({ identityLevel: 2 });
  await world.accounts.totp.import(database.db, { accountId: account.id, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', bound: 3 });
  const [recoveryCode = ''] = await world.accounts.recovery.generate(database.db, { accountId: account.id, bound: 2 });
  const at = world.ask();
  await at.post('/help', { identifier: account.phone });
  await at.post('/help/code', { code: codeFor(account.phone) });
  expect(leadsTo(await at.post('/help/proof', birth))).toBe('~/help/proof');
  expect(leadsTo(await at.post('/help/password', { password: NEW }))).toBe('~/help/proof');
  expect((await at.post('/help/proof', { method: 'totp', code: '000000' })).status).toBe(400);
  expect(leadsTo(await at.post('/help/proof', { method: 'recovery', code: recoveryCode }))).toBe('~/help/password');
  await at.post('/help/password', { password: NEW });
  expect(at.outcomes()).toMatchObject([{ result: { amr: ['sms', 'pwd', 'kba', 'mfa'] } }]);
});

test.each(['recovery codes', 'recovery codes that are used up', 'a passkey', 'an app'] as const)(
  'where there is more than the phone (%s), the birth date proves nothing: the citizen number tells its year',
  async (what) => {
    const account = await member();
    const { accounts } = world;
    if (what.startsWith('recovery')) {
      const codes = await accounts.recovery.generate(database.db, { accountId: account.id, bound: 1 });
      if (what.endsWith('up')) for (const code of codes) await accounts.recovery.use(database.db, { accountId: account.id, code });
    }
    if (what === 'an app')
      await accounts.totp.import(database.db, { accountId: account.id, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', bound: 1 });
    if (what === 'a passkey') {
      const options = await accounts.passkeys.beginRegistration(database.db, { ceremony: account.id, account, bound: 1 });
      const response = new SoftwareAuthenticator(world.origin).create(options);
      await accounts.passkeys.finishRegistration(database.db, { ceremony: account.id, accountId: account.id, label: 'x', response });
    }
    const at = world.ask();
    await at.post('/help', { identifier: account.citizenNumber });
    const next = leadsTo(await at.post('/help/code', { code: codeFor(account.phone) }));
    expect(next).toBe(what === 'a passkey' || what.endsWith('up') ? '~/help/in-person' : '~/help/proof');
    expect((await at.seen(next.slice(1))).text).not.toContain('birth_year');
    expect(leadsTo(await at.post('/help/proof', birth))).toBe(next);
    expect(leadsTo(await at.post('/help/password', { password: NEW }))).toBe(next);
    expect(await accounts.password.verify(database.db, { accountId: account.id, password: OLD })).toBe(true);
  },
);

test('a birth date is worth nothing any more when something stronger was added while the person chose a password', async () => {
  const account = await member();
  const at = world.ask();
  await at.post('/help', { identifier: account.citizenNumber });
  await at.post('/help/code', { code: codeFor(account.phone) });
  expect(leadsTo(await at.post('/help/proof', birth))).toBe('~/help/password');
  await world.accounts.recovery.generate(database.db, { accountId: account.id, bound: 2 });
  await at.post('/help/password', { password: NEW });
  expect(at.outcomes()).toEqual([]);
  expect(await world.accounts.password.verify(database.db, { accountId: account.id, password: OLD })).toBe(true);
});

test('a verified account with nothing but its phone is sent to the counter', async () => {
  const account = await member({ identityLevel: 2 });
  const at = world.ask();
  await at.post('/help', { identifier: account.phone });
  expect(leadsTo(await at.post('/help/code', { code: codeFor(account.phone) }))).toBe('~/help/in-person');
  expect((await at.seen('/help/in-person')).text).toContain('one-stop counter');
  expect(leadsTo(await at.post('/help/password', { password: NEW }))).toBe('~/help/in-person');
});

test('an unknown number sees the same pages, also when the codes run out', async () => {
  const account = await member();
  const pages: string[][] = [];
  for (const identifier of [account.citizenNumber, '001085888888', 'nobody']) {
    const at = world.ask();
    const shown = [leadsTo(await at.post('/help', { identifier }))];
    for (let tries = 0; tries < 7; tries += 1) {
      const page = await at.post('/help/code', { code: '000000' });
      shown.push(`${String(page.status)} ${page.text}`.replaceAll(at.uid, '').replaceAll(/name="_csrf" value="[^"]*"/g, ''));
    }
    pages.push(shown);
  }
  expect(pages[1]).toEqual(pages[0]);
  expect(pages[2]).toEqual(pages[0]);
});

test('the code of one flow is wrong in another, and for another purpose', async () => {
  const account = await member();
  const [mine, thief] = [world.ask(), world.ask()];
  await thief.post('/help', { identifier: account.phone });
  await mine.post('/help', { identifier: account.phone });
  expect((await thief.post('/help/code', { code: codeFor(account.phone) })).status).toBe(400);
  expect(leadsTo(await mine.post('/help/code', { code: codeFor(account.phone) }))).toBe('~/help/proof');
  expect(leadsTo(await mine.post('/code', { method: 'sms', code: codeFor(account.phone) }))).toBe('~/help/proof');
});

test('changing whom to recover takes the confirmation away', async () => {
  const [account, victim] = [await member(), await member()];
  const at = world.ask();
  await at.post('/help', { identifier: account.phone });
  await at.post('/help/code', { code: codeFor(account.phone) });
  expect(leadsTo(await at.post('/help', { identifier: victim.phone }))).toBe('~/help/code');
  expect(leadsTo(await at.post('/help/proof', birth))).toBe('~/help/code');
  expect((await at.post('/help/code', { code: codeFor(account.phone) })).status).toBe(400);
});

test('a locked account is not recovered', async () => {
  const account = await member();
  await world.accounts.setStatus(database.db, { id: account.id, status: 'locked', reason: 'test', actor: 'cli' });
  const at = world.ask();
  expect(leadsTo(await at.post('/help', { identifier: account.phone }))).toBe('~/help/code');
  expect(leadsTo(await at.post('/help/code', { code: codeFor(account.phone) }))).toBe('~/blocked');
});

test('expired flows are deleted in batches, running ones are kept', async () => {
  const now = new Date(world.clock.now().getTime() + 3_600_000);
  const count = async () => Number((await database.admin.query('SELECT count(*) AS n FROM identity.sign_in_flow')).rows[0].n);
  const before = await count();
  expect(before).toBeGreaterThan(4);
  expect(await deleteExpiredFlows(database.db, { now: world.clock.now(), batch: 2, maxBatches: 10 })).toBe(0);
  expect(await deleteExpiredFlows(database.db, { now, batch: 2, maxBatches: 2 })).toBe(4);
  expect(await count()).toBe(before - 4);
});
