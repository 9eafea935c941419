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

describe('accounts', () => {
  test('what is created is found by id, by citizen number and by phone in any spelling', async () => {
    const account = await world.make({
      email: 'Thu@Example.VN',
      address: ' 1  Tràng Tiền, Hà Nội',
      gender: 'male',
      organisations: [{ taxCode: '0100109106', name: 'Công ty Thử' }],
    });
    expect(account).toMatchObject({
      status: 'active',
      identityLevel: 1,
      needsReview: false,
      name: 'Nguyễn Văn Thử',
      birthDate: '1985-02-17',
      gender: 'male',
      email: 'thu@example.vn',
      emailVerified: false,
      address: '1 Tràng Tiền, Hà Nội',
      language: 'vi',
      organisations: [{ taxCode: '0100109106', name: 'Công ty Thử' }],
      createdAt: world.clock.now(),
    });
    const national = `0${account.phone.slice(3)}`;
    const spaced = account.citizenNumber.replaceAll(/(...)/g, '$1 ');
    for (const identifier of [account.citizenNumber, spaced, account.phone, national, account.phone.slice(1)])
      expect(await world.accounts.findByIdentifier(database.db, identifier)).toEqual(account);
    expect(await world.accounts.find(database.db, account.id)).toEqual(account);
  });

  test('unknown and malformed identifiers and ids find nothing and break nothing', async () => {
    for (const identifier of ['', '\0', '099999999999', '0999999999', 'x'.repeat(10_240), "' OR 1=1 --", '+', '００'])
      expect(await world.accounts.findByIdentifier(database.db, identifier)).toBeNull();
    for (const id of ['', 'x', '\0', '019a0000-0000-7000-8000-000000000009']) expect(await world.accounts.find(database.db, id)).toBeNull();
  });

  test('20 parallel registrations of one citizen number make one account, and the others learn its owner', async () => {
    const one = person();
    const results = await twenty(() => world.accounts.create(database.db, { ...person(), citizenNumber: one.citizenNumber }));
    const created = results.flatMap((result) => ('created' in result ? [result.created] : []));
    expect(created).toHaveLength(1);
    expect(
      results.filter((result) => 'taken' in result && result.taken === 'citizen-number' && result.owner.id === created[0]?.id),
    ).toHaveLength(19);
  });

  test('20 parallel registrations of one phone number make one account', async () => {
    const { phone } = person();
    const results = await twenty(() => world.accounts.create(database.db, { ...person(), phone }));
    expect(results.filter((result) => 'created' in result)).toHaveLength(1);
    expect(results.filter((result) => 'taken' in result && result.taken === 'phone')).toHaveLength(19);
  });

  test('a declaration that contradicts its number is accepted and marked for review', async () => {
    expect((await world.make({ birthDate: '1999-02-17' })).needsReview).toBe(true);
    expect((await world.make({ gender: 'female' })).needsReview).toBe(true);
  });

  test('malformed data are refused, naming the field and never the value', async () => {
    for (const [field, wrong] of Object.entries({
      citizenNumber: '123',
      name: '123',
      birthDate: '1985-02-30',
      phone: '02438251234',
      email: 'nope',
      address: '\0',
    })) {
      const attempt = world.accounts.create(database.db, { ...person(), [field]: wrong });
      await expect(attempt).rejects.toMatchObject({ code: 'request.invalid', detail: field });
    }
  });

  test('an account and its event are written together or not at all', async () => {
    const someone = person();
    const undone = database.db.transaction(async (tx) => {
      await world.accounts.create(tx, someone);
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect(await world.accounts.findByIdentifier(database.db, someone.citizenNumber)).toBeNull();
    const account = await world.make();
    const { rows } = await database.admin.query<{ type: string; detail: object }>(
      'SELECT type, detail FROM identity.audit_event WHERE account_id = $1',
      [account.id],
    );
    expect(rows).toEqual([{ type: 'account.created', detail: { identityLevel: 1, needsReview: false } }]);
  });

  test('no personal data is readable in the database', async () => {
    const account = await world.make({ email: 'bimat@example.vn', address: 'Ngõ Bí Mật' });
    const { rows } = await database.admin.query<{ row: string }>(
      'SELECT row_to_json(a)::text AS row FROM identity.account a WHERE id = $1',
      [account.id],
    );
    const stored = rows[0]?.row ?? '';
    for (const secret of [account.citizenNumber, account.phone, 'Nguyễn', '1985', 'bimat', 'Ngõ']) {
      expect(stored).not.toContain(secret);
      expect(stored).not.toContain(Buffer.from(secret, 'utf8').toString('hex'));
    }
  });

  test('a ciphertext moved to another row or column does not open', async () => {
    const [left, right] = [await world.make(), await world.make()];
    await database.admin.query('UPDATE identity.account SET phone = (SELECT phone FROM identity.account WHERE id = $2) WHERE id = $1', [
      left.id,
      right.id,
    ]);
    const moved = await world.accounts.find(database.db, left.id);
    expect(() => moved?.phone).toThrow();
    expect(moved?.name).toBe(left.name);
    await database.admin.query('UPDATE identity.account SET address = name WHERE id = $1', [right.id]);
    const copied = await world.accounts.find(database.db, right.id);
    expect(() => copied?.address).toThrow();
  });

  test('a change of status is recorded once, with actor and reason', async () => {
    const account = await world.make();
    const change = { id: account.id, status: 'locked', reason: 'suspicious sign-ins', actor: 'cli' } as const;
    await world.accounts.setStatus(database.db, change);
    await world.accounts.setStatus(database.db, change);
    expect((await world.accounts.find(database.db, account.id))?.status).toBe('locked');
    const { rows } = await database.admin.query<{ actor: string; detail: object }>(
      `SELECT actor, detail FROM identity.audit_event WHERE account_id = $1 AND type = 'account.status-changed'`,
      [account.id],
    );
    expect(rows).toEqual([{ actor: 'cli', detail: { status: 'locked', reason: 'suspicious sign-ins' } }]);
  });

  test('a new account has no factors, and each one that is added is counted', async () => {
    const { id } = await world.make();
    expect(await world.accounts.factors(database.db, id)).toEqual({
      password: false,
      passkeys: 0,
      totp: false,
      sms: false,
      recoveryCodesLeft: 0,
      bound: { password: null, totp: null, phone: 3, phoneSince: world.clock.epoch(), recovery: null, passkey: null },
    });
    await world.accounts.password.set(database.db, { accountId: id, password: 'con trâu đi trước', bound: 3 });
    await world.accounts.totp.import(database.db, { accountId: id, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', bound: 3 });
    await world.accounts.sms.setSecondFactor(database.db, { accountId: id, enabled: true });
    await world.accounts.recovery.generate(database.db, { accountId: id, bound: 2 });
    expect(await world.accounts.factors(database.db, id)).toEqual({
      password: true,
      passkeys: 0,
      totp: true,
      sms: true,
      recoveryCodesLeft: 10,
      bound: { password: 3, totp: 3, phone: 3, phoneSince: world.clock.epoch(), recovery: 2, passkey: null },
    });
  });
});
