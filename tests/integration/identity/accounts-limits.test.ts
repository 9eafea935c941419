import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { accountsForTest } from '../../support/accounts.ts';
import type { Account } from '#identity/accounts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let world: ReturnType<typeof accountsForTest>;
beforeAll(async () => {
  database = await useDatabase();
  world = accountsForTest(database);
});
afterAll(() => database.close());

type Try = Parameters<typeof world.accounts.limits.beforeTry>[0];
const allowed = async (tries: readonly Try[], limits = world.accounts.limits): Promise<number> => {
  const results = await Promise.allSettled(tries.map((one) => limits.beforeTry(one)));
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'limit.exceeded', kind: { status: 429 } });
  return results.filter((result) => result.status === 'fulfilled').length;
};
const fresh = (): string => crypto.randomUUID();
let lastAddress = 0;
const address = (): string => `10.9.${(lastAddress += 1) >> 8}.${lastAddress & 255}`;
const times = (count: number, of: (index: number) => Try): Try[] => Array.from({ length: count }, (_, index) => of(index));

describe('limits', () => {
  test('20 tries at once on one account from one address allow five, in every process', async () => {
    const [subject, ip] = [fresh(), address()];
    const otherProcess = accountsForTest(database, { blindIndex: world.deps.blindIndex });
    const both = await Promise.all([
      allowed(times(10, () => ({ action: 'password', subject, ip }))),
      allowed(
        times(10, () => ({ action: 'password', subject, ip })),
        otherProcess.accounts.limits,
      ),
    ]);
    expect(both[0] + both[1]).toBe(5);
  });

  test('password tries of the same moment share statements in two processes and count as if they came one by one', async () => {
    const processes = [world, accountsForTest(database, { blindIndex: world.deps.blindIndex })];
    const asked = vi.spyOn(database.db, 'query');
    const [one, other, own] = [address(), address(), address()];
    // 220 people tried from one address, 9 times one person from another, one person from 60 addresses: mixed, and at once.
    const tries = [
      ...times(220, (index) => ({ action: 'password', subject: `0010850${10_000 + index}`, ip: one })),
      ...times(9, () => ({ action: 'password', subject: '001085700000', ip: other })),
      ...times(60, () => ({ action: 'password', subject: '001085800000', ip: address() })),
      ...times(5, (index) => ({ action: 'password', subject: `0010859${10_000 + index}`, ip: own })),
    ].toSorted((a, b) => (a.subject + a.ip).slice(-2).localeCompare((b.subject + b.ip).slice(-2)));
    const results = await Promise.all(
      tries.map(async ({ subject, ip }, index) => {
        const candidate = processes[index % 2]?.accounts.password.candidate({ identifier: subject, ip });
        return candidate?.then(
          () => ({ subject, ip, allowed: true }),
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'limit.exceeded' });
            return { subject, ip, allowed: false };
          },
        );
      }),
    );
    const statements = asked.mock.calls.length;
    asked.mockRestore();
    const of = (which: (one: { subject: string; ip: string }) => boolean): number =>
      results.filter((each) => each !== undefined && each.allowed && which(each)).length;
    expect([
      of(({ ip }) => ip === one),
      of(({ ip }) => ip === other),
      of(({ subject }) => subject === '001085800000'),
      of(({ ip }) => ip === own),
    ]).toEqual([200, 5, 50, 5]);
    expect(statements).toBeLessThan(tries.length / 4);
  });

  test('the refusal says when to come back', async () => {
    const one = { action: 'password', subject: fresh(), ip: address() } as const;
    await allowed(times(5, () => one));
    const refused: unknown = await world.accounts.limits.beforeTry(one).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'limit.exceeded' });
    expect((refused as { retryAfter: number }).retryAfter).toBeGreaterThan(800);
    expect((refused as { retryAfter: number }).retryAfter).toBeLessThanOrEqual(900);
  });

  test('one address of an IPv6 /64 is as good as another', async () => {
    const subject = fresh();
    expect(await allowed(times(20, (index) => ({ action: 'password', subject, ip: `2001:db8:aa:1::${index + 1}` })))).toBe(5);
  });

  test('a success gives the allowance back', async () => {
    const one = { action: 'password', subject: fresh(), ip: address() } as const;
    for (let round = 0; round < 20; round += 1) {
      await world.accounts.limits.beforeTry(one);
      await world.accounts.limits.afterSuccess(one);
    }
    expect(await allowed(times(10, () => one))).toBe(5);
  });

  test('tries and successes of one person at the same time never wait in a circle, and leave exactly the failures', async () => {
    const one = { action: 'totp', subject: fresh(), ip: address() } as const;
    const worker = async (): Promise<void> => {
      for (let round = 0; round < 20; round += 1) {
        await world.accounts.limits.beforeTry(one);
        await world.accounts.limits.afterSuccess(one);
      }
      await world.accounts.limits.beforeTry(one);
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    const { rows } = await database.admin.query<{ name: string; points: number }>(
      `SELECT split_part(key, ':', 1) AS name, points FROM identity.rate_limit WHERE key LIKE '%totp%'`,
    );
    const counted = Object.fromEntries(rows.map(({ name, points }) => [name, points]));
    expect(counted['failures-totp']).toBe(10);
    // The address counts how many different people fail: this one, unless their last success came after their last failure.
    expect(counted['totp-address']).toBe(Math.min(counted['totp-pair'] ?? 0, 1));
  });

  test('a window ends by the clock, and the next one allows as much', async () => {
    const one = { action: 'password', subject: fresh(), ip: address() } as const;
    expect(await allowed(times(8, () => one))).toBe(5);
    world.clock.advance(899);
    expect(await allowed([one])).toBe(0);
    world.clock.advance(1);
    expect(await allowed(times(8, () => one))).toBe(5);
  });

  test('a try is one statement, and so is giving it back', async () => {
    const query = vi.spyOn(database.db, 'query');
    const one = { action: 'password', subject: fresh(), ip: address() } as const;
    await world.accounts.limits.beforeTry(one);
    expect(query).toHaveBeenCalledTimes(1);
    await world.accounts.limits.afterSuccess(one);
    expect(query).toHaveBeenCalledTimes(2);
    query.mockRestore();
  });

  test('failures from many addresses close the password of an account to strangers at 50, for good, and nothing else of it', async () => {
    const subject = fresh();
    expect(await allowed(times(70, () => ({ action: 'password', subject, ip: address() })))).toBe(50);
    expect(await allowed([{ action: 'totp', subject, ip: address() }])).toBe(1);
    // Windows begin again, failures in a row do not: 2,400 guesses a day were possible with 50 an hour.
    world.clock.advance(86_400);
    const refused: unknown = await world.accounts.limits
      .beforeTry({ action: 'password', subject, ip: address() })
      .catch((error: unknown) => error);
    expect(world.accounts.limits.isClosed(refused)).toBe(true);
  });

  test('one address cannot use up the allowance of a victim elsewhere', async () => {
    const [subject, attacker] = [fresh(), address()];
    await allowed(times(60, () => ({ action: 'password', subject, ip: attacker })));
    expect(await allowed([{ action: 'password', subject, ip: address() }])).toBe(1);
  });

  test('one address fails on at most 200 accounts in a quarter of an hour, whatever it succeeds in', async () => {
    const ip = address();
    expect(await allowed(times(150, () => ({ action: 'password', subject: fresh(), ip })))).toBe(150);
    const own = { action: 'password', subject: fresh(), ip } as const;
    await world.accounts.limits.beforeTry(own);
    await world.accounts.limits.afterSuccess(own);
    expect(await allowed(times(100, () => ({ action: 'password', subject: fresh(), ip })))).toBe(50);
  });

  test('nobody takes back what others failed at behind an address by succeeding with an account of their own, at once or by several names', async () => {
    const ip = address();
    expect(await allowed(times(150, () => ({ action: 'password', subject: fresh(), ip })))).toBe(150);
    const own = times(5, () => ({ action: 'password', subject: '001085900001', ip }));
    expect(await allowed(own)).toBe(5);
    await Promise.all(own.map((one) => world.accounts.limits.afterSuccess(one)));
    await world.accounts.limits.afterSuccessOf('password', await world.make(), ip);
    expect(await allowed(times(100, () => ({ action: 'password', subject: fresh(), ip })))).toBe(50);
  });

  test('the whole service has a total per minute', async () => {
    const small = accountsForTest(database, { totals: { triesPerMinute: 16 } });
    expect(
      await allowed(
        times(80, () => ({ action: 'lookup', subject: fresh(), ip: address() })),
        small.accounts.limits,
      ),
    ).toBeLessThanOrEqual(16);
  });

  test('no address and no subject is readable in the table', async () => {
    await world.accounts.limits.beforeTry({ action: 'password', subject: 'readable-subject', ip: '198.51.100.77' });
    const { rows } = await database.admin.query<{ key: string }>('SELECT key FROM identity.rate_limit');
    expect(rows.map((row) => row.key).join('\n')).not.toMatch(/readable|198\.51/);
  });

  test('what has expired is cleaned up, and nothing else', async () => {
    const now = world.clock.now();
    await database.admin.query('UPDATE identity.rate_limit SET expire = $1', [now.getTime() - 1]);
    await database.admin.query(`INSERT INTO identity.rate_limit (key, points, expire) VALUES ('alive', 1, $1)`, [now.getTime() + 60_000]);
    await world.accounts.sms.sendCode(database.db, { purpose: 'register', subject: 'flow', phone: '+84912345678', language: 'vi' });
    await database.admin.query(`DELETE FROM identity.rate_limit WHERE expire > $1 AND key <> 'alive'`, [now.getTime()]);
    await world.accounts.passkeys.beginAuthentication(database.db, 'ceremony');
    // It deletes a thousand rows a call.
    let deleted = 0;
    while (deleted < (deleted += await world.accounts.cleanUp(database.db)));
    expect(deleted).toBeGreaterThan(0);
    const left = async (table: string): Promise<number | null> => (await database.admin.query(`SELECT 1 FROM identity.${table}`)).rowCount;
    expect([await left('rate_limit'), await left('sms_code'), await left('passkey_ceremony')]).toEqual([1, 1, 1]);
    world.clock.advance(3600);
    await world.accounts.cleanUp(database.db);
    expect([await left('rate_limit'), await left('sms_code'), await left('passkey_ceremony')]).toEqual([0, 0, 0]);
  });
});

