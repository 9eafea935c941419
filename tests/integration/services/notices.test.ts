import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signatureHeaders } from '#shared/fetch';
import { messages as payment } from '../../../src/payment/messages.ts';
import { belongings } from '../../support/service-walk/belongings.ts';
import { eventually, filing } from '../../support/service-walk/filing.ts';
import { secrets, startWorld, type World } from '../../support/service-walk/world.ts';
import { ipnFields, vnpaySigned } from '../../support/vnpay.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const now = (): number => Math.floor(Date.now() / 1000);
const unchanged = async (about: string, before: string): Promise<void> =>
  expect(await belongings(world.database, world.things), `${about} changed something`).toBe(before);

interface How {
  readonly keyId?: string;
  readonly secret?: string;
  readonly at?: number;
  readonly id?: string;
  /** What was signed, where that is not what is sent. */
  readonly signed?: { readonly path?: string; readonly body?: string; readonly method?: string };
}

/** Posts a notice, signed rightly or wrongly; answers the status and what the answer names as its outcome. */
async function tell(url: string, genuine: { keyId: string; secret: string }, notice: object, how: How = {}) {
  const body = JSON.stringify(notice);
  const request = { method: 'POST', path: new URL(url).pathname, body, ...how.signed };
  const signing = { id: how.keyId ?? genuine.keyId, secret: Buffer.from(how.secret ?? genuine.secret) };
  const headers = signatureHeaders(signing, how.id ?? `notice-${Math.random().toString(36).slice(2)}`, how.at ?? now(), request);
  const answer = await fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
  const said = (await answer.json()) as { outcome?: string; result?: string; type?: string };
  return { status: answer.status, outcome: said.outcome ?? said.result ?? said.type };
}

/** Ways to sign that must not be believed. */
const forgeries = (wrongSecret: string): readonly [string, How][] => [
  ['another secret', { secret: wrongSecret }],
  ['an empty secret', { secret: '' }],
  ['an unknown key id', { keyId: 'somebody' }],
  ['six minutes old', { at: now() - 360 }],
  ['six minutes ahead', { at: now() + 360 }],
  ['signed for another address', { signed: { path: '/webhooks/other' } }],
  ['signed for another method', { signed: { method: 'PUT' } }],
  ['changed after it was signed', { signed: { body: '{}' } }],
];

describe('a notice of the payment service to the dossier service', () => {
  const url = (): string => `${world.system.dossier}/webhooks/payment`;
  const genuine = { keyId: 'payment', secret: secrets.webhook };
  const notice = (change: object = {}, order: object = {}) => ({
    id: 'event-of-nobody',
    type: 'order.refunded',
    order: { id: world.things.order, reference: world.things.paid, amount: 115_000, ...order },
    ...change,
  });

  it('is not believed when it is forged, stale or meant for something else', async () => {
    const before = await belongings(world.database, world.things);
    for (const [what, how] of forgeries(secrets.vietqr))
      expect([what, (await tell(url(), genuine, notice(), how)).status]).toEqual([what, 401]);
    const plain = await fetch(url(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(notice()) });
    expect(plain.status).toBe(401);
    await unchanged('a forged notice', before);
  });

  it('is refused when it does not fit the dossier, however well it is signed', async () => {
    const before = await belongings(world.database, world.things);
    const { things } = world;
    for (const wrong of [
      notice({}, { amount: 114_999 }),
      notice({}, { reference: 'H26-200101-0001' }),
      notice({}, { reference: things.waiting }),
      notice({}, { id: things.fineOrder }),
      notice({ type: 'order.gift' }),
      {},
    ])
      expect([wrong, (await tell(url(), genuine, wrong)).status]).toEqual([wrong, 422]);
    await unchanged('a notice that does not fit', before);
  });

  it('counts once, however often the genuine one is sent again', async () => {
    const before = await belongings(world.database, world.things);
    const { rows } = await world.database.admin.pool.query<{ id: string }>(`SELECT id FROM payment.order_event WHERE order_id = $1`, [
      world.things.order,
    ]);
    const again = notice({ id: rows[0]?.id, type: 'order.paid' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => tell(url(), genuine, again, { id: rows[0]?.id ?? '' })));
    expect(answers).toEqual(Array.from({ length: 10 }, () => ({ status: 200, outcome: 'known' })));
    expect(await tell(url(), genuine, notice({ id: 'another-event', type: 'order.paid' }))).toEqual({ status: 200, outcome: 'no-effect' });
    await unchanged('a repetition', before);
  });
});

