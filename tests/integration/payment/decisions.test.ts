import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixedClock, later, MINUTE } from '#shared/clock';
import { beginAttempt } from '../../../src/payment/orders/attempts.ts';
import { once } from '../../../src/payment/orders/idempotency.ts';
import { cancelOrder, createOrder, expireOrder } from '../../../src/payment/orders/orders.ts';
import { settle } from '../../../src/payment/settlement/settle.ts';
import type { Facts, GatewayCode } from '../../../src/payment/gateways/gateway.ts';
import { movableClock } from '../../support/relying-party-origin.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { expire, moveDatabaseClock, startPayment, type RunningPayment } from '../../support/payment.ts';

/** Every comparison by which money is judged, each on both sides of its edge. */
let database: TestDatabase;
let service: RunningPayment;
const clock = movableClock();

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
  service = await startPayment(database, { clock });
});
afterAll(async () => {
  await service.stop();
  await database.close();
});
beforeEach(async () => {
  clock.reset();
  await moveDatabaseClock(database, 0);
});

const AMOUNT = 115_000;
const create = (amount = AMOUNT) =>
  database.db.transaction((tx) =>
    createOrder(service.options, tx, {
      ...{ clientId: 'dossier', fineId: null, reference: 'D-1', description: 'Lệ phí', payerName: 'Nguyễn Văn Thử', ownerSub: null },
      items: [{ code: 'a', name: 'Lệ phí', amount, kind: 'fee' }],
      returnUrl: null,
      notifyUrl: null,
    }),
  );
const begin = (orderId: string, gateway: GatewayCode = 'vnpay') =>
  database.db.transaction((tx) => beginAttempt(service.options, tx, { orderId, gateway, address: '127.0.0.1' }));
async function order(): Promise<{ id: string; reference: string }> {
  const { id } = await create();
  return { id, reference: (await begin(id)).reference };
}
const tell = (facts: Facts) => database.db.transaction((tx) => settle(service.options, tx, facts));
let last = 30_000_000;
const paid = (reference: string, changes: { amount?: number; gateway?: GatewayCode; transactionNo?: string } = {}): Facts => {
  last += 1;
  const { amount = AMOUNT, gateway = 'vnpay', transactionNo = String(last) } = changes;
  return { gateway, reference, amount: BigInt(amount), outcome: 'paid', transactionNo };
};
const failed = (reference: string, amount = AMOUNT, gateway: GatewayCode = 'vnpay'): Facts => ({
  ...{ gateway, reference, amount: BigInt(amount) },
  ...{ outcome: 'failed', code: '24' },
});
const open = (reference: string, amount = AMOUNT): Facts => ({ gateway: 'vnpay', reference, amount: BigInt(amount), outcome: 'open' });

const stateOf = async (id: string): Promise<string | undefined> =>
  (await database.admin.query<{ status: string }>(`SELECT status FROM payment.payment_order WHERE id = $1`, [id])).rows[0]?.status;
const attemptsOf = async (id: string): Promise<unknown[]> =>
  (
    await database.admin.query<{ row: unknown }>(
      `SELECT jsonb_build_array(gateway, status, failure) AS row FROM payment.attempt WHERE order_id = $1 ORDER BY begun_at, id`,
      [id],
    )
  ).rows.map(({ row }) => row);
const held = async (id: string): Promise<unknown[]> =>
  (
    await database.admin.query<{ row: unknown }>(
      `SELECT jsonb_build_array(suspense, amount) AS row FROM payment.incoming WHERE order_id = $1 AND suspense IS NOT NULL`,
      [id],
    )
  ).rows.map(({ row }) => row);