describe('a browser that is known', () => {
  let limits: typeof world.accounts.limits;
  beforeAll(() => {
    limits = world.accounts.limits;
  });
  const remembered = async () => {
    const account = await world.make();
    return { account, cookie: world.accounts.limits.remember(undefined, account).value };
  };
  const tries = (account: Account, browser: string | undefined, count = 1): Try[] =>
    times(count, () => ({ action: 'password', subject: world.accounts.limits.subjectOf(account.citizenNumber), ip: address(), browser }));

  test('gets through with the right password, whatever strangers do: 50 wrong ones from 10 addresses, and the ceiling reached', async () => {
    const { account, cookie } = await remembered();
    const attackers = Array.from({ length: 10 }, address);
    const subject = limits.subjectOf(account.citizenNumber);
    await allowed(times(50, (index) => ({ action: 'password', subject, ip: attackers[index % 10] ?? '' })));
    await allowed(tries(account, undefined, 60));
    expect(await allowed(tries(account, undefined))).toBe(0);
    for (const identifier of [account.citizenNumber, account.phone]) {
      const candidate = await world.accounts.password.candidate({ identifier, ip: attackers[0] ?? '', browser: cookie });
      expect([candidate.account?.id, candidate.wantsMore('short')]).toEqual([account.id, false]);
    }
  });

  test('has a budget of its own: ten failures in a quarter of an hour, fifty in a row', async () => {
    const { account, cookie } = await remembered();
    expect(await allowed(tries(account, cookie, 50))).toBe(10);
    let more = 0;
    for (let quarter = 0; quarter < 12; quarter += 1) {
      world.clock.advance(900);
      more += await allowed(tries(account, cookie, 10));
    }
    expect(10 + more).toBe(50);
    // Strangers were not counted by it.
    expect(await allowed(tries(account, undefined))).toBe(1);
  });

  test('is known for its own account alone, by any of its names, and not by a cookie that was changed or has ended', async () => {
    const { account, cookie } = await remembered();
    const other = await world.make();
    expect([limits.isKnown(cookie, account.id), limits.isKnown(cookie, other.id)]).toEqual([true, false]);
    const [first = ''] = cookie.split('~');
    const ends = first.slice(16);
    const prolonged = cookie.replace(ends, (Number.parseInt(ends, 36) + 86_400).toString(36));
    for (const forged of [prolonged, cookie.replace('~', '~~'), `${first}~${'A'.repeat(48)}`, '', '.....', 'x'.repeat(9000)])
      expect(limits.isKnown(forged, account.id)).toBe(false);
    expect(cookie).not.toContain(account.id);
    world.clock.advance(180 * 86_400);
    expect(limits.isKnown(cookie, account.id)).toBe(false);
  });

  test('is known for five accounts, those used last, and is given a new proof at each sign-in', async () => {
    const people = await Promise.all(Array.from({ length: 7 }, () => world.make()));
    let cookie: string | undefined;
    for (const person of people) cookie = limits.remember(cookie, person).value;
    expect(people.map((person) => limits.isKnown(cookie, person.id))).toEqual([false, false, true, true, true, true, true]);
    const again = limits.remember(cookie, people[6] as Account).value;
    expect(again.split('.')[0]).not.toBe(cookie?.split('.')[0]);
    expect(again.split('.').slice(1)).toEqual(cookie?.split('.').slice(1));
    expect(again.length).toBeLessThan(500);
  });
});

