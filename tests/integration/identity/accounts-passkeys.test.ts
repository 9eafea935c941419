import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '#identity/accounts';
import { accountsForTest, rp, twenty } from '../../support/accounts.ts';
import { SoftwareAuthenticator, type Falsify } from '../../support/authenticator.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let world: ReturnType<typeof accountsForTest>;
beforeAll(async () => {
  database = await useDatabase();
  world = accountsForTest(database);
});
afterAll(() => database.close());

const ceremonyName = (): string => randomBytes(16).toString('hex');

async function register(account: Account, authenticator: SoftwareAuthenticator, falsify?: Falsify) {
  const ceremony = ceremonyName();
  const options = await world.accounts.passkeys.beginRegistration(database.db, { ceremony, account, bound: 3 });
  const response = authenticator.create(options, falsify);
  return world.accounts.passkeys.finishRegistration(database.db, {
    ceremony,
    accountId: account.id,
    label: ' Điện thoại  của tôi ',
    response,
  });
}

/** Whom the owner is to be told of: a counter that went back, and whether the answer was refused. */
let wentBack: boolean[] = [];

async function signIn(authenticator: SoftwareAuthenticator, falsify?: Falsify) {
  const ceremony = ceremonyName();
  const options = await world.accounts.passkeys.beginAuthentication(database.db, ceremony);
  wentBack = [];
  return world.accounts.passkeys.finishAuthentication(database.db, {
    ceremony,
    response: authenticator.get(options, falsify),
    counterWentBack: async (_tx, { refused }) => void wentBack.push(refused),
  });
}

async function enrolled(falsify?: Falsify) {
  const account = await world.make();
  const authenticator = new SoftwareAuthenticator(rp.origin);
  const passkey = await register(account, authenticator, falsify);
  if (passkey === null) throw new Error('not registered');
  return { account, authenticator, passkey };
}

describe('passkey registration', () => {
  test('asks for a discoverable, user-verified passkey under a handle that is not the account id', async () => {
    const { account, authenticator } = await enrolled();
    const options = await world.accounts.passkeys.beginRegistration(database.db, { ceremony: ceremonyName(), account, bound: 3 });
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Một Cửa' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      pubKeyCredParams: [{ alg: -8 }, { alg: -7 }, { alg: -257 }],
      excludeCredentials: [{ id: authenticator.credentialId.toString('base64url') }],
      user: { id: authenticator.userHandle.toString('base64url'), name: account.citizenNumber },
    });
    expect(authenticator.userHandle).toHaveLength(32);
    expect(authenticator.userHandle.toString('hex')).not.toContain(account.id.replaceAll('-', ''));
  });

  test('the passkey is listed with a clean label', async () => {
    const { account, passkey } = await enrolled();
    expect(await world.accounts.passkeys.list(database.db, account.id)).toEqual([
      { id: passkey.id, label: 'Điện thoại của tôi', createdAt: world.clock.now(), lastUsedAt: null, backedUp: false, bound: 3 },
    ]);
  });

  test('a forged origin, another relying party, no user verification, another challenge and another type are refused', async () => {
    const account = await world.make();
    for (const falsify of [
      { origin: 'http://localhost:3001' },
      { origin: 'https://evil.example' },
      { rpId: 'evil.example' },
      { userVerified: false },
      { challenge: 'AAAA' },
      { type: 'webauthn.get' },
    ])
      expect(await register(account, new SoftwareAuthenticator(rp.origin), falsify)).toBeNull();
    expect(await world.accounts.passkeys.list(database.db, account.id)).toEqual([]);
  });

  test('one answer given 20 times at once registers one passkey', async () => {
    const account = await world.make();
    const ceremony = ceremonyName();
    const response = new SoftwareAuthenticator(rp.origin).create(
      await world.accounts.passkeys.beginRegistration(database.db, { ceremony, account, bound: 3 }),
    );
    const results = await twenty(() =>
      world.accounts.passkeys.finishRegistration(database.db, { ceremony, accountId: account.id, label: 'x', response }),
    );
    expect(results.filter((result) => result !== null)).toHaveLength(1);
  });

  test('a ceremony begun for one account does not finish for another, nor after five minutes', async () => {
    const [mine, theirs] = [await world.make(), await world.make()];
    const authenticator = new SoftwareAuthenticator(rp.origin);
    const ceremony = ceremonyName();
    const response = authenticator.create(
      await world.accounts.passkeys.beginRegistration(database.db, { ceremony, account: mine, bound: 3 }),
    );
    expect(
      await world.accounts.passkeys.finishRegistration(database.db, { ceremony, accountId: theirs.id, label: 'x', response }),
    ).toBeNull();
    const late = authenticator.create(await world.accounts.passkeys.beginRegistration(database.db, { ceremony, account: mine, bound: 3 }));
    world.clock.advance(300);
    expect(
      await world.accounts.passkeys.finishRegistration(database.db, { ceremony, accountId: mine.id, label: 'x', response: late }),
    ).toBeNull();
  });

  test('a credential that is registered cannot be registered again by anybody', async () => {
    const { authenticator } = await enrolled();
    expect(await register(await world.make(), authenticator)).toBeNull();
  });

  test('a passkey can be prepared before its account exists', async () => {
    const id = '019a0000-0000-7000-8000-0000000000aa';
    const ceremony = ceremonyName();
    const authenticator = new SoftwareAuthenticator(rp.origin);
    const response = authenticator.create(
      await world.accounts.passkeys.beginRegistration(database.db, {
        ceremony,
        account: { id, citizenNumber: '001085999999', name: 'Thử' },
        bound: 3,
      }),
    );
    const account = await world.make({ id });
    expect(account.id).toBe(id);
    expect(await world.accounts.passkeys.finishRegistration(database.db, { ceremony, accountId: id, label: '', response })).toMatchObject({
      label: 'Passkey',
    });
    expect(await signIn(authenticator)).toMatchObject({ accountId: id });
  });

  test('malformed answers are refused without a fault', async () => {
    const account = await world.make();
    for (const response of [
      null,
      1,
      'x',
      {},
      { id: 'a' },
      { id: 'AA', rawId: 'AA', type: 'public-key', response: { clientDataJSON: 'AA', attestationObject: 'AA' } },
    ]) {
      const ceremony = ceremonyName();
      await world.accounts.passkeys.beginRegistration(database.db, { ceremony, account, bound: 3 });
      expect(
        await world.accounts.passkeys.finishRegistration(database.db, { ceremony, accountId: account.id, label: 'x', response }),
      ).toBeNull();
    }
  });
});

