import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '#shared/clock';
import { createBlindIndex, createSealer } from '#shared/crypto';
import { createDb } from '#shared/db';
import { createJobs, startRunner, type Runner } from '#shared/jobs';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import {
  createMailer,
  createNotifier,
  createSmsGateway,
  notificationTasks,
  PermanentFailure,
  type Channel,
  type Message,
} from '#shared/notify';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { smsKey, startSandbox } from '../../support/sandbox-server.ts';

let database: TestDatabase;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let sandboxDb: TestDatabase['db'];
let mailer: ReturnType<typeof createMailer>;

beforeAll(async () => {
  database = await useDatabase();
  sandboxDb = createDb({
    connectionString: database.url,
    role: 'mocua_sandbox',
    max: 5,
    applicationName: 'sandbox',
    onIdleError: () => undefined,
  });
  sandbox = await startSandbox(sandboxDb, systemClock);
  mailer = createMailer({ url: sandbox.smtp, from: 'Một Cửa <khong-tra-loi@mocua.example>' });
});
afterAll(async () => {
  mailer.close();
  await sandbox.close();
  await sandboxDb.close();
  await database.close();
});

const jobs = createJobs({ schema: 'identity_jobs' });
const sealer = createSealer(new Map([[1, Buffer.alloc(32, 1)]]));
const clock = {
  offset: 0,
  now: () => new Date(systemClock.now().getTime() + clock.offset),
  epoch: () => Math.floor(clock.now().getTime() / 1000),
};
const notifier = createNotifier({ schema: 'identity', jobs, sealer, blindIndex: createBlindIndex(Buffer.alloc(32, 2)), clock });

let stop = new AbortController();
let runner: Runner | undefined;
async function deliverWith(channels: Partial<Record<Message['channel'], Channel>> = {}): Promise<void> {
  const sms = createSmsGateway({
    url: `${sandbox.url}/gateway/sms`,
    keyId: smsKey.id,
    secret: smsKey.secret,
    clock: systemClock,
    fetch,
    timeoutMs: 500,
  });
  const { tasks, recurring } = notificationTasks({
    schema: 'identity',
    db: database.db,
    sealer,
    clock,
    channels: { sms, email: mailer.channel, ...channels },
  });
  runner = await startRunner({
    db: database.db,
    schema: 'identity_jobs',
    concurrency: 4,
    tasks,
    recurring,
    log: createLog({ level: 'silent' }),
    metrics: createMetrics(),
    signal: stop.signal,
  });
}
beforeEach(() => {
  clock.offset = 0;
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await runner?.stopped;
  await database.admin.query('DELETE FROM identity_jobs._private_jobs');
  await sandbox.fail('sms', 'error', 0);
});

const hurry = () => database.admin.query('UPDATE identity_jobs._private_jobs SET run_at = now() WHERE locked_at IS NULL');
const statusOf = async (to: string) => (await notifier.listNotifications(database.db, { to, limit: 10 })).map(({ status }) => status);
let number = 100;
const newPhone = (): string => `+84912000${String((number += 1))}`;
const code = (to: string, more: Partial<Message> = {}): Message => ({
  channel: 'sms',
  to,
  template: 'sign-in-code',
  language: 'vi',
  text: 'Mã đăng nhập Một Cửa: 246810. Không đưa mã này cho bất kỳ ai.',
  secret: true,
  ...more,
});
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 50 });

