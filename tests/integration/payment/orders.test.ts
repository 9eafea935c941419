import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { movableClock } from '../../support/relying-party-origin.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { callerOf, expire, startPayment, type RunningPayment } from '../../support/payment.ts';

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
beforeEach(() => {
  service.standing.caller = callerOf('dossier', 'payment:order payment:read');
});

const body = {
  reference: 'H26.1-260301-0001',
  description: 'Lệ phí cấp đổi giấy phép lái xe',
  payer: { name: 'Nguyễn Văn Thử' },
  items: [{ code: 'LP01', name: 'Lệ phí', amount: 115_000, kind: 'fee' }],
  returnUrl: 'http://localhost:3002/dossiers/1',
  notifyUrl: 'http://localhost:3002/payments/events',
};
const create = (key: string | null, changes: object = {}): Promise<Response> =>
  fetch(`${service.origin}/api/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === null ? {} : { 'idempotency-key': key }) },
    body: JSON.stringify({ ...body, ...changes }),
  });

test('the same key and body give the same answer, another body is refused, and after a day the key is free', async () => {
  const first = await create('key-1');
  expect(first.status).toBe(201);
  const answer = (await first.json()) as { id: string; url: string };
  expect(answer).toMatchObject({ status: 'created', amount: 115_000 });
  expect(answer.url).toMatch(new RegExp(`^${service.origin}/orders/${answer.id}\\?t=[\\w-]{22}$`));
  expect(await (await create('key-1')).json()).toEqual(answer);
  expect((await create('key-1', { reference: 'H26.1-260301-0002' })).status).toBe(409);
  service.standing.caller = callerOf('catalogue', 'payment:order payment:read');
  expect(((await (await create('key-1')).json()) as { id: string }).id).not.toBe(answer.id);
  service.standing.caller = callerOf('dossier', 'payment:order payment:read');
  clock.advance(24 * 3600 + 1);
  expect(((await (await create('key-1')).json()) as { id: string }).id).not.toBe(answer.id);
  clock.reset();
});

test.each([
  ['none', null],
  ['empty', ''],
  ['256 characters', 'x'.repeat(256)],
  ['not ASCII', 'Khóa'],
])('a key that is %s is 422', async (_, key) => {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (key === 'Khóa') headers.set('idempotency-key', Buffer.from(key, 'utf8').toString('latin1'));
  else if (key !== null) headers.set('idempotency-key', key);
  const answer = await fetch(`${service.origin}/api/orders`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(422);
});

test('a key of 1 and of 255 characters is accepted', async () => {
  expect((await create('k')).status).toBe(201);
  expect((await create('x'.repeat(255))).status).toBe(201);
});

test('twenty parallel creates with one key make one order', async () => {
  const before = await count();
  const answers = await Promise.all(Array.from({ length: 20 }, () => create('race')));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
  expect(new Set(await Promise.all(answers.map(async (one) => ((await one.json()) as { id: string }).id))).size).toBe(1);
  expect((await count()) - before).toBe(1);
});

test('a client reads and cancels its own orders and nobody else’s', async () => {
  const { id } = (await (await create('own')).json()) as { id: string };
  const read = (): Promise<Response> => fetch(`${service.origin}/api/orders/${id}`);
  const cancel = (): Promise<Response> =>
    fetch(`${service.origin}/api/orders/${id}/cancel`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  expect(await (await read()).json()).toMatchObject({ id, status: 'created', paidAt: null, receiptNumber: null, suspenseAmount: 0 });
  service.standing.caller = callerOf('stranger', 'payment:order payment:read');
  expect([(await read()).status, (await cancel()).status]).toEqual([404, 404]);
  service.standing.caller = callerOf('dossier', 'payment:order');
  expect((await read()).status).toBe(401);
  expect(await (await cancel()).json()).toMatchObject({ status: 'cancelled' });
  expect(await (await cancel()).json()).toMatchObject({ status: 'cancelled' });
});

const cancelWith = (id: string, given: object): Promise<Response> =>
  fetch(`${service.origin}/api/orders/${id}/cancel`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(given),
  });

test('a cancelled order says why, once and for all, to its client and on its page', async () => {
  const { id, url } = (await (await create('why')).json()) as { id: string; url: string };
  expect((await cancelWith(id, { reason: 'replaced' })).status).toBe(400);
  expect(await (await cancelWith(id, { reason: 'withdrawn' })).json()).toMatchObject({ status: 'cancelled', cancelReason: 'withdrawn' });
  expect(await (await cancelWith(id, { reason: 'stopped' })).json()).toMatchObject({ status: 'cancelled', cancelReason: 'withdrawn' });
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  expect(page).toContain('đã được hủy vì hồ sơ đã được rút');
  expect(page).not.toContain('name="way"');
  const change = database.db.query(`UPDATE payment.payment_order SET cancel_reason = 'stopped' WHERE id = $1`, [id]);
  await expect(change).rejects.toThrow(/append-only/);
  const open = (await (await create('open')).json()) as { id: string };
  const born = database.db.query(`UPDATE payment.payment_order SET cancel_reason = 'stopped' WHERE id = $1`, [open.id]);
  await expect(born).rejects.toThrow(/payment_order_cancel_reason/);
});

test('twenty cancellations of one order at once are answered alike', async () => {
  const { id } = (await (await create('cancel-race')).json()) as { id: string };
  const answers = await Promise.all(Array.from({ length: 20 }, () => cancelWith(id, { reason: 'refused' })));
  const bodies = await Promise.all(answers.map(async (answer) => (await answer.json()) as object));
  expect(bodies).toEqual(bodies.map(() => expect.objectContaining({ status: 'cancelled', cancelReason: 'refused' }) as object));
});

test('an order that is over is not cancelled, and the answer names its state', async () => {
  const { id } = (await (await create('over')).json()) as { id: string };
  await expire(database, id);
  const answer = await cancelWith(id, {});
  expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
    409,
    'an order that is expired cannot be cancelled',
  ]);
});

test.each([
  [{ items: [] }, 400],
  [{ items: [{ ...body.items[0], amount: 1.5 }] }, 400],
  [{ items: [{ ...body.items[0], amount: -1 }] }, 400],
  [{ items: [{ ...body.items[0], kind: 'discount' }] }, 400],
  [{ items: [{ ...body.items[0], amount: 0 }] }, 422],
  [{ items: Array.from({ length: 50 }, () => ({ ...body.items[0], amount: 100_000_000_000 })) }, 422],
  [{ payer: null }, 400],
  [{ notifyUrl: 'ftp://example.vn/' }, 422],
  [{ returnUrl: 'javascript:alert(1)' }, 422],
  [{ returnUrl: 'https://user:pass@example.vn/' }, 422],
  [{ notifyUrl: 'http://example.vn/' }, 422],
  [{ reference: 'x'.repeat(65) }, 400],
  [{ description: 'a\u0000b' }, 400],
])('bad body %#: refused with a reason', async (changes, status) => {
  const answer = await create(`bad-${JSON.stringify(changes).length}`, changes);
  expect(answer.status).toBe(status);
  expect(((await answer.json()) as { detail?: string }).detail).toBeTruthy();
});

test('all moves between states that the table forbids are refused by the database itself', async () => {
  const { orderMoves, orderStates: states } = await import('../../../src/payment/orders/order-state.ts');
  const ways: Record<string, readonly string[]> = {
    created: [],
    pending: ['pending'],
    failed: ['pending', 'failed'],
    expired: ['expired'],
    cancelled: ['cancelled'],
    paid: ['pending', 'paid'],
  };
  const { id } = (await (await create('moves')).json()) as { id: string };
  for (const from of states) {
    for (const to of states) {
      if (from === to) continue;
      const client = await database.admin.pool.connect();
      try {
        await client.query('BEGIN');
        // Only the moves are looked at here; that paying needs money and expiring needs time has its own tests.
        await client.query('ALTER TABLE payment.payment_order DISABLE TRIGGER payment_order_paid');
        await client.query(
          `CREATE OR REPLACE FUNCTION payment.clock() RETURNS timestamptz LANGUAGE sql AS $$ SELECT clock_timestamp() + interval '1 day' $$`,
        );
        const move = (status: string): Promise<unknown> =>
          client.query(
            `UPDATE payment.payment_order SET status = $2, paid_at = CASE WHEN $2 = 'paid' THEN coalesce(paid_at, now()) END WHERE id = $1`,
            [id, status],
          );
        for (const step of ways[from] ?? []) await move(step);
        const allowed = await move(to).then(
          () => true,
          () => false,
        );
        expect([from, to, allowed]).toEqual([from, to, orderMoves[from].includes(to)]);
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    }
  }
});

test('nobody makes an order paid, of another amount, or born paid by direct SQL', async () => {
  const { id } = (await (await create('direct')).json()) as { id: string };
  await database.db.query(`UPDATE payment.payment_order SET status = 'pending' WHERE id = $1`, [id]);
  await expect(database.db.query(`UPDATE payment.payment_order SET status = 'paid', paid_at = now() WHERE id = $1`, [id])).rejects.toThrow(
    /has no payment/,
  );
  await expect(
    database.db.query(`UPDATE payment.payment_order SET amount = 1, items = '[{"amount":1}]' WHERE id = $1`, [id]),
  ).rejects.toThrow(/permission denied/);
  await expect(database.db.query(`DELETE FROM payment.payment_order WHERE id = $1`, [id])).rejects.toThrow(/permission denied/);
});

const count = async (): Promise<number> =>
  Number((await database.admin.query<{ n: string }>('SELECT count(*) AS n FROM payment.payment_order')).rows[0]?.n);