describe('money pays an order', () => {
  test.each([AMOUNT - 1, AMOUNT + 1, 2 * AMOUNT])('of exactly its amount alone: %i for 115,000 is held', async (amount) => {
    const { id, reference } = await order();
    const facts = paid(reference, { amount });
    expect([await tell(facts), await tell(facts)]).toEqual(['wrong-amount', 'wrong-amount']);
    expect([await stateOf(id), await held(id)]).toEqual(['pending', [['wrong-amount', amount]]]);
    expect(await tell(paid(reference))).toBe('paid');
  });

  test('that had failed: the gateway corrects itself', async () => {
    const { id, reference } = await order();
    expect([await tell(failed(reference)), await stateOf(id)]).toEqual(['failed', 'failed']);
    expect([await tell(paid(reference)), await stateOf(id)]).toEqual(['paid', 'paid']);
    expect(await attemptsOf(id)).toEqual([['vnpay', 'paid', null]]);
    expect(await held(id)).toEqual([]);
  });

  test('by an attempt that had failed, while another one is open, which is then given up', async () => {
    const { id, reference } = await order();
    await tell(failed(reference));
    await begin(id, 'vietqr');
    expect([await tell(paid(reference)), await stateOf(id)]).toEqual(['paid', 'paid']);
    expect(await attemptsOf(id)).toEqual([
      ['vnpay', 'paid', null],
      ['vietqr', 'failed', 'superseded'],
    ]);
  });

  test('not when it is cancelled or has expired, and is told so every time', async () => {
    const [cancelled, expired] = [await order(), await order()];
    await database.db.transaction((tx) => cancelOrder(tx, { orderId: cancelled.id, reason: 'withdrawn' }));
    await expire(database, expired.id);
    for (const { id, reference } of [cancelled, expired]) {
      const facts = paid(reference);
      expect([await tell(facts), await tell(facts)]).toEqual(['late', 'late']);
      expect(await held(id)).toEqual([['late', AMOUNT]]);
    }
    expect([await stateOf(cancelled.id), await stateOf(expired.id)]).toEqual(['cancelled', 'expired']);
  });

  test('of the gateway it was begun at, and each gateway numbers for itself', async () => {
    const [one, two] = [await order(), await order()];
    const transfer = (await begin(two.id, 'vietqr')).reference;
    expect(await tell(paid(one.reference, { gateway: 'vietqr', transactionNo: 'A1' }))).toBe('unknown-reference');
    expect(await stateOf(one.id)).toBe('pending');
    expect(await tell(paid(one.reference, { transactionNo: 'A2' }))).toBe('paid');
    expect(await tell(paid(transfer, { gateway: 'vietqr', transactionNo: 'A2' }))).toBe('paid');
    expect(await tell(paid(transfer, { gateway: 'vietqr', transactionNo: 'A2' }))).toBe('already');
    expect(await held(two.id)).toEqual([]);
  });
});

describe('a refusal', () => {
  test('of one way leaves the order pending while another is open, and fails it when none is', async () => {
    const { id, reference } = await order();
    const transfer = (await begin(id, 'vietqr')).reference;
    expect([await tell(failed(reference)), await stateOf(id)]).toEqual(['failed', 'pending']);
    expect([await tell(failed(transfer, AMOUNT, 'vietqr')), await stateOf(id)]).toEqual(['failed', 'failed']);
  });

  test('that comes again, after another try was begun, changes nothing', async () => {
    const { id, reference } = await order();
    await tell(failed(reference));
    await begin(id);
    expect([await tell(failed(reference)), await stateOf(id)]).toEqual(['already', 'pending']);
  });

  test('of another amount is of another payment', async () => {
    const { id, reference } = await order();
    for (const amount of [AMOUNT - 1, AMOUNT + 1]) {
      expect(await tell(failed(reference, amount))).toBe('wrong-amount');
      expect(await tell(open(reference, amount))).toBe('wrong-amount');
    }
    expect([await stateOf(id), await attemptsOf(id), await held(id)]).toEqual(['pending', [['vnpay', 'open', null]], []]);
  });

  test('after payment, or of an order that is cancelled, moves no order', async () => {
    const [done, over] = [await order(), await order()];
    await tell(paid(done.reference));
    expect([await tell(failed(done.reference)), await stateOf(done.id)]).toEqual(['already', 'paid']);
    await database.db.transaction((tx) => cancelOrder(tx, { orderId: over.id, reason: null }));
    expect([await tell(failed(over.reference)), await stateOf(over.id)]).toEqual(['failed', 'cancelled']);
    expect(await attemptsOf(over.id)).toEqual([['vnpay', 'failed', '24']]);
  });

  test('of nothing of ours books nothing', async () => {
    expect([await tell(failed('MC000000000000')), await tell(open('MC000000000000'))]).toEqual(['unknown-reference', 'unknown-reference']);
  });

  test('is not the word “open”, which is answered as it stands', async () => {
    const { reference } = await order();
    expect(await tell(open(reference))).toBe('open');
    await tell(failed(reference));
    expect(await tell(open(reference))).toBe('already');
  });
});