test('a message of a transaction that rolls back reaches nobody; a committed one arrives once', async () => {
  const [never, once] = [newPhone(), newPhone()];
  await deliverWith();
  await expect(
    database.db.transaction(async (tx) => {
      await notifier.send(tx, code(never));
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await database.db.transaction((tx) => notifier.send(tx, code(once)));
  await eventually(async () => expect(await statusOf(once)).toEqual(['sent']));
  expect((await sandbox.outbox(once)).map(({ text }) => text)).toEqual(['Mã đăng nhập Một Cửa: 246810. Không đưa mã này cho bất kỳ ai.']);
  expect([await sandbox.outbox(never), await statusOf(never)]).toEqual([[], []]);
});

test('neither the recipient nor the text is readable in the database, and a code is erased once delivered', async () => {
  const to = newPhone();
  await notifier.send(database.db, code(to));
  const read = () =>
    database.admin.query<{ row: string; body: Buffer | null }>(
      `SELECT n::text AS row, body FROM identity.notification n ORDER BY created_at DESC LIMIT 1`,
    );
  const before = (await read()).rows[0];
  const bytes = Buffer.from((before?.row.match(/\\x([0-9a-f]+)/g) ?? []).map((hex) => hex.slice(2)).join(''), 'hex').toString('latin1');
  for (const secret of ['246810', to.slice(1)]) {
    expect(before?.row).not.toContain(secret);
    expect(bytes).not.toContain(secret);
  }
  expect((await database.admin.query<{ payload: object }>('SELECT payload FROM identity_jobs._private_jobs')).rows[0]?.payload).toEqual({
    id: expect.any(String) as string,
  });
  expect(before?.body).not.toBeNull();
  await deliverWith();
  await eventually(async () => expect((await read()).rows[0]?.body).toBeNull());
});

test('a gateway that fails, is busy, or says nothing is asked again until it has the message, once', async () => {
  for (const kind of ['error', 'busy', 'silence', 'silence-after']) {
    const to = newPhone();
    await sandbox.fail('sms', kind, 2);
    stop = new AbortController();
    await notifier.send(database.db, code(to));
    await deliverWith();
    await eventually(async () => {
      const [found] = await notifier.listNotifications(database.db, { to, limit: 1 });
      expect(found?.attempts).toBeGreaterThanOrEqual(1);
      await hurry();
      expect(found).toMatchObject({ status: 'sent', attempts: 3, lastError: null });
    });
    expect([kind, (await sandbox.outbox(to)).length]).toEqual([kind, 1]);
    stop.abort();
    await runner?.stopped;
  }
});

test('a worker that dies after the gateway accepted sends again under the same key, and one message arrives', async () => {
  const to = newPhone();
  await notifier.send(database.db, code(to));
  const real = createSmsGateway({ url: `${sandbox.url}/gateway/sms`, keyId: smsKey.id, secret: smsKey.secret, clock: systemClock, fetch });
  let tries = 0;
  await deliverWith({
    async sms(delivery) {
      tries += 1;
      await real(delivery);
      if (tries === 1) throw new Error('killed here');
    },
  });
  await eventually(async () => {
    await hurry();
    expect(await statusOf(to)).toEqual(['sent']);
  });
  expect([tries, (await sandbox.outbox(to)).length]).toEqual([2, 1]);
});

test('a number the gateway will never take fails at once, stays visible, and its code is erased', async () => {
  await notifier.send(database.db, code('+000'));
  await deliverWith();
  await eventually(async () => expect(await statusOf('+000')).toEqual(['failed']));
  const [found] = await notifier.listUndelivered(database.db, { limit: 1 });
  expect(found).toMatchObject({ template: 'sign-in-code', recipient: '•••• 000', attempts: 1, lastError: 'the SMS gateway answered 422' });
  expect(JSON.stringify(found)).not.toContain('246810');
  expect((await database.admin.query(`SELECT 1 FROM identity.notification WHERE status = 'failed' AND body IS NOT NULL`)).rowCount).toBe(0);
  expect(await jobs.depth(database.db)).toEqual({ due: 0, waiting: 0, later: 0, running: 0, failed: 0 });
});

test('a gateway with another key is an operator to repair, not a lost message', async () => {
  const to = newPhone();
  await notifier.send(database.db, code(to));
  await deliverWith({
    sms: createSmsGateway({ url: `${sandbox.url}/gateway/sms`, keyId: smsKey.id, secret: Buffer.alloc(32, 99), clock: systemClock, fetch }),
  });
  await eventually(async () =>
    expect((await notifier.listNotifications(database.db, { to, limit: 1 }))[0]).toMatchObject({
      status: 'queued',
      attempts: 1,
      lastError: 'the SMS gateway answered 401',
    }),
  );
  expect(await sandbox.outbox(to)).toEqual([]);
});

test('a code that could not be delivered in ten minutes is never delivered, and erased', async () => {
  const to = newPhone();
  await notifier.send(database.db, code(to));
  clock.offset = 601_000;
  await deliverWith();
  await eventually(async () => expect(await statusOf(to)).toEqual(['expired']));
  expect(await sandbox.outbox(to)).toEqual([]);
});

test('tidying erases expired codes, keeps the rest, and forgets after 90 days', async () => {
  await database.admin.query('DELETE FROM identity.notification');
  const { tasks } = notificationTasks({
    schema: 'identity',
    db: database.db,
    sealer,
    clock,
    channels: {
      sms: async () => {
        throw new PermanentFailure('unused');
      },
      email: async () => {
        throw new PermanentFailure('unused');
      },
    },
  });
  const [secret, plain] = [newPhone(), newPhone()];
  await notifier.send(database.db, code(secret));
  await notifier.send(database.db, code(plain, { secret: false, template: 'news', text: 'Hồ sơ của ông bà đã được nhận.' }));
  const tidy = () => tasks['tidy_notifications']?.({}, { number: 1, last: true, signal: new AbortController().signal });
  clock.offset = 601_000;
  await tidy();
  expect([await statusOf(secret), await statusOf(plain)]).toEqual([['expired'], ['queued']]);
  clock.offset = 91 * 86_400_000;
  await tidy();
  expect((await database.admin.query('SELECT 1 FROM identity.notification')).rowCount).toBe(0);
});

test('an e-mail with Vietnamese letters, long lines and lines of dots arrives as it was written, once', async () => {
  const to = 'Nguoi.Dan@mocua.example';
  const text = `Kính gửi Ông/Bà,\n\n.\n..hai dấu chấm\n${'Một dòng rất dài. '.repeat(60).trim()}\n\nTrân trọng,\nMột Cửa`;
  await deliverWith();
  await notifier.send(database.db, {
    channel: 'email',
    to,
    template: 'new-device',
    language: 'vi',
    subject: 'Đăng nhập trên một thiết bị mới của Ông/Bà – vui lòng xem',
    text,
    secret: false,
  });
  await eventually(async () => expect(await statusOf(to)).toEqual(['sent']));
  expect(await sandbox.outbox(to)).toMatchObject([
    { channel: 'email', to: to.toLowerCase(), subject: 'Đăng nhập trên một thiết bị mới của Ông/Bà – vui lòng xem', text },
  ]);
  for (let again = 0; again < 2; again += 1) {
    await mailer.channel({
      id: '0198a0c0-0000-7000-8000-000000000001',
      to: 'twice@mocua.example',
      subject: 'S',
      text: 'T',
      signal: new AbortController().signal,
    });
  }
  expect((await sandbox.outbox('twice@mocua.example')).length).toBe(1);
});

test('an e-mail address with a second address or a line break in it is never sent to', async () => {
  for (const to of ['a@mocua.example, b@mocua.example', 'a@mocua.example\r\nRCPT TO:<c@mocua.example>', 'nobody']) {
    await expect(
      mailer.channel({ id: '0198a0c0-0000-7000-8000-000000000002', to, subject: 'S', text: 'T', signal: new AbortController().signal }),
    ).rejects.toThrow(PermanentFailure);
  }
  expect([await sandbox.outbox('b@mocua.example'), await sandbox.outbox('c@mocua.example')]).toEqual([[], []]);
});

test('an SMS with a link takes its cause back with it', async () => {
  const to = newPhone();
  await expect(database.db.transaction((tx) => notifier.send(tx, code(to, { text: 'Xem tại https://mocua.example' })))).rejects.toThrow(
    /link/,
  );
  expect(await statusOf(to)).toEqual([]);
});

test('notices of one kind become two at most: one at once, one at the end of the time for all that came between', async () => {
  const gathering = createNotifier({
    ...{ schema: 'identity', jobs, sealer, blindIndex: createBlindIndex(Buffer.alloc(32, 2)), clock, gatherSeconds: 900 },
  });
  const notice = (to: string, template: string): Message => ({
    ...{ channel: 'sms', to, template, language: 'vi', text: 'Mot Cua: mat khau da doi.', secret: false },
  });
  const kept = async (to: string): Promise<number> => (await gathering.listNotifications(database.db, { to, limit: 50 })).length;
  const delivered = () =>
    database.admin.query(`UPDATE identity.notification SET status = 'sent', sent_at = created_at WHERE status = 'queued'`);
  const to = '+84911000777';
  for (let times = 0; times < 5; times += 1) await gathering.send(database.db, notice(to, 'password-changed'));
  expect(await kept(to)).toBe(1);
  await delivered();
  for (let times = 0; times < 30; times += 1) await gathering.send(database.db, notice(to, 'password-changed'));
  expect(await kept(to)).toBe(2);
  await gathering.send(database.db, notice(to, 'passkey-added'));
  await gathering.send(database.db, notice('+84911000778', 'password-changed'));
  expect([await kept(to), await kept('+84911000778')]).toEqual([3, 1]);
  await delivered();
  clock.offset += 901_000;
  await gathering.send(database.db, notice(to, 'password-changed'));
  expect(await kept(to)).toBe(4);
});

test('a notice that its recipient may not be sent today is dropped, a code never is', async () => {
  const strict = createNotifier({
    ...{ schema: 'identity', jobs, sealer, blindIndex: createBlindIndex(Buffer.alloc(32, 2)), clock, admit: async () => false },
  });
  const to = '+84911000779';
  await strict.send(database.db, { channel: 'sms', to, template: 'x', language: 'vi', text: 'Mot Cua: tin.', secret: false });
  await strict.send(database.db, { channel: 'sms', to, template: 'x-code', language: 'vi', text: 'Mot Cua: 123456.', secret: true });
  expect((await strict.listNotifications(database.db, { to, limit: 9 })).map(({ template }) => template)).toEqual(['x-code']);
});