describe('passkey sign-in', () => {
  test('names no credential, and the passkey names its account', async () => {
    const { account, authenticator, passkey } = await enrolled();
    const options = await world.accounts.passkeys.beginAuthentication(database.db, ceremonyName());
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect((options as { allowCredentials?: unknown[] }).allowCredentials ?? []).toEqual([]);
    expect(await signIn(authenticator)).toEqual({ accountId: account.id, passkeyId: passkey.id, bound: 3 });
    expect((await world.accounts.passkeys.list(database.db, account.id))[0]?.lastUsedAt).toEqual(world.clock.now());
  });

  test('whatever is forged is refused: origin, relying party, user verification, challenge, type, signature, user', async () => {
    const [mine, theirs] = [await enrolled(), await enrolled()];
    const forgeries: Falsify[] = [
      { origin: 'http://localhost:3001' },
      { origin: 'https://evil.example' },
      { rpId: 'evil.example' },
      { userVerified: false },
      { challenge: randomBytes(32).toString('base64url') },
      { type: 'webauthn.create' },
      { signature: randomBytes(70) },
      { userHandle: theirs.authenticator.userHandle },
      { userHandle: randomBytes(32) },
    ];
    for (const falsify of forgeries) expect([falsify, await signIn(mine.authenticator, falsify)]).toEqual([falsify, null]);
    expect(await signIn(mine.authenticator)).not.toBeNull();
  });

  test('another person’s credential id with one’s own key is refused', async () => {
    const [mine, theirs] = [await enrolled(), await enrolled()];
    const ceremony = ceremonyName();
    const answer = mine.authenticator.get(await world.accounts.passkeys.beginAuthentication(database.db, ceremony), {
      userHandle: theirs.authenticator.userHandle,
    });
    const id = theirs.authenticator.credentialId.toString('base64url');
    expect(
      await world.accounts.passkeys.finishAuthentication(database.db, { ceremony, response: { ...answer, id, rawId: id } }),
    ).toBeNull();
  });

  test('one answer given 20 times at once signs in once, even from an authenticator without a counter', async () => {
    const { authenticator } = await enrolled();
    const ceremony = ceremonyName();
    const response = authenticator.get(await world.accounts.passkeys.beginAuthentication(database.db, ceremony), { counter: 0 });
    const results = await twenty(() => world.accounts.passkeys.finishAuthentication(database.db, { ceremony, response }));
    expect(results.filter((result) => result !== null)).toHaveLength(1);
  });

  test('an answer to a registration challenge, an expired one and one of another ceremony are refused', async () => {
    const { account, authenticator } = await enrolled();
    const registration = ceremonyName();
    const options = await world.accounts.passkeys.beginRegistration(database.db, { ceremony: registration, account, bound: 3 });
    expect(
      await world.accounts.passkeys.finishAuthentication(database.db, { ceremony: registration, response: authenticator.get(options) }),
    ).toBeNull();
    const ceremony = ceremonyName();
    const late = authenticator.get(await world.accounts.passkeys.beginAuthentication(database.db, ceremony));
    expect(await world.accounts.passkeys.finishAuthentication(database.db, { ceremony: ceremonyName(), response: late })).toBeNull();
    world.clock.advance(300);
    expect(await world.accounts.passkeys.finishAuthentication(database.db, { ceremony, response: late })).toBeNull();
  });

  test('a counter that goes back or stands still is refused and recorded; two answers with one counter sign in once', async () => {
    const { account, authenticator } = await enrolled();
    expect(await signIn(authenticator, { counter: 7 })).not.toBeNull();
    expect(await signIn(authenticator, { counter: 7 })).toBeNull();
    expect(await signIn(authenticator, { counter: 3 })).toBeNull();
    const { rows } = await database.admin.query<{ detail: { stored: number; received: number } }>(
      `SELECT detail FROM identity.audit_event WHERE account_id = $1 AND type = 'passkey.counter-regressed' ORDER BY detail->'received' DESC`,
      [account.id],
    );
    expect(rows.map(({ detail }) => [detail.stored, detail.received])).toEqual([
      [7, 7],
      [7, 3],
    ]);
    const clones = await twenty(() => signIn(authenticator, { counter: 8 }));
    expect(clones.filter((result) => result !== null)).toHaveLength(1);
  });

  test('a synchronised passkey goes on with the counter of the device it moved to, and its owner is to be told once', async () => {
    const { account, authenticator } = await enrolled({ backedUp: true });
    const told: boolean[][] = [];
    for (const counter of [7, 0, 0, 5, 3, 4]) {
      expect(await signIn(authenticator, { counter, backedUp: true })).not.toBeNull();
      told.push(wentBack);
    }
    expect(told).toEqual([[], [false], [], [], [false], []]);
    const { rows } = await database.admin.query<{ detail: { stored: number; received: number; accepted: boolean } }>(
      `SELECT detail FROM identity.audit_event WHERE account_id = $1 AND type = 'passkey.counter-regressed' ORDER BY detail->'stored' DESC`,
      [account.id],
    );
    expect(rows.map(({ detail }) => [detail.stored, detail.received, detail.accepted])).toEqual([
      [7, 0, true],
      [5, 3, true],
    ]);
  });

  test('one that may be synchronised and is not just now is let in all the same', async () => {
    const { authenticator } = await enrolled({ backupEligible: true });
    expect(await signIn(authenticator, { counter: 7, backupEligible: true })).not.toBeNull();
    expect(await signIn(authenticator, { counter: 0, backupEligible: true })).not.toBeNull();
    expect(wentBack).toEqual([false]);
  });

  test('a copy of one that cannot leave its device does not get in by calling itself synchronised, and the owner is told', async () => {
    const { authenticator } = await enrolled();
    expect(await signIn(authenticator, { counter: 7 })).not.toBeNull();
    expect(await signIn(authenticator, { counter: 3, backedUp: true })).toBeNull();
    expect(wentBack).toEqual([true]);
    // Its owner, who is ahead, goes on.
    expect(await signIn(authenticator, { counter: 8 })).not.toBeNull();
  });

  test('of one bound before it was kept, the first answer says whether it may be synchronised', async () => {
    const { authenticator, passkey } = await enrolled();
    await database.admin.query('UPDATE identity.passkey SET backup_eligible = NULL WHERE id = $1', [passkey.id]);
    for (const counter of [5, 0]) expect(await signIn(authenticator, { counter, backedUp: true })).not.toBeNull();
  });

  test('an authenticator without a counter signs in every time', async () => {
    const { authenticator } = await enrolled();
    expect(await signIn(authenticator, { counter: 0 })).not.toBeNull();
    expect(await signIn(authenticator, { counter: 0 })).not.toBeNull();
  });

  test('a forged signature leaves no trace of a counter that went back', async () => {
    const { account, authenticator } = await enrolled();
    await signIn(authenticator, { counter: 9 });
    expect(await signIn(authenticator, { counter: 1, signature: randomBytes(70) })).toBeNull();
    const { rowCount } = await database.admin.query(
      `SELECT 1 FROM identity.audit_event WHERE account_id = $1 AND type = 'passkey.counter-regressed'`,
      [account.id],
    );
    expect(rowCount).toBe(0);
  });

  test('only the owner renames and removes a passkey, and a removed one no longer signs in', async () => {
    const [mine, theirs] = [await enrolled(), await enrolled()];
    const { rename, remove } = world.accounts.passkeys;
    expect(await rename(database.db, { accountId: theirs.account.id, id: mine.passkey.id, label: 'stolen' })).toBe(false);
    expect(await remove(database.db, { accountId: theirs.account.id, id: mine.passkey.id })).toBe(false);
    expect(await remove(database.db, { accountId: mine.account.id, id: 'nonsense' })).toBe(false);
    expect(await rename(database.db, { accountId: mine.account.id, id: mine.passkey.id, label: 'Máy tính' })).toBe(true);
    expect(await remove(database.db, { accountId: mine.account.id, id: mine.passkey.id })).toBe(true);
    expect(await signIn(mine.authenticator)).toBeNull();
  });
});