describe('strangers', () => {
  test('mistyping 200 times behind one address keep out nobody behind it: only how many different people fail counts', async () => {
    const ip = address();
    // Forty people, five wrong passwords each.
    for (let person = 0; person < 40; person += 1) {
      const subject = fresh();
      await allowed(times(5, () => ({ action: 'password', subject, ip })));
    }
    expect(await allowed(times(100, () => ({ action: 'password', subject: fresh(), ip })))).toBe(100);
  });

  test('with the right password are asked for more after ten failures, or when the password is short; nobody else is', async () => {
    const account = await world.make();
    const asked = async (password: string): Promise<boolean> =>
      (await world.accounts.password.candidate({ identifier: account.phone, ip: address() })).wantsMore(password);
    expect([await asked('mười lăm chữ cái'), await asked('mười bốn chữ')]).toEqual([false, true]);
    const subject = world.accounts.limits.subjectOf(account.phone);
    await allowed(times(9, () => ({ action: 'password', subject, ip: address() })));
    expect(await asked('mười lăm chữ cái')).toBe(true);
    await world.deps.writes.apply([world.accounts.limits.provedStrongly(account)]);
    expect(await asked('mười lăm chữ cái')).toBe(false);
    const nobody = await world.accounts.password.candidate({ identifier: '001085999999', ip: address() });
    expect(nobody.wantsMore('short')).toBe(false);
  });

  test('cannot use up what a person may look for or declare: help and registration have no limit of a person', async () => {
    for (const action of ['lookup', 'register'] as const) {
      const subject = fresh();
      expect(await allowed(times(200, () => ({ action, subject, ip: address() })))).toBe(200);
      expect(await allowed([{ action, subject, ip: address() }])).toBe(1);
    }
  });

  test('are stopped at 100 wrong codes in a row for each kind, at once or over days, until a stronger proof', async () => {
    const account = await world.make();
    const wrong = (action: Try['action'], count: number): Try[] => times(count, () => ({ action, subject: account.id, ip: address() }));
    let told = 0;
    for (let day = 0; day < 6; day += 1) {
      told += await allowed(wrong('totp', 20));
      world.clock.advance(86_400);
    }
    expect(told).toBe(100);
    expect(await allowed(wrong('recovery', 1))).toBe(1);
    await world.deps.writes.apply([world.accounts.limits.provedStrongly(account)]);
    expect(await allowed(wrong('totp', 1))).toBe(1);
  });
});

test('an account may set ten new passwords in an hour, one at a time, so that it cannot fill the pool of hashes', async () => {
  const account = await world.make();
  const small = accountsForTest(database, { blindIndex: world.deps.blindIndex, poolSize: 1, poolQueue: 8 });
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, () => small.accounts.password.prepare('một câu thật dài 2026', { accountId: account.id })),
  );
  const codes = results.map((result) => (result.status === 'fulfilled' ? 'hashed' : (result.reason as { code: string }).code));
  expect(codes.filter((code) => code === 'limit.exceeded')).toHaveLength(50);
  expect(codes.filter((code) => code === 'hashed').length).toBeLessThanOrEqual(10);
  expect(codes.filter((code) => code === 'service.busy').length).toBeGreaterThan(0);
});
