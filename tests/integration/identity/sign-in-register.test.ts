import { afterAll, beforeAll, expect, test } from 'vitest';
import { person } from '../../support/accounts.ts';
import { SoftwareAuthenticator } from '../../support/authenticator.ts';
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

type Flow = ReturnType<typeof world.ask>;
const codeFor = (phone: string): string =>
  /\d{6}/.exec(world.sent.findLast((message) => message.to === phone && message.secret)?.text ?? '')?.[0] ?? 'no code';
const declare = (at: Flow, citizenNumber: string) =>
  at.post('/register', { citizen_number: citizenNumber, name: 'Trần Thị Thử', birth_day: '17', birth_month: '2', birth_year: '1985' });
/** Everything up to the confirmed phone. */
const upToCredential = async (at: Flow, who: { citizenNumber: string; phone: string }) => {
  expect(leadsTo(await declare(at, who.citizenNumber))).toBe('~/register/phone');
  expect(leadsTo(await at.post('/register/phone', { phone: who.phone }))).toBe('~/register/phone');
  expect(leadsTo(await at.post('/register/code', { code: codeFor(who.phone) }))).toBe('~/register/credential');
};
const known = (citizenNumber: string) => world.accounts.findByIdentifier(database.db, citizenNumber);

test('three pages make an account and sign the person in; nothing exists before the last', async () => {
  const who = person();
  const at = world.ask({ prompt: 'create' });
  expect((await at.seen()).url).toBe(`${at.base}/register`);
  await upToCredential(at, who);
  expect(await known(who.citizenNumber)).toBeNull();
  expect((await at.post('/register/credential', { password: PASSWORD })).text).toContain('of your own will');
  expect((await at.post('/register/credential', { password: '12345678', agreement: 'yes' })).status).toBe(400);
  expect((await at.post('/register/credential', { password: '', agreement: 'yes' })).status).toBe(400);
  expect(leadsTo(await at.post('/register/credential', { password: PASSWORD, agreement: 'yes', shared_computer: 'yes' }))).toMatch(
    /^\/resumed\//,
  );
  const account = await known(who.citizenNumber);
  expect(account).toMatchObject({ phone: who.phone, name: 'Trần Thị Thử', birthDate: '1985-02-17', identityLevel: 1 });
  expect(at.outcomes()).toEqual([
    {
      kind: 'finished',
      result: { accountId: account?.id, level: 'LoA1', amr: ['sms', 'pwd', 'mfa'], authTime: world.clock.epoch(), remember: false },
    },
  ]);
  const events = await database.admin.query(
    `SELECT detail FROM identity.audit_event WHERE type = 'account.registered' AND account_id = $1`,
    [account?.id],
  );
  expect(events.rows).toMatchObject([{ detail: { credential: 'pwd', agreement: expect.any(String) } }]);
});

test('the same with a passkey; an unacceptable one leaves no account behind', async () => {
  const who = person();
  const at = world.ask();
  await upToCredential(at, who);
  const authenticator = new SoftwareAuthenticator(world.origin);
  const options = (await at.json('/register/passkey/options', {})).body;
  expect(await at.json('/register/passkey', { response: authenticator.create(options) })).toEqual({
    status: 400,
    body: { reason: 'agreement' },
  });
  const bad = authenticator.create(options, { origin: 'https://evil.example' });
  expect(await at.json('/register/passkey', { response: bad, agreement: true })).toEqual({ status: 400, body: { reason: 'failed' } });
  expect(await known(who.citizenNumber)).toBeNull();
  const again = (await at.json('/register/passkey/options', {})).body;
  expect(await at.json('/register/passkey', { response: authenticator.create(again), agreement: true })).toMatchObject({
    status: 200,
    body: { to: `/resumed/${at.uid}` },
  });
  expect(at.outcomes()).toMatchObject([{ result: { accountId: (await known(who.citizenNumber))?.id, amr: ['swk', 'user', 'mfa'] } }]);
  const back = world.ask();
  const response = authenticator.get((await back.json('/passkey/options', {})).body);
  expect((await back.json('/passkey', { response })).status).toBe(200);
});

test('what cannot be a number, a name or a date is explained; an odd number is taken', async () => {
  const at = world.ask();
  const page = await at.post('/register', { citizen_number: '12345', name: '  ', birth_day: '31', birth_month: '2', birth_year: '1985' });
  expect(page.status).toBe(400);
  for (const words of ['exactly 12 digits', 'Enter your full name', 'real date of birth', 'value="12345"'])
    expect(page.text).toContain(words);
  expect(leadsTo(await declare(at, '099999000001'))).toBe('~/register/phone');
  expect((await at.post('/register/phone', { phone: '12' })).text).toContain('Vietnamese mobile number');
});

