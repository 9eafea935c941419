import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountsForTest, person, twenty } from '../../support/accounts.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let world: ReturnType<typeof accountsForTest>;
beforeAll(async () => {
  database = await useDatabase();
  world = accountsForTest(database);
});
afterAll(() => database.close());

const count = (results: readonly string[], wanted: string): number => results.filter((result) => result === wanted).length;

describe('TOTP', () => {
  const codeFor = (secret: string, seconds = 0): string => generateSync({ secret, epoch: world.clock.epoch() + seconds });
  const enrol = async (): Promise<{ accountId: string; secret: string }> => {
    const { id } = await world.make();
    const { secret } = await world.accounts.totp.begin(database.db, id);
    expect(await world.accounts.totp.confirm(database.db, { accountId: id, code: codeFor(secret), bound: 2 })).toBe('ok');
    world.clock.advance(120);
    return { accountId: id, secret };
  };

  test('a begun secret is not in force until its first code, and its URI names the service', async () => {
    const account = await world.make();
    const { secret, uri } = await world.accounts.totp.begin(database.db, account.id);
    expect(uri).toMatch(/^otpauth:\/\/totp\/M%E1%BB%99t%20C%E1%BB%ADa/);
    expect(uri).toContain(account.citizenNumber);
    expect(await world.accounts.totp.verify(database.db, { accountId: account.id, code: codeFor(secret) })).toBe('wrong');
    expect((await world.accounts.factors(database.db, account.id)).totp).toBe(false);
    expect(await world.accounts.totp.confirm(database.db, { accountId: account.id, code: codeFor(secret, 300), bound: 2 })).toBe('wrong');
    expect(await world.accounts.totp.confirm(database.db, { accountId: account.id, code: codeFor(secret), bound: 2 })).toBe('ok');
    expect(await world.accounts.totp.confirm(database.db, { accountId: account.id, code: codeFor(secret), bound: 2 })).toBe('spent');
    expect(await world.accounts.totp.verify(database.db, { accountId: account.id, code: codeFor(secret) })).toBe('spent');
  });

  test('a begun secret waits half an hour for its first code, and not a second longer', async () => {
    const [soon, late] = [await world.make(), await world.make()];
    const secrets = [await world.accounts.totp.begin(database.db, soon.id), await world.accounts.totp.begin(database.db, late.id)];
    world.clock.advance(1799);
    expect(await world.accounts.totp.confirm(database.db, { accountId: soon.id, code: codeFor(secrets[0]?.secret ?? ''), bound: 2 })).toBe(
      'ok',
    );
    world.clock.advance(1);
    expect(await world.accounts.totp.confirm(database.db, { accountId: late.id, code: codeFor(secrets[1]?.secret ?? ''), bound: 2 })).toBe(
      'spent',
    );
  });

  test('one code given 20 times at once is accepted once', async () => {
    const { accountId, secret } = await enrol();
    const code = codeFor(secret);
    const results = await twenty(() => world.accounts.totp.verify(database.db, { accountId, code }));
    expect([count(results, 'ok'), count(results, 'spent')]).toEqual([1, 19]);
  });

  test('codes one step before and after are accepted, two steps are not, and an older step never after a newer one', async () => {
    const { accountId, secret } = await enrol();
    const verify = (seconds: number) => world.accounts.totp.verify(database.db, { accountId, code: codeFor(secret, seconds) });
    expect(await verify(-60)).toBe('wrong');
    expect(await verify(60)).toBe('wrong');
    expect(await verify(-30)).toBe('ok');
    expect(await verify(30)).toBe('ok');
    expect(await verify(0)).toBe('spent');
  });

  test('beginning anew leaves the old secret in force until the new one is confirmed', async () => {
    const { accountId, secret } = await enrol();
    const begun = await world.accounts.totp.begin(database.db, accountId);
    expect(await world.accounts.totp.verify(database.db, { accountId, code: codeFor(secret) })).toBe('ok');
    expect(await world.accounts.totp.confirm(database.db, { accountId, code: codeFor(begun.secret), bound: 2 })).toBe('ok');
    world.clock.advance(120);
    expect(await world.accounts.totp.verify(database.db, { accountId, code: codeFor(secret) })).toBe('wrong');
    expect(await world.accounts.totp.verify(database.db, { accountId, code: codeFor(begun.secret) })).toBe('ok');
  });

  test('a secret swapped into another account does not open', async () => {
    const [mine, theirs] = [await enrol(), await enrol()];
    await database.admin.query(
      'UPDATE identity.totp SET secret = (SELECT secret FROM identity.totp WHERE account_id = $2) WHERE account_id = $1',
      [theirs.accountId, mine.accountId],
    );
    await expect(world.accounts.totp.verify(database.db, { accountId: theirs.accountId, code: codeFor(mine.secret) })).rejects.toThrow();
  });

  test('malformed codes are wrong, and a removed secret accepts nothing', async () => {
    const { accountId, secret } = await enrol();
    for (const code of ['', '12345', '1234567', 'abcdef', '\0', '9'.repeat(10_000), '٠٠٠٠٠٠'])
      expect(await world.accounts.totp.verify(database.db, { accountId, code })).toBe('wrong');
    await world.accounts.totp.remove(database.db, accountId);
    expect(await world.accounts.totp.verify(database.db, { accountId, code: codeFor(secret) })).toBe('wrong');
  });
});

