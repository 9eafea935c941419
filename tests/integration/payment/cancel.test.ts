import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginAttempt } from '../../../src/payment/orders/attempts.ts';
import { createOrder } from '../../../src/payment/orders/orders.ts';
import { messages } from '../../../src/payment/messages.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { personOf, startPayment, type RunningPayment } from '../../support/payment.ts';
import { movableClock } from '../../support/relying-party-origin.ts';
import { tellBank, tellVnpay } from '../../support/vnpay.ts';

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

let made = 0;
/** An order of the dossier service that its owner has begun to pay. */
async function begun(gateway: 'vnpay' | 'vietqr' = 'vnpay'): Promise<{ id: string; reference: string }> {
  made += 1;
  const about = { clientId: 'dossier', fineId: null, description: 'Lệ phí', payerName: 'Nguyễn Văn Thử', ownerSub: 'lan' };
  return database.db.transaction(async (tx) => {
    const items = [{ code: 'a', name: 'Lệ phí', amount: 115_000, kind: 'fee' as const }];
    const { id } = await createOrder(service.options, tx, { ...about, reference: `D-${made}`, items, returnUrl: null, notifyUrl: null });
    const { reference } = await beginAttempt(service.options, tx, { orderId: id, gateway, address: '127.0.0.1' });
    return { id, reference };
  });
}
const cancel = async (id: string): Promise<number> =>
  (
    await fetch(`${service.origin}/api/orders/${id}/cancel`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'withdrawn' }),
    })
  ).status;
const outcome = async (id: string): Promise<unknown> =>
  (
    await database.admin.query(
      `SELECT status, (SELECT count(*)::int FROM payment.receipt WHERE order_id = o.id) AS receipts,
              (SELECT array_agg(suspense ORDER BY recorded_at) FROM payment.incoming WHERE order_id = o.id) AS money
         FROM payment.payment_order o WHERE id = $1`,
      [id],
    )
  ).rows[0];
const page = async (path: string): Promise<string> => (await fetch(service.origin + path, { headers: { accept: 'text/html' } })).text();

test('an order that is cancelled while it is being paid is either paid or cancelled, and its money is never lost', async () => {
  const seen = new Set<string>();
  for (let round = 0; round < 40 || (seen.size < 2 && round < 200); round += 1) {
    const { id, reference } = await begun();
    const transactionNo = String(30_000_000 + round);
    const told = { reference, amount: 115_000, transactionNo };
    const calls = [() => cancel(id), () => tellVnpay(service, told), () => cancel(id), () => tellVnpay(service, told)];
    // Each of the two comes first in turn.
    const answers = await Promise.all((round % 2 === 0 ? calls : calls.toReversed()).map((call) => call()));
    const code = answers.includes('00') ? 'paid' : 'cancelled';
    seen.add(code);
    expect(await outcome(id)).toEqual(
      code === 'paid' ? { status: 'paid', receipts: 1, money: [null] } : { status: 'cancelled', receipts: 0, money: ['late'] },
    );
    const expected = code === 'paid' ? ['00', '02', 409, 409] : ['02', '02', 200, 200];
    expect(answers.map(String).toSorted()).toEqual(expected.map(String));
  }
  expect([...seen].toSorted(), 'both can win').toEqual(['cancelled', 'paid']);
  const { rows } = await database.admin.query('SELECT sum(amount)::int AS total FROM payment.posting');
  expect(rows).toEqual([{ total: 0 }]);
});

test('whoever pays an order that was cancelled is told on its page, finds it among their payments, and is given the money back', async () => {
  const { id, reference } = await begun('vietqr');
  expect(await cancel(id)).toBe(200);
  service.standing.person = personOf('lan', 'LoA2');
  const { order } = messages.vi.payment;
  const before = await page(`/orders/${id}`);
  for (const text of [order.cancelled.withdrawn, order.cancelledLate]) expect(before).toContain(text);
  for (const way of ['name="way"', reference, 'data:image/svg']) expect(before).not.toContain(way);
  expect(await page('/my')).not.toContain(id);

  expect(await tellBank(service, clock, { amount: 115_000, content: reference })).toMatchObject({ status: 200, result: 'late' });
  const after = await page(`/orders/${id}`);
  expect(after).toContain(order.suspense(115_000));
  expect(after).not.toContain(order.cancelledLate);
  const mine = await page('/my');
  for (const text of [id, order.suspense(115_000)]) expect(mine).toContain(text);
  const held = await service.payment.suspense.list({ limit: 1, all: false });
  expect(held).toMatchObject([{ orderId: id, reason: 'late', amount: 115_000n }]);
});

test('an attempt to pay that was open when the order was cancelled is still asked about', async () => {
  const { id } = await begun();
  expect(await cancel(id)).toBe(200);
  const { rows } = await database.admin.query(
    'SELECT status, next_query_at IS NOT NULL AS asked FROM payment.attempt WHERE order_id = $1',
    [id],
  );
  expect(rows).toEqual([{ status: 'open', asked: true }]);
});