test('a registered citizen number or phone tells the owner and shows the visitor what everybody sees', async () => {
  const owner = await world.make();
  const stranger = person();
  const pages: string[] = [];
  for (const who of [
    person(),
    { ...person(), citizenNumber: owner.citizenNumber },
    { ...person(), phone: owner.phone },
    { citizenNumber: owner.citizenNumber, phone: owner.phone },
  ]) {
    const at = world.ask();
    await declare(at, who.citizenNumber);
    const before = world.sent.length;
    expect(leadsTo(await at.post('/register/phone', { phone: who.phone }))).toBe('~/register/phone');
    expect(world.sent.length - before).toBe(1);
    const wrong = await at.post('/register/code', { code: '000000' });
    const shown = (await at.seen('/register/phone')).text + wrong.text + String(wrong.status);
    pages.push(
      shown
        .replaceAll(at.uid, '')
        .replaceAll(/name="_csrf" value="[^"]*"/g, '')
        .replaceAll(/0\d{3} \d{3} \d{3}/g, '#')
        .replaceAll(/<dd>.*?<\/dd>/g, ''),
    );
  }
  expect(new Set(pages).size).toBe(1);
  const told = world.sent.filter((message) => message.to === owner.phone);
  expect(told.map((message) => message.template)).toEqual(['already-registered', 'already-registered', 'already-registered']);
  expect(told.every((message) => !/\d{6}/.test(message.text))).toBe(true);
  expect(await known(stranger.citizenNumber)).toBeNull();
});

test('a code sent for a free number does not open a taken one that is declared afterwards', async () => {
  const owner = await world.make();
  const who = person();
  const at = world.ask();
  await declare(at, who.citizenNumber);
  await at.post('/register/phone', { phone: who.phone });
  const code = codeFor(who.phone);
  await declare(at, owner.citizenNumber);
  expect(leadsTo(await at.post('/register/code', { code }))).toBe('~/register/phone');
  world.clock.advance(61);
  await at.post('/register/phone', { phone: who.phone });
  expect((await at.post('/register/code', { code })).status).toBe(400);
  expect(leadsTo(await at.post('/register/credential', { password: PASSWORD, agreement: 'yes' }))).toBe('~/register/phone');
});

test('two flows racing for one number make one account; the other ends like a registered number', async () => {
  const [who, other] = [person(), person()];
  const flows = [world.ask(), world.ask()];
  await upToCredential(flows[0] as Flow, who);
  await upToCredential(flows[1] as Flow, { citizenNumber: who.citizenNumber, phone: other.phone });
  const answers = await Promise.all(flows.map((at) => at.post('/register/credential', { password: PASSWORD, agreement: 'yes' })));
  expect(answers.map((page) => leadsTo(page).replace(/resumed\/.*/, 'resumed')).sort()).toEqual(['/resumed', '~/register/phone']);
  expect(
    world.sent.filter((message) => message.template === 'already-registered' && [who.phone, other.phone].includes(message.to)),
  ).toHaveLength(1);
});

test('20 parallel posts of the last page make one account and one sign-in', async () => {
  const who = person();
  const at = world.ask();
  await upToCredential(at, who);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => at.post('/register/credential', { password: PASSWORD, agreement: 'yes' })),
  );
  expect(new Set(answers.map((page) => page.status).filter((status) => status !== 503))).toEqual(new Set([303]));
  const events = await database.admin.query(
    `SELECT count(*) AS n FROM identity.audit_event WHERE type = 'account.registered' AND account_id = $1`,
    [(await known(who.citizenNumber))?.id],
  );
  expect(Number(events.rows[0].n)).toBe(1);
});

test('nothing personal is readable in the stored flow, and it does not open in another row', async () => {
  const who = person();
  const at = world.ask();
  await declare(at, who.citizenNumber);
  await at.post('/register/phone', { phone: who.phone });
  const rows = await database.admin.query<{ uid_hash: Buffer; state: object; personal: Buffer }>(
    'SELECT uid_hash, state, personal FROM identity.sign_in_flow WHERE personal IS NOT NULL',
  );
  for (const secret of [who.citizenNumber, who.phone, 'Trần', at.uid]) {
    expect(rows.rows.every((row) => !JSON.stringify(row.state).includes(secret) && !row.personal.includes(secret))).toBe(true);
  }
  const [first, second] = rows.rows;
  await database.admin.query('UPDATE identity.sign_in_flow SET personal = $2 WHERE uid_hash = $1', [first?.uid_hash, second?.personal]);
  const place = { table: 'identity.sign_in_flow', column: 'personal', row: first?.uid_hash.toString('hex') ?? '' };
  expect(() => world.sealer.open(second?.personal ?? Buffer.alloc(0), place)).toThrow();
});