describe('SMS codes', () => {
  const send = async (purpose: 'register' | 'sign-in' = 'sign-in', phone = person().phone) => {
    const subject = crypto.randomUUID();
    await world.accounts.sms.sendCode(database.db, { purpose, subject, phone, language: 'vi' });
    const message = world.sent.at(-1);
    return { purpose, subject, phone, code: /\d{6}/.exec(message?.text ?? '')?.[0] ?? '', message };
  };
  const other = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  test('a code is a secret message to the number, kept only as a MAC', async () => {
    const { code, phone, message } = await send();
    expect(message).toMatchObject({ channel: 'sms', to: phone, secret: true, template: 'sign-in-code', language: 'vi' });
    const { rows } = await database.admin.query<{ row: string }>('SELECT row_to_json(c)::text AS row FROM identity.sms_code c');
    expect(rows.map((row) => row.row).join()).not.toContain(code);
  });

  test('one right code given 20 times at once is accepted once', async () => {
    const { purpose, subject, code } = await send();
    const results = await twenty(() => world.accounts.sms.verifyCode(database.db, { purpose, subject, code }));
    expect([count(results, 'ok'), count(results, 'wrong')]).toEqual([1, 0]);
  });

  test('20 wrong tries at once count as five, and then the right code is spent', async () => {
    const { purpose, subject, code } = await send();
    const results = await twenty(() => world.accounts.sms.verifyCode(database.db, { purpose, subject, code: other(code) }));
    expect([count(results, 'wrong'), count(results, 'spent')]).toEqual([5, 15]);
    expect(await world.accounts.sms.verifyCode(database.db, { purpose, subject, code })).toBe('spent');
  });

  test('a code is wrong for another purpose and for another subject', async () => {
    const [first, second] = [await send('sign-in'), await send('sign-in')];
    await world.accounts.sms.sendCode(database.db, { purpose: 'recover', subject: first.subject, phone: first.phone, language: 'vi' });
    if (first.code === second.code) return;
    expect(await world.accounts.sms.verifyCode(database.db, { purpose: 'sign-in', subject: second.subject, code: first.code })).toBe(
      'wrong',
    );
    expect(await world.accounts.sms.verifyCode(database.db, { purpose: 'recover', subject: first.subject, code: first.code })).toBe(
      'wrong',
    );
    expect(await world.accounts.sms.verifyCode(database.db, { purpose: 'register', subject: first.subject, code: first.code })).toBe(
      'spent',
    );
    expect(await world.accounts.sms.verifyCode(database.db, { purpose: 'sign-in', subject: first.subject, code: first.code })).toBe('ok');
  });

  test('a code lives ten minutes, and sending again replaces it', async () => {
    const first = await send();
    world.clock.advance(601);
    expect(await world.accounts.sms.verifyCode(database.db, first)).toBe('spent');
    await world.accounts.sms.sendCode(database.db, { purpose: 'sign-in', subject: first.subject, phone: first.phone, language: 'en' });
    const renewed = /\d{6}/.exec(world.sent.at(-1)?.text ?? '')?.[0] ?? '';
    if (renewed !== first.code) expect(await world.accounts.sms.verifyCode(database.db, first)).toBe('wrong');
    expect(await world.accounts.sms.verifyCode(database.db, { ...first, code: `${renewed.slice(0, 3)} ${renewed.slice(3)}` })).toBe('ok');
  });

  test('a code is over at the end of its ten minutes, not after it', async () => {
    const [before, at] = [await send(), await send()];
    world.clock.advance(599);
    expect(await world.accounts.sms.verifyCode(database.db, before)).toBe('ok');
    world.clock.advance(1);
    expect(await world.accounts.sms.verifyCode(database.db, at)).toBe('spent');
  });

  test('one number gets ten messages in a day, however they are spread', async () => {
    const { phone } = person();
    for (const batch of [3, 3, 3, 1]) {
      for (let index = 0; index < batch; index += 1) await send('sign-in', phone);
      world.clock.advance(600);
    }
    await expect(send('sign-in', phone)).rejects.toMatchObject({ code: 'limit.exceeded', retryAfter: 86_400 - 4 * 600 });
    world.clock.advance(86_400 - 4 * 600);
    await send('sign-in', phone);
  });

  test('20 messages asked for one number at once send three, and the others are told when to come back', async () => {
    const { phone } = person();
    const before = world.sent.length;
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        world.accounts.sms.sendCode(database.db, { purpose: 'sign-in', subject: crypto.randomUUID(), phone, language: 'vi' }),
      ),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(3);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'limit.exceeded', retryAfter: expect.any(Number) });
    expect(world.sent.length - before).toBe(3);
  });

  test('the whole service sends no more than its total per minute', async () => {
    const small = accountsForTest(database, { totals: { smsPerMinute: 16 } });
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, () =>
        small.accounts.sms.sendCode(database.db, {
          purpose: 'register',
          subject: crypto.randomUUID(),
          phone: person().phone,
          language: 'vi',
        }),
      ),
    );
    expect(results.filter((result) => result.status === 'fulfilled').length).toBeLessThanOrEqual(16);
  });
});

