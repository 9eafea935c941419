import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { identityTasks } from '../../../src/identity/tasks.ts';
import { startRunner, type Runner } from '#shared/jobs';
import { createMetrics } from '#shared/metrics';
import { createMailer, createSmsGateway, type Channel } from '#shared/notify';
import { otherSide, type Mood, type OtherSide } from '../../support/other-sides.ts';
import { createWorld, type World } from './world.ts';

let world: World;
let runner: Runner | undefined;
let stop: AbortController;
const sides: OtherSide[] = [];
/** Longer than the test: whatever hangs does so until the test has seen everybody else served. */
const FOR_EVER = 600_000;
const patient = { timeout: 90_000, interval: 50 };

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  stop = new AbortController();
});
afterEach(async () => {
  await Promise.all(sides.splice(0).map((side) => side.close()));
  stop.abort();
  await runner?.stopped;
  await world.identity.runtime.db.query('DELETE FROM identity_jobs._private_jobs');
});

async function side(mood: Mood): Promise<OtherSide> {
  const made = await otherSide(mood);
  sides.push(made);
  return made;
}
async function work(channels: Record<'sms' | 'email', Channel>): Promise<void> {
  const { db, log } = world.identity.runtime;
  const { tasks } = identityTasks(world.identity.runtime, channels);
  const queue = { db, schema: 'identity_jobs', concurrency: 4, lanes: { firstMs: FOR_EVER, retryMs: FOR_EVER } };
  runner = await startRunner({ ...queue, tasks, log, metrics: createMetrics(), signal: stop.signal });
}
const smsTo = ({ url }: OtherSide): Channel => {
  const { clock } = world.identity.runtime;
  return createSmsGateway({ url, keyId: 'k', secret: Buffer.alloc(32), clock, fetch, timeoutMs: FOR_EVER });
};
/** Takes connections and says nothing. */
async function silentMailServer(): Promise<{ url: string; sockets: Set<Socket>; server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `smtp://127.0.0.1:${String((server.address() as AddressInfo).port)}`, sockets, server };
}
const send = async (channel: 'sms' | 'email', count: number): Promise<void> => {
  const { notifier, db } = world.identity.runtime;
  for (let at = 0; at < count; at += 1) {
    const to = channel === 'sms' ? `+8491200${String(1000 + at)}` : `a${at}@example.vn`;
    const texts = { template: 'sign-in-code', language: 'vi', subject: 'Mã', text: `Mã: ${String(100_000 + at)}`, secret: true } as const;
    await notifier.send(db, { channel, to, ...texts });
  }
};
const told = ({ taken }: OtherSide): string[] =>
  taken.map((body) => String(decodeJwt(new URLSearchParams(body).get('logout_token') ?? '')['sid']));

it('three people sign out of six portals, of which five hang, as does the SMS gateway: the sixth is told of each, and e-mail goes out', async () => {
  const [hung, well, gateway] = [
    await Promise.all(Array.from({ length: 5 }, () => side('hangs'))),
    await side('well'),
    await side('hangs'),
  ];
  const mails: string[] = [];
  const portals = [];
  for (const each of [...hung, well]) portals.push(await world.client({ backchannel_logout_uri: `${each.url}logout` }));
  const expected: string[] = [];
  const visitors = [];
  for (let person = 0; person < 3; person += 1) {
    const visitor = world.visitor();
    for (const portal of portals) {
      const { body } = await portal.redeem((await world.walk(visitor, portal.url())).get('code'));
      if (portal === portals.at(-1)) expected.push(String(decodeJwt(String(body['id_token']))['sid']));
    }
    visitors.push(visitor);
  }
  await send('sms', 40);
  await work({ sms: smsTo(gateway), email: ({ to }) => Promise.resolve(void mails.push(to)) });
  await vi.waitFor(() => {
    expect(gateway.open).toBe(12);
  }, patient);
  for (const visitor of visitors) {
    await visitor.submit(await visitor.get(`${world.issuer}/sign-out`), { logout: 'yes' });
  }
  await send('email', 15);
  await vi.waitFor(() => {
    expect(told(well).toSorted()).toEqual(expected.toSorted());
    expect(mails.length).toBe(15);
  }, patient);
  // Everybody else still hangs, and nobody has more than its share.
  expect([hung.map(({ open }) => open), gateway.most]).toEqual([hung.map(() => 3), 12]);
});

it('a mail server that says nothing holds back neither SMS nor a logout notice', async () => {
  const mail = await silentMailServer();
  const mailer = createMailer({ url: mail.url, from: 'khong-tra-loi@mocua.example' });
  const [gateway, well] = [await side('well'), await side('well')];
  try {
    const portal = await world.client({ backchannel_logout_uri: `${well.url}logout` });
    const visitor = world.visitor();
    await portal.redeem((await world.walk(visitor, portal.url())).get('code'));
    await send('email', 30);
    await work({ sms: smsTo(gateway), email: mailer.channel });
    await vi.waitFor(() => {
      expect(mail.sockets.size).toBe(12);
    }, patient);
    await send('sms', 10);
    await visitor.submit(await visitor.get(`${world.issuer}/sign-out`), { logout: 'yes' });
    await vi.waitFor(() => {
      expect([gateway.taken.length, well.taken.length]).toEqual([10, 1]);
    }, patient);
  } finally {
    for (const socket of mail.sockets) socket.destroy();
    mailer.close();
    mail.server.close();
  }
});
