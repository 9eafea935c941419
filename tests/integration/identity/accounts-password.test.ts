import argon2 from 'argon2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { accountsForTest, cheap } from '../../support/accounts.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase();
});
afterAll(() => database.close());

const password = 'con trâu đi trước cái cày';

async function hashOf(accountId: string): Promise<string> {
  const { rows } = await database.admin.query<{ hash: string }>('SELECT hash FROM identity.password WHERE account_id = $1', [accountId]);
  return rows[0]?.hash ?? '';
}

describe('passwords', () => {
  test('the right password is right in every normal form, and any other is wrong', async () => {
    const { accounts, make } = accountsForTest(database);
    const { id } = await make();
    await accounts.password.set(database.db, { accountId: id, password: password.normalize('NFD'), bound: 3 });
    expect(await hashOf(id)).toMatch(/^\$argon2id\$v=19\$m=1024,p=1,t=2\$/);
    expect(await accounts.password.verify(database.db, { accountId: id, password: password.normalize('NFC') })).toBe(true);
    for (const wrong of ['', password.toUpperCase(), `${password} `, `${password}\0`, 'x'.repeat(1_000_000)])
      expect(await accounts.password.verify(database.db, { accountId: id, password: wrong })).toBe(false);
  });

  test('a wrong password, an unknown account and an account without password take the same path: one lookup, one hash of equal cost', async () => {
    const { accounts, make } = accountsForTest(database);
    const [withPassword, without] = [await make(), await make()];
    await accounts.password.set(database.db, { accountId: withPassword.id, password, bound: 3 });
    const hashes = vi.spyOn(argon2, 'verify');
    for (const accountId of [withPassword.id, without.id, null]) {
      hashes.mockClear();
      const query = vi.fn(database.db.query.bind(database.db));
      expect(await accounts.password.verify({ query } as never, { accountId, password: 'not the password' })).toBe(false);
      expect(query).toHaveBeenCalledTimes(1);
      expect(hashes).toHaveBeenCalledTimes(1);
      const used = String(hashes.mock.calls[0]?.[0]);
      expect(argon2.needsRehash(used, cheap)).toBe(false);
      expect(used.length).toBe((await hashOf(withPassword.id)).length);
    }
  });

  test('a candidate brings account, factors and the answer in one lookup; with nobody the same lookup and the same hash', async () => {
    const { accounts, make } = accountsForTest(database);
    const [account, without] = [await make(), await make()];
    await accounts.password.set(database.db, { accountId: account.id, password, bound: 3 });
    const hashes = vi.spyOn(argon2, 'verify');
    for (const [identifier, expected] of [
      [account.citizenNumber, account],
      [account.phone.replace('+84', '0'), account],
      [without.phone, without],
      ['001085999999', null],
      ['nonsense', null],
    ] as const) {
      hashes.mockClear();
      const query = vi.spyOn(database.db, 'query');
      const found = await accounts.password.candidate({ identifier, ip: '198.51.100.7' });
      const asked = query.mock.calls.length;
      query.mockRestore();
      expect(found.account).toEqual(expected);
      expect(found.factors).toEqual(expected === null ? null : await accounts.factors(database.db, expected.id));
      expect(await found.verify('not the password')).toBe(false);
      expect([asked, hashes.mock.calls.length]).toEqual([1, 1]);
      expect(await found.verify(password)).toBe(expected === account);
    }
  });

  test('in a transaction only a password that was hashed before it is set', async () => {
    const { accounts, make } = accountsForTest(database);
    const { id: accountId } = await make();
    await expect(database.db.transaction((tx) => accounts.password.set(tx, { accountId, password, bound: 3 }))).rejects.toThrow(
      'before the transaction',
    );
    const prepared = await accounts.password.prepare(password);
    await database.db.transaction((tx) => accounts.password.set(tx, { accountId, password: prepared, bound: 3 }));
    expect(await accounts.password.verify(database.db, { accountId, password })).toBe(true);
  });

  test('a sign-in after the parameters changed hashes anew, once, and records it', async () => {
    const old = accountsForTest(database);
    const { id } = await old.make();
    await old.accounts.password.set(database.db, { accountId: id, password, bound: 3 });
    const stronger = accountsForTest(database, { passwordParameters: { ...cheap, timeCost: 3 }, poolSize: 4, poolQueue: 50 });
    expect(await stronger.accounts.password.verify(database.db, { accountId: id, password: 'wrong password' })).toBe(false);
    expect(await hashOf(id)).toContain('t=2');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => stronger.accounts.password.verify(database.db, { accountId: id, password })),
    );
    expect(answers).toEqual([true, true, true, true, true]);
    expect(await hashOf(id)).toContain('t=3');
    const { rowCount } = await database.admin.query(
      `SELECT 1 FROM identity.audit_event WHERE account_id = $1 AND type = 'password.rehashed'`,
      [id],
    );
    expect(rowCount).toBe(1);
    expect(await stronger.accounts.password.verify(database.db, { accountId: id, password })).toBe(true);
  });

  test('when the pool and its queue are full, the next try is a 503 with Retry-After and the others are answered', async () => {
    const { accounts, make } = accountsForTest(database, {
      poolSize: 1,
      poolQueue: 2,
      passwordParameters: { ...cheap, memoryCost: 32_768, timeCost: 3 },
    });
    const { id } = await make();
    await accounts.password.set(database.db, { accountId: id, password, bound: 3 });
    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, () => accounts.password.verify(database.db, { accountId: id, password })),
    );
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expect(answer.reason).toMatchObject({ code: 'service.busy', retryAfter: 2 });
    expect(answers.filter((answer) => answer.status === 'fulfilled').every((answer) => answer.value)).toBe(true);
    expect(await accounts.password.verify(database.db, { accountId: id, password })).toBe(true);
  });

  test('a password outside the limits of length is never stored', async () => {
    const { accounts, make } = accountsForTest(database);
    const { id } = await make();
    for (const wrong of ['', 'short', 'x'.repeat(129)])
      await expect(accounts.password.set(database.db, { accountId: id, password: wrong, bound: 3 })).rejects.toMatchObject({
        code: 'request.invalid',
      });
    expect(await hashOf(id)).toBe('');
  });
});