describe('recovery codes', () => {
  test('ten different codes without look-alike characters, none stored', async () => {
    const { id } = await world.make();
    const codes = await world.accounts.recovery.generate(database.db, { accountId: id, bound: 2 });
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}$/);
  });

  test('one code given 20 times at once is accepted once', async () => {
    const { id } = await world.make();
    const [code = ''] = await world.accounts.recovery.generate(database.db, { accountId: id, bound: 2 });
    const results = await twenty(() =>
      world.accounts.recovery.use(database.db, { accountId: id, code: ` ${code.toLowerCase().replace('-', ' ')}` }),
    );
    expect([count(results, 'ok'), count(results, 'spent')]).toEqual([1, 19]);
    expect((await world.accounts.factors(database.db, id)).recoveryCodesLeft).toBe(9);
  });

  test('a code is read however it is spaced and dashed', async () => {
    const { id } = await world.make();
    const [code = ''] = await world.accounts.recovery.generate(database.db, { accountId: id, bound: 2 });
    const spaced = [...code.replace('-', '\u2013')].join('  ');
    expect(await world.accounts.recovery.use(database.db, { accountId: id, code: spaced })).toBe('ok');
  });

  test('a code of another account, an old code and nonsense are wrong', async () => {
    const [mine, theirs] = [await world.make(), await world.make()];
    const [old = ''] = await world.accounts.recovery.generate(database.db, { accountId: mine.id, bound: 2 });
    const [code = ''] = await world.accounts.recovery.generate(database.db, { accountId: mine.id, bound: 2 });
    expect(await world.accounts.recovery.use(database.db, { accountId: theirs.id, code })).toBe('wrong');
    expect(await world.accounts.recovery.use(database.db, { accountId: mine.id, code: old })).toBe('wrong');
    for (const nonsense of ['', '\0', 'x'.repeat(10_000)])
      expect(await world.accounts.recovery.use(database.db, { accountId: mine.id, code: nonsense })).toBe('wrong');
    expect(await world.accounts.recovery.use(database.db, { accountId: mine.id, code })).toBe('ok');
  });

  test('20 sets generated at once leave exactly one set of ten', async () => {
    const { id } = await world.make();
    await twenty(() => world.accounts.recovery.generate(database.db, { accountId: id, bound: 2 }));
    expect((await world.accounts.factors(database.db, id)).recoveryCodesLeft).toBe(10);
  });
});
