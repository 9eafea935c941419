import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importAccount } from '#identity';
import { PASSWORD, isOwnAccount, register, signIn, somebody, type Person } from '../../support/people.ts';
import { createProgram, pause, type Program } from '../../support/program.ts';
import { createVisitor } from '../../support/visitor.ts';

/** Who did what when the program was killed: half of them sign in, half of them register, all at once. */
const SIGNING_IN = 100;
const REGISTERING = 100;
/** The kill comes when so many have registered. */
const THROUGH = 20;

// Cheaper hashes than an operator may choose would be refused; a long queue lets all two hundred wait their turn.
const settings = { TRUSTED_PROXIES: '1', DEMO_DATA: 'false', PASSWORD_POOL_QUEUE: '1000' };

/** Ten at a time. */
async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
    }),
  );
}

describe.each(['process', 'everything'] as const)('kill -9 of the %s amid 200 sign-ins and registrations', (what) => {
  let program: Program;
  let owners: readonly Person[];
  let newcomers: readonly Person[];
  /** Registrations whose success the visitor saw. */
  const seen = new Set<Person>();

  beforeAll(async () => {
    program = await createProgram(settings);
    await program.start();
    owners = Array.from({ length: SIGNING_IN }, (_, index) => somebody(program, index));
    newcomers = Array.from({ length: REGISTERING }, (_, index) => somebody(program, 500 + index));
    const services = await program.services();
    for (const { citizenNumber, name, phone } of owners) {
      await importAccount(services, { citizen_number: citizenNumber, name, phone, birth_date: '1985-02-17', password: PASSWORD }, 'test');
    }
    await services.db.close();

    // Registering takes longer: half of the sign-ins begin when the first registration is through.
    const first = Promise.withResolvers<undefined>();
    const enough = Promise.withResolvers<undefined>();
    const killed = enough.promise.then(() => program.kill(what));
    const work = [
      ...owners.map(async (person, index) => {
        if (index % 2 === 1) await first.promise;
        const page = await signIn(program, person);
        if (!isOwnAccount(page, person)) throw new Error(`signing in ended at ${page.url} (${page.status})`);
      }),
      ...newcomers.map(async (person) => {
        const page = await register(program, person, program.code);
        if (!isOwnAccount(page, person)) throw new Error(`registering ended at ${page.url} (${page.status})`);
        seen.add(person);
        first.resolve(undefined);
        if (seen.size === THROUGH) enough.resolve(undefined);
      }),
    ];
    const outcomes = await Promise.allSettled(work);
    await killed;
    const cut = outcomes.filter(({ status }) => status === 'rejected').length;
    expect(cut, 'the kill came amid the work').toBeGreaterThan(20);
    await program.start();
  });
  afterAll(() => program.remove(), 60_000);

  test('nobody is logged in wrongly: a session is its owner’s or is gone', async () => {
    let kept = 0;
    await eachOf([...owners, ...newcomers], async (person) => {
      const page = await person.visitor.get(`${program.identity}/account`);
      expect(page.status).toBeLessThan(500);
      if (isOwnAccount(page, person)) kept += 1;
    });
    expect(kept, 'committed sessions survive').toBeGreaterThan(THROUGH);
  });

  test('every registration whose success was seen exists, and none is half done', async () => {
    const services = await program.services();
    const admin = await program.admin();
    try {
      for (const person of seen) {
        const account = await services.accounts.findByIdentifier(services.db, person.citizenNumber);
        expect(account, person.name).toMatchObject({ name: person.name, phone: person.phone, status: 'active' });
      }
      const half = await admin.query(
        `SELECT id FROM identity.account a
          WHERE NOT EXISTS (SELECT FROM identity.password p WHERE p.account_id = a.id)
             OR NOT EXISTS (SELECT FROM identity.audit_event e WHERE e.account_id = a.id AND e.type IN ('account.registered', 'account.imported'))`,
      );
      expect(half.rows).toEqual([]);
    } finally {
      await Promise.all([services.db.close(), admin.close()]);
    }
  });

  test('nothing is stuck: everybody can sign in again, and who was not through can register again', async () => {
    const services = await program.services();
    await eachOf(owners, async (person) => expect(isOwnAccount(await signIn(program, person), person), person.name).toBe(true));
    const unlucky: Person[] = [];
    await eachOf(newcomers, async (person) => {
      if ((await services.accounts.findByIdentifier(services.db, person.citizenNumber)) === null) unlucky.push(person);
      else {
        const again = { ...person, visitor: createVisitor([program.identity], { 'x-forwarded-for': '10.8.0.1' }) };
        expect(isOwnAccount(await signIn(program, again), again), person.name).toBe(true);
      }
    });
    for (const person of unlucky.slice(0, 5)) {
      const again = {
        ...person,
        phone: person.phone.replace('+84913', '+84914'),
        visitor: createVisitor([program.identity], { 'x-forwarded-for': '10.8.0.2' }),
      };
      expect(isOwnAccount(await register(program, again, program.code), again), person.name).toBe(true);
    }
    await services.db.close();
  });

  test('the jobs the killed process held are taken up and done', async () => {
    const admin = await program.admin();
    try {
      const waiting = async () =>
        (await admin.query<{ count: string }>(`SELECT count(*) AS count FROM identity_jobs._private_jobs WHERE attempts < max_attempts`))
          .rows[0]?.count;
      for (let attempt = 0; attempt < 1000 && (await waiting()) !== '0'; attempt += 1) await pause(300);
      expect(await waiting()).toBe('0');
    } finally {
      await admin.close();
    }
  });

  test('it still stops in good order', async () => {
    expect(await program.stop()).toBe(0);
    expect(program.said()).not.toContain('something was not closed');
  });
});