describe('a notification of the bank', () => {
  const url = (): string => `${world.system.payment}/gateways/vietqr/notification`;
  const genuine = { keyId: 'bank', secret: secrets.vietqr };
  let amount = 0;
  let purpose = '';
  /** The collection account of a program on localhost. */
  const account = { bin: '970436', account: '0123456789' };
  const notice = (change: object = {}) => ({
    transactionId: 'FT-WALK-1',
    ...account,
    amount,
    currency: 'VND',
    content: `chuyen khoan ${purpose}`,
    ...change,
  });

  beforeAll(async () => {
    const { system, things, callers, database } = world;
    const sent = {
      method: 'POST',
      url: `${system.payment}/orders/${things.fineOrder}/pay`,
      body: { form: { t: things.fineOrderLink, way: 'vietqr' } },
    };
    expect((await callers.owner.send(sent)).status).toBe(303);
    const { rows } = await database.admin.pool.query<{ reference: string; amount: string }>(
      `SELECT reference, amount FROM payment.attempt WHERE order_id = $1`,
      [things.fineOrder],
    );
    [purpose, amount] = [rows[0]?.reference ?? '', Number(rows[0]?.amount)];
  });

  it('is not believed when it is forged or stale, nor for the account of another merchant', async () => {
    const before = await belongings(world.database, world.things);
    for (const [what, how] of forgeries(secrets.webhook))
      expect([what, (await tell(url(), genuine, notice(), how)).status]).toEqual([what, 401]);
    expect((await tell(url(), genuine, notice({ account: '9999999999' }))).status).toBe(403);
    expect((await tell(url(), genuine, notice({ bin: '970400' }))).status).toBe(403);
    expect((await tell(url(), genuine, notice({ currency: 'USD' }))).status).toBe(422);
    await unchanged('a forged notification', before);
  });

  it('pays once, however often it comes', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => tell(url(), genuine, notice())));
    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual([...Array.from({ length: 9 }, () => 'already'), 'paid']);
    const after = await belongings(world.database, world.things);
    expect((await tell(url(), genuine, notice())).outcome).toBe('already');
    await unchanged('a repetition', after);
  });
});

describe('an IPN of VNPAY', () => {
  const ask = async (query: string): Promise<string> =>
    ((await (await fetch(`${world.system.payment}/gateways/vnpay/ipn?${query}`)).json()) as { RspCode: string }).RspCode;

  it('is believed under our secret, for our merchant and the very order; a repetition changes nothing', async () => {
    const before = await belongings(world.database, world.things);
    const { rows } = await world.database.admin.pool.query<{ reference: string }>(
      `SELECT reference FROM payment.attempt WHERE order_id = $1`,
      [world.things.order],
    );
    const told = { reference: rows[0]?.reference ?? '', amount: 115_000 };
    const genuine = vnpaySigned(ipnFields(told), secrets.vnpay);
    expect(await ask(genuine)).toBe('02');
    expect(await Promise.all(Array.from({ length: 10 }, () => ask(genuine)))).toEqual(Array.from({ length: 10 }, () => '02'));
    expect(await ask(vnpaySigned(ipnFields(told), 'ANOTHERSECRET'))).toBe('97');
    expect(await ask(genuine.replace('vnp_Amount=11500000', 'vnp_Amount=100'))).toBe('97');
    expect(await ask(genuine.replace(/vnp_SecureHash=.+/, 'vnp_SecureHash='))).toBe('97');
    expect(await ask(new URLSearchParams(ipnFields(told)).toString())).toBe('97');
    expect(await ask(vnpaySigned(ipnFields({ ...told, tmnCode: 'OTHER001' }), secrets.vnpay))).toBe('01');
    expect(await ask(vnpaySigned(ipnFields({ ...told, reference: 'MC000000000000', transactionNo: '14000002' }), secrets.vnpay))).toBe(
      '01',
    );
    expect(await ask(vnpaySigned(ipnFields({ ...told, amount: 1000, transactionNo: '14000003' }), secrets.vnpay))).toBe('04');
    await unchanged('an IPN', before);
  });
});

describe('a dossier that is withdrawn', () => {
  it('takes its order back at the payment service, whose page says why, and which keeps what still comes for it', async () => {
    const { system, database, callers } = world;
    const own = filing(system, callers.owner);
    const code = await own.submit(await own.draft('3.000347'));
    const link = await eventually(async () => {
      const page = (await own.read(`/dossiers/${code}`)).text.replaceAll('&amp;', '&');
      return new RegExp(`${system.payment}/orders/[0-9a-f-]{36}\\?t=[\\w-]{22}`).exec(page)?.[0];
    }, 'the order');
    const { origin, pathname } = new URL(link);
    const begun = await callers.owner.send({ method: 'POST', url: `${origin}${pathname}/pay`, body: { form: { way: 'vnpay' } } });
    const reference = new URL(begun.location).searchParams.get('vnp_TxnRef') ?? '';
    const seq = /name="seq" value="(\d+)"/.exec((await own.read(`/dossiers/${code}`)).text)?.[1] ?? '';
    const withdrawn = await own.post(`/dossiers/${code}/withdraw`, { form: { seq, reason: 'withdraw.personal', sure: 'yes' } });
    expect(withdrawn.status).toBe(303);
    const page = async (): Promise<string> => (await callers.owner.send({ method: 'GET', url: link })).text;
    const { order } = payment.vi.payment;
    await eventually(async () => ((await page()).includes(order.cancelled.withdrawn) ? true : null), 'the cancellation');
    const late = vnpaySigned(ipnFields({ reference, amount: 115_000, transactionNo: '14000077' }), secrets.vnpay);
    const answer = await fetch(`${system.payment}/gateways/vnpay/ipn?${late}`);
    expect(((await answer.json()) as { RspCode: string }).RspCode).toBe('02');
    expect(await page()).toContain(order.suspense(115_000));
    const { rows } = await database.admin.pool.query(`SELECT status, payment_state FROM dossier.dossier WHERE code = $1`, [code]);
    expect(rows).toEqual([{ status: 7, payment_state: 'requested' }]);
  });
});
