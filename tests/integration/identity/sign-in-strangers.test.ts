import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { person } from '../../support/accounts.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { leadsTo, signInForTest } from '../../support/sign-in.ts';

const LONG = 'correct-horse-battery-41';
const SHORT = 'xe-bò-tím-81';

let database: TestDatabase;
let world: Awaited<ReturnType<typeof signInForTest>>;
beforeAll(async () => {
  database = await useDatabase();
  world = await signInForTest(database);
});
afterEach(() => database.admin.query('DELETE FROM identity.rate_limit'));
afterAll(async () => {
  world.close();
  await database.close();
});

const member = async (password = LONG) => {
  const account = await world.make();
  await world.accounts.password.set(database.db, { accountId: account.id, password, bound: 3 });
  return account;
};
type Account = Awaited<ReturnType<typeof member>>;
type Visitor = ReturnType<typeof world.ask>;
const post = (at: Visitor, account: Pick<Account, 'citizenNumber'>, password: string, more: Record<string, string> = {}) =>
  at.post('', { identifier: account.citizenNumber, password, ...more });
const codeTo = (phone: string): string =>
  /\d{6}/.exec(world.sent.findLast((message) => message.to === phone && message.secret)?.text ?? '')?.[0] ?? 'no code';
const cookieOf = (page: { headers: Headers }): string | undefined =>
  page.headers
    .getSetCookie()
    .find((each) => each.startsWith('identity_known='))
    ?.replace(/^identity_known=([^;]*).*$/, '$1');
/** Failures in a row of strangers from everywhere. */
const failures = (identifier: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      world.accounts.limits
        .beforeTry({ action: 'password', subject: world.accounts.limits.subjectOf(identifier), ip: `10.7.${index}.1` })
        .catch(() => undefined),
    ),
  );

