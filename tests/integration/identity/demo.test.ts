import { afterAll, beforeAll, expect, it } from 'vitest';
import { ImportRefused, demoAccounts, importAccount, seedDemo } from '#identity';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { startIdentity, type TestIdentity } from '../../support/identity.ts';

let database: TestDatabase;
let identity: TestIdentity;
beforeAll(async () => {
  database = await useDatabase();
  identity = await startIdentity(database);
});
afterAll(async () => {
  await identity.close();
  await database.close();
});

it('four processes that seed at once make every demo account once, none of them doubtful', async () => {
  const made = await Promise.all([1, 2, 3, 4].map(() => seedDemo(identity.runtime)));
  expect(made.reduce((sum, each) => sum + each, 0)).toBe(demoAccounts.length);
  for (const one of demoAccounts) {
    const account = await identity.runtime.accounts.findByIdentifier(identity.runtime.db, one.citizen_number);
    expect(account).toMatchObject({ name: one.name, needsReview: false, identityLevel: one.verified ? 2 : 1 });
  }
});

it('an import says everything that is wrong with an account at once', async () => {
  const wrong = {
    citizen_number: 'x',
    name: '',
    birth_date: '1990-02-31',
    phone: '1',
    password: 'password',
    totp_secret: 'JBSWY3DPEHPK3PXP',
    odd: 1,
  };
  const refusal = await importAccount(identity.runtime, wrong, 'test').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ImportRefused);
  for (const member of ['citizen_number', 'name', 'birth_date', 'phone', 'password', 'totp_secret'])
    expect((refusal as Error).message).toContain(`${member}:`);
});