describe('an order', () => {
  test('can be tried until the moment it is over', async () => {
    const { id, expiresAt } = await create();
    const at = (moment: Date, gateway: GatewayCode) =>
      database.db.transaction((tx) => beginAttempt({ clock: fixedClock(moment) }, tx, { orderId: id, gateway, address: '127.0.0.1' }));
    expect(await at(later(expiresAt, -1), 'vnpay')).toMatchObject({ expiresAt });
    await expect(at(expiresAt, 'vietqr')).rejects.toMatchObject({ code: 'order.finished' });
  });

  test('is tried again when it failed, and not when it is paid, cancelled or expired', async () => {
    const [failing, done, cancelled, expired] = [await order(), await order(), await order(), await order()];
    await tell(failed(failing.reference));
    await tell(paid(done.reference));
    await database.db.transaction((tx) => cancelOrder(tx, { orderId: cancelled.id, reason: null }));
    await expire(database, expired.id);
    expect((await begin(failing.id)).reference).not.toBe(failing.reference);
    for (const { id } of [done, cancelled, expired]) await expect(begin(id)).rejects.toMatchObject({ code: 'order.finished' });
  });

  test('asks for 1 to 100,000,000,000 đồng', async () => {
    for (const amount of [0, -1, 100_000_000_001]) await expect(create(amount)).rejects.toMatchObject({ code: 'order.amount-refused' });
    expect([(await create(1)).amount, (await create(100_000_000_000)).amount]).toEqual([1n, 100_000_000_000n]);
  });

  test('that is paid neither expires nor is cancelled', async () => {
    const { id, reference } = await order();
    await tell(paid(reference));
    expect(await database.db.transaction((tx) => expireOrder(service.options, tx, id))).toBe(false);
    expect(await database.db.transaction((tx) => cancelOrder(tx, { orderId: id, reason: null }))).toBe('paid');
    expect(await stateOf(id)).toBe('paid');
  });
});

describe('an Idempotency-Key', () => {
  const ask = (key: string, at: Date, body: unknown = { a: 1 }, clientId = 'c') =>
    database.db.transaction((tx) => once(tx, { clientId, key, body, now: at }, async () => at.toISOString()));

  test('has its answer for 24 hours to the millisecond, and none after', async () => {
    const first = clock.now();
    const [edge, after] = [later(first, 24 * 60 * MINUTE), later(first, 24 * 60 * MINUTE + 1)];
    expect([await ask('k1', first), await ask('k1', edge), await ask('k1', after)]).toEqual([
      first.toISOString(),
      first.toISOString(),
      after.toISOString(),
    ]);
    await expect(ask('k1', after, { a: 2 })).rejects.toMatchObject({ code: 'order.key-reused' });
  });

  test('is of one client', async () => {
    const [one, two] = [clock.now(), later(clock.now(), 1)];
    expect([await ask('k2', one), await ask('k2', two, { a: 2 }, 'd')]).toEqual([one.toISOString(), two.toISOString()]);
  });

  test.each([
    ['', false],
    ['x'.repeat(255), true],
    ['x'.repeat(256), false],
    [' x', false],
    ['x ', false],
    ['a b', true],
    ['é', false],
    ['a\u007f', false],
  ])('%j is one: %s', async (key, good) => {
    const now = clock.now();
    const answer = ask(key, now);
    if (good) await expect(answer).resolves.toBe(now.toISOString());
    else await expect(answer).rejects.toMatchObject({ code: 'order.key-malformed' });
  });
});