describe('the owner', () => {
  test('is known after a sign-in, by a cookie that names nobody and is replaced each time', async () => {
    const account = await member();
    const at = world.ask();
    const first = await post(at, account, LONG);
    const cookie = cookieOf(first);
    expect(first.headers.getSetCookie().find((each) => each.startsWith('identity_known='))).toMatch(/path=\/;.*samesite=lax; httponly/i);
    expect(world.accounts.limits.isKnown(cookie, account.id)).toBe(true);
    expect(cookie).not.toMatch(new RegExp(`${account.id}|${account.citizenNumber}`));
    const again = cookieOf(await post(world.ask(at.cookies), account, LONG));
    expect(again).not.toBe(cookie);
    expect(world.accounts.limits.isKnown(again, account.id)).toBe(true);
  });

  test('is not known on a computer that others use, nor after a wrong password', async () => {
    const account = await member();
    expect(cookieOf(await post(world.ask(), account, LONG, { shared_computer: 'yes' }))).toBeUndefined();
    expect(cookieOf(await post(world.ask(), account, 'wrong'))).toBeUndefined();
  });

  test('gets in from a known browser at the very moment in which strangers are shut out', async () => {
    const account = await member();
    const at = world.ask();
    await post(at, account, LONG);
    await failures(account.citizenNumber, 60);
    const stranger = await post(world.ask(), account, LONG);
    expect([stranger.status, stranger.text]).toEqual([429, expect.stringContaining('no longer accepted in this browser')]);
    // The other ways in are there still.
    expect(stranger.text).toMatch(/\/help"/);
    expect(leadsTo(await post(world.ask(at.cookies), account, LONG))).toMatch(/^\/resumed\//);
  });
});

describe('a stranger', () => {
  test('is told the same when a way is closed, whether anybody has that number', async () => {
    const account = await member();
    await Promise.all([failures(account.citizenNumber, 60), failures('001085987654', 60)]);
    const pages = await Promise.all(
      [account.citizenNumber, '001085987654'].map((citizenNumber) => post(world.ask(), { citizenNumber }, 'wrong')),
    );
    const shown = pages.map(({ status, text }) => [status, /error-summary.*?<\/ul>/s.exec(text)?.[0]]);
    expect(shown[0]?.[0]).toBe(429);
    expect(shown[0]).toEqual(shown[1]);
  });

  test('is made to wait with a page that says how long, and keeps the other ways in', async () => {
    const account = await member();
    const at = world.ask();
    for (let tries = 0; tries < 5; tries += 1) expect((await post(at, account, 'wrong')).status).toBe(400);
    const page = await post(at, account, LONG);
    expect([page.status, Number(page.headers.get('retry-after')) > 800]).toEqual([429, true]);
    expect(page.text).toContain('too many wrong tries');
    expect(page.text).toMatch(/\/help"/);
  });

  test('with the right password after ten failures gets no further than the code to the phone, which then forgives them', async () => {
    const account = await member();
    await failures(account.citizenNumber, 12);
    const at = world.ask();
    expect(leadsTo(await post(at, account, LONG))).toBe('~/code');
    expect(at.outcomes()).toEqual([]);
    expect(leadsTo(await at.post('/code', { method: 'sms', code: codeTo(account.phone) }))).toMatch(/^\/resumed\//);
    expect(leadsTo(await post(world.ask(), account, LONG))).toMatch(/^\/resumed\//);
  });

  test('with a short password needs the code too; with fifteen characters, and on a known browser, nobody does', async () => {
    const account = await member(SHORT);
    const at = world.ask();
    expect(leadsTo(await post(at, account, SHORT))).toBe('~/code');
    expect(leadsTo(await at.post('/code', { method: 'sms', code: codeTo(account.phone) }))).toMatch(/^\/resumed\//);
    expect(leadsTo(await post(world.ask(at.cookies), account, SHORT))).toMatch(/^\/resumed\//);
    expect(leadsTo(await post(world.ask(), await member('Mot-Cua-Demo-2026'), 'Mot-Cua-Demo-2026'))).toMatch(/^\/resumed\//);
  });

  test('who posts to the help page three times does not stop the code of the owner’s sign-in', async () => {
    const account = await member(SHORT);
    for (let times = 0; times < 4; times += 1) await world.ask().post('/help', { identifier: account.citizenNumber });
    expect(world.sent.filter(({ to, template }) => to === account.phone && template === 'recover-code')).toHaveLength(3);
    const at = world.ask();
    expect(leadsTo(await post(at, account, SHORT))).toBe('~/code');
    expect(world.sent.filter(({ to, template }) => to === account.phone && template === 'sign-in-code')).toHaveLength(1);
    expect(leadsTo(await at.post('/code', { method: 'sms', code: codeTo(account.phone) }))).toMatch(/^\/resumed\//);
  });
});

describe('a registration', () => {
  const upToPhone = async (who: { citizenNumber: string; phone: string }) => {
    const at = world.ask({ prompt: 'create' });
    await at.post('/register', {
      citizen_number: who.citizenNumber,
      name: 'Trần Thử',
      birth_day: '1',
      birth_month: '2',
      birth_year: '1985',
    });
    return at.post('/register/phone', { phone: who.phone });
  };
  const counted = async (): Promise<unknown[]> =>
    (
      await database.admin.query<{ name: string; points: number }>(
        `SELECT split_part(key, ':', 1) AS name, points FROM identity.rate_limit WHERE key NOT LIKE 'total%' ORDER BY 1, 2`,
      )
    ).rows.map(({ name, points }) => `${name} ${String(points)}`);

  test('counts the same for a number that is taken and one that is free', async () => {
    const account = await member();
    await upToPhone(person());
    const free = await counted();
    await database.admin.query('DELETE FROM identity.rate_limit');
    await upToPhone({ citizenNumber: person().citizenNumber, phone: account.phone });
    expect(await counted()).toEqual(free);
    await database.admin.query('DELETE FROM identity.rate_limit');
    await upToPhone({ citizenNumber: account.citizenNumber, phone: person().phone });
    expect((await counted()).filter((each) => String(each).startsWith('register'))).toEqual(
      free.filter((each) => String(each).startsWith('register')),
    );
  });

  test('tells the owner of a number three times in ten minutes at most, and six times a day', async () => {
    const account = await member();
    const told = (): number => world.sent.filter(({ to, template }) => to === account.phone && template === 'already-registered').length;
    const tries = async (): Promise<void> => {
      for (let times = 0; times < 8; times += 1) await upToPhone({ citizenNumber: account.citizenNumber, phone: person().phone });
    };
    await tries();
    expect(told()).toBe(3);
    for (let hour = 0; hour < 4; hour += 1) {
      world.clock.advance(3600);
      await tries();
    }
    expect(told()).toBe(6);
  });

  test.each(['+447911123456', '+8821612345678', '+881612345678', '+18095551234'])('sends nothing to %s', async (phone) => {
    const before = world.sent.length;
    const page = await upToPhone({ ...person(), phone });
    expect(page.status).toBe(400);
    expect(world.sent).toHaveLength(before);
  });
});
