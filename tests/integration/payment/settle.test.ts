import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifySignature } from '#shared/fetch';
import { balances } from '../../../src/payment/ledger/ledger.ts';
import { settle } from '../../../src/payment/settlement/settle.ts';
import { beginAttempt, newReference } from '../../../src/payment/orders/attempts.ts';
import { createOrder } from '../../../src/payment/orders/orders.ts';
import type { Facts, GatewayCode } from '../../../src/payment/gateways/gateway.ts';
import { hmacSha512, pipeHash, queryAnswerFields } from '../../../src/payment/gateways/vnpay-signing.ts';
import { movableClock } from '../../support/relying-party-origin.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { expire, moveDatabaseClock, startPayment, vnpaySecret, webhookKey, type RunningPayment } from '../../support/payment.ts';
import { ipnFields, tellBank, tellVnpay, vnpaySigned } from '../../support/vnpay.ts';

let database: TestDatabase;
let service: RunningPayment;
let bank: Server;
const clock = movableClock();
/** What the bank's query interface answers, and what it was asked. */
const queries = {
  answer: null as unknown as (asked: Record<string, string>) => Record<string, string> | null,
  asked: [] as Record<string, string>[],
};

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
  bank = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const asked = JSON.parse(body) as Record<string, string>;
      queries.asked.push(asked);
      const answer = queries.answer(asked);
      if (answer === null) response.writeHead(503).end();
      else response.end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => bank.once('listening', resolve));
  service = await startPayment(database, {
    clock,
    vnpay: {
      tmnCode: 'DEMO0001',
      secret: vnpaySecret,
      payUrl: new URL('http://localhost:9/pay'),
      apiUrl: new URL(`http://127.0.0.1:${(bank.address() as AddressInfo).port}/api`),
    },
  });
});
afterAll(async () => {
  bank.close();
  bank.closeAllConnections();
  await service.stop();
  await database.close();
});
beforeEach(async () => {
  clock.reset();
  await moveDatabaseClock(database, 0);
  queries.answer = () => null;
  queries.asked = [];
});

let orders = 0;
async function order(amount = 115_000, gateway: GatewayCode = 'vnpay', notifyUrl: string | null = null) {
  orders += 1;
  const { id } = await database.db.transaction((tx) =>
    createOrder(service.options, tx, {
      clientId: 'dossier',
      fineId: null,
      reference: `D-${String(orders)}`,
      description: 'Lệ phí',
      payerName: 'Nguyễn Văn Thử',
      ownerSub: null,
      items: [
        { code: 'a', name: 'Lệ phí', amount: amount - 1000, kind: 'fee' },
        { code: 'b', name: 'Phí', amount: 1000, kind: 'charge' },
      ],
      returnUrl: null,
      notifyUrl,
    }),
  );
  return { id, ...(await begin(id, gateway)) };
}
const begin = (orderId: string, gateway: GatewayCode) =>
  database.db.transaction((tx) => beginAttempt(service.options, tx, { orderId, gateway, address: '127.0.0.1' }));
const stateOf = async (id: string): Promise<unknown> =>
  ((await database.admin.query(`SELECT status FROM payment.payment_order WHERE id = $1`, [id])).rows[0] as { status: string }).status;
const suspense = async (id: string): Promise<unknown[]> =>
  (
    await database.admin.query(
      `SELECT suspense, amount::int AS amount FROM payment.incoming WHERE order_id = $1 AND suspense IS NOT NULL ORDER BY recorded_at`,
      [id],
    )
  ).rows;
const number = (() => {
  let last = 20_000_000;
  return () => String((last += 1));
})();

test('a signed notification pays the order once, with a balanced journal and a receipt', async () => {
  const { id, reference } = await order();
  const before = await balances(database.db);
  const transactionNo = number();
  expect(await tellVnpay(service, { reference, amount: 115_000, transactionNo })).toBe('00');
  expect(await tellVnpay(service, { reference, amount: 115_000, transactionNo })).toBe('02');
  expect(await stateOf(id)).toBe('paid');
  const after = await balances(database.db);
  const change = (account: string): bigint => (after.get(account) ?? 0n) - (before.get(account) ?? 0n);
  expect([change('received/vnpay'), change('payable/fee'), change('payable/charge'), change('suspense')]).toEqual([
    115_000n,
    -114_000n,
    -1000n,
    0n,
  ]);
  expect((await database.admin.query(`SELECT number FROM payment.receipt WHERE order_id = $1`, [id])).rows).toHaveLength(1);
});

test('a thousand identical notifications at once make one posting', async () => {
  const { id, reference } = await order();
  const transactionNo = number();
  const answers: string[] = [];
  const url = `${service.origin}/gateways/vnpay/ipn?${vnpaySigned(ipnFields({ reference, amount: 115_000, transactionNo }))}`;
  const tell = async (): Promise<string> => ((await (await fetch(url)).json()) as { RspCode: string }).RspCode;
  await Promise.all(
    Array.from({ length: 1000 }, async () => {
      let code = await tell();
      // Whoever waits longer than ten seconds for a connection is told so; VNPAY then tells again.
      for (let again = 0; code === '99' && again < 10; again += 1) code = await tell();
      answers.push(code);
    }),
  );
  expect(answers.filter((code) => code === '00')).toHaveLength(1);
  expect(answers.filter((code) => code === '02')).toHaveLength(999);
  const { rows } = await database.admin.query(
    `SELECT count(DISTINCT journal.id)::int AS journals, count(*)::int AS postings FROM payment.journal JOIN payment.posting ON journal_id = id WHERE order_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ journals: 1, postings: 3 }]);
});

test.each<[string, string, (reference: string) => Promise<string>]>([
  ['forged under another key', '97', (reference) => tellVnpay(service, { reference, amount: 115_000, transactionNo: number() }, 'OTHER')],
  [
    'signed by nobody',
    '97',
    async (reference) =>
      (
        (await (
          await fetch(`${service.origin}/gateways/vnpay/ipn?${new URLSearchParams(ipnFields({ reference, amount: 115_000 })).toString()}`)
        ).json()) as { RspCode: string }
      ).RspCode,
  ],
  ['empty', '97', async () => ((await (await fetch(`${service.origin}/gateways/vnpay/ipn`)).json()) as { RspCode: string }).RspCode],
  [
    'for another merchant',
    '01',
    (reference) => tellVnpay(service, { reference, amount: 115_000, transactionNo: number(), tmnCode: 'OTHER001' }),
  ],
  ['without transaction number', '99', (reference) => tellVnpay(service, { reference, amount: 115_000, transactionNo: '0' })],
])('a notification %s is refused with %s and changes nothing', async (_, code, tell) => {
  const { id, reference } = await order();
  expect(await tell(reference)).toBe(code);
  expect(await stateOf(id)).toBe('pending');
  expect(await suspense(id)).toEqual([]);
});

test('a notification whose amount or reference was changed on the way is refused', async () => {
  const { id, reference } = await order();
  const query = vnpaySigned(ipnFields({ reference, amount: 115_000, transactionNo: number() }));
  const other = await order(1_000_000);
  for (const changed of [
    query.replace('11500000', '100'),
    query.replaceAll(reference, other.reference),
    query.replace('vnp_ResponseCode=00', 'vnp_ResponseCode=24'),
  ]) {
    expect(changed).not.toBe(query);
    expect(await (await fetch(`${service.origin}/gateways/vnpay/ipn?${changed}`)).json()).toMatchObject({ RspCode: '97' });
  }
  const twice = await fetch(`${service.origin}/gateways/vnpay/ipn?${query}&vnp_Amount=1`);
  expect([twice.status, await twice.json()]).toMatchObject([200, { RspCode: '99' }]);
  expect([await stateOf(id), await stateOf(other.id)]).toEqual(['pending', 'pending']);
});

test('money in the wrong amount, late, or twice is in suspense and pays nothing', async () => {
  const wrong = await order();
  expect(await tellVnpay(service, { reference: wrong.reference, amount: 114_999, transactionNo: number() })).toBe('04');
  expect([await stateOf(wrong.id), await suspense(wrong.id)]).toEqual(['pending', [{ suspense: 'wrong-amount', amount: 114_999 }]]);
  const paid = await order();
  expect(await tellVnpay(service, { reference: paid.reference, amount: 115_000, transactionNo: number() })).toBe('00');
  expect(await tellVnpay(service, { reference: paid.reference, amount: 115_000, transactionNo: number() })).toBe('02');
  expect([await stateOf(paid.id), await suspense(paid.id)]).toEqual(['paid', [{ suspense: 'twice', amount: 115_000 }]]);
  const late = await order();
  await expire(database, late.id);
  const transactionNo = number();
  expect(await tellVnpay(service, { reference: late.reference, amount: 115_000, transactionNo })).toBe('02');
  expect(await tellVnpay(service, { reference: late.reference, amount: 115_000, transactionNo })).toBe('02');
  expect([await stateOf(late.id), await suspense(late.id)]).toEqual(['expired', [{ suspense: 'late', amount: 115_000 }]]);
  expect((await service.payment.suspense.list({ limit: 3, all: false })).map(({ reason }) => reason)).toEqual([
    'late',
    'twice',
    'wrong-amount',
  ]);
});

test('a declined attempt fails the order, which can be tried again and is then paid', async () => {
  const { id, reference } = await order();
  expect(await tellVnpay(service, { reference, amount: 115_000, responseCode: '24', status: '02', transactionNo: '0' })).toBe('00');
  expect(await stateOf(id)).toBe('failed');
  const again = await begin(id, 'vnpay');
  expect(again.reference).not.toBe(reference);
  expect(await stateOf(id)).toBe('pending');
  expect(await tellVnpay(service, { reference: again.reference, amount: 115_000, transactionNo: number() })).toBe('00');
  expect(await stateOf(id)).toBe('paid');
});

test('money taken but suspicious (07), and a success whose status disagrees, leave the order pending', async () => {
  const { id, reference } = await order();
  expect(await tellVnpay(service, { reference, amount: 115_000, responseCode: '07', status: '07' })).toBe('00');
  expect(await tellVnpay(service, { reference, amount: 115_000, responseCode: '00', status: '01' })).toBe('00');
  expect(await stateOf(id)).toBe('pending');
});

test('a VietQR transfer pays by the reference in its words; the rest goes to suspense', async () => {
  const { id, reference } = await order(115_000, 'vietqr');
  expect(await tellBank(service, clock, { amount: 115_000, content: `MBVCB.123 ${reference.toLowerCase()} chuyen tien` })).toMatchObject({
    status: 200,
    result: 'paid',
  });
  expect(await tellBank(service, clock, { amount: 115_000, content: 'chuyen tien khong noi dung' })).toMatchObject({
    status: 200,
    result: 'unknown-reference',
  });
  expect(await tellBank(service, clock, { amount: 1, content: reference })).toMatchObject({ result: 'wrong-amount' });
  expect(await stateOf(id)).toBe('paid');
});

test('a VietQR notification that is forged, stale, for another account or in another currency is refused', async () => {
  const { id, reference } = await order(115_000, 'vietqr');
  const good = { amount: 115_000, content: reference };
  expect((await tellBank(service, clock, good, { id: 'bank', secret: Buffer.alloc(32, 1) })).status).toBe(401);
  expect((await tellBank(service, { ...clock, epoch: () => clock.epoch() - 400 }, good)).status).toBe(401);
  expect((await tellBank(service, clock, { ...good, account: '9999999999' })).status).toBe(403);
  expect((await tellBank(service, clock, { ...good, bin: '970407' })).status).toBe(403);
  expect((await tellBank(service, clock, { ...good, currency: 'USD' })).status).toBe(422);
  expect((await tellBank(service, clock, { ...good, amount: -5 })).status).toBe(422);
  expect(
    (
      await fetch(`${service.origin}/gateways/vietqr/notification`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: 'null',
      })
    ).status,
  ).toBe(401);
  expect([await stateOf(id), await suspense(id)]).toEqual(['pending', []]);
});

const answer = (asked: Record<string, string>, changes: Record<string, string> = {}, secret = vnpaySecret): Record<string, string> => {
  const fields: Record<string, string> = {
    vnp_ResponseId: 'r1',
    vnp_Command: 'querydr',
    vnp_ResponseCode: '00',
    vnp_Message: 'OK',
    vnp_TmnCode: 'DEMO0001',
    vnp_TxnRef: asked['vnp_TxnRef'] ?? '',
    vnp_Amount: '11500000',
    vnp_BankCode: 'NCB',
    vnp_PayDate: '20260301101500',
    vnp_TransactionNo: number(),
    vnp_TransactionType: '01',
    vnp_TransactionStatus: '00',
    vnp_OrderInfo: asked['vnp_OrderInfo'] ?? '',
    ...changes,
  };
  return { ...fields, vnp_SecureHash: pipeHash(fields, queryAnswerFields, secret) };
};
const repair = (): Promise<void> =>
  service.payment.tasks['payment_repair']?.({}, { number: 1, last: false, signal: new AbortController().signal }) ?? Promise.resolve();

test('money taken without any notification is found by the repair job after fifteen minutes', async () => {
  const { id, reference } = await order();
  queries.answer = (asked) => answer(asked);
  await repair();
  expect(queries.asked).toEqual([]);
  clock.advance(15 * 60 + 1);
  await repair();
  const asked = queries.asked.find((one) => one['vnp_TxnRef'] === reference) ?? {};
  const hash = hmacSha512(
    vnpaySecret,
    ['RequestId', 'Version', 'Command', 'TmnCode', 'TxnRef', 'TransactionDate', 'CreateDate', 'IpAddr', 'OrderInfo']
      .map((name) => asked[`vnp_${name}`])
      .join('|'),
  );
  expect(asked).toMatchObject({ vnp_Command: 'querydr', vnp_Version: '2.1.0', vnp_SecureHash: hash });
  expect(asked['vnp_TransactionDate']).toMatch(/^\d{14}$/);
  expect(await stateOf(id)).toBe('paid');
});

test('an answer to a query that is forged, of another merchant or of another reference changes nothing', async () => {
  const { id, reference } = await order();
  const other = await order();
  for (const [changes, secret] of [
    [{}, 'OTHER'],
    [{ vnp_TmnCode: 'OTHER001' }, vnpaySecret],
    [{ vnp_TxnRef: other.reference }, vnpaySecret],
  ] as const) {
    queries.answer = (asked) => (asked['vnp_TxnRef'] === reference ? answer(asked, changes, secret) : null);
    clock.advance(16 * 60);
    await repair();
  }
  expect(queries.asked.filter((one) => one['vnp_TxnRef'] === reference)).toHaveLength(3);
  expect([await stateOf(id), await stateOf(other.id)]).toEqual(['pending', 'pending']);
});

test('an order expires when VNPAY says there was nothing, and not while VNPAY is silent', async () => {
  const silent = await order();
  const nothing = await order();
  queries.answer = (asked) =>
    asked['vnp_TxnRef'] === nothing.reference ? answer(asked, { vnp_ResponseCode: '91', vnp_TransactionStatus: '' }) : null;
  clock.advance(110 * 60);
  await moveDatabaseClock(database, 110 * 60);
  await repair();
  expect([await stateOf(silent.id), await stateOf(nothing.id)]).toEqual(['pending', 'expired']);
  clock.advance(24 * 3600);
  await moveDatabaseClock(database, 110 * 60 + 24 * 3600);
  await repair();
  expect(await stateOf(silent.id)).toBe('expired');
  // The bank is back a day later: the money is found, late, and is in suspense.
  queries.answer = (asked) => (asked['vnp_TxnRef'] === silent.reference ? answer(asked) : null);
  clock.advance(25 * 3600);
  await repair();
  expect([await stateOf(silent.id), await suspense(silent.id)]).toEqual(['expired', [{ suspense: 'late', amount: 115_000 }]]);
});

test('what a browser brings back from VNPAY decides nothing; it makes us ask', async () => {
  const { id, reference } = await order();
  const url = `${service.origin}/gateways/vnpay/return?${vnpaySigned(ipnFields({ reference, amount: 115_000, transactionNo: number() }))}`;
  const back = await fetch(url, { redirect: 'manual' });
  expect([back.status, back.headers.get('location')]).toEqual([303, service.payment.links.order(id)]);
  expect(await stateOf(id)).toBe('pending');
  queries.answer = (asked) => answer(asked);
  await fetch(url, { redirect: 'manual' });
  expect(await stateOf(id)).toBe('paid');
  expect((await fetch(url.replace('vnp_SecureHash=', 'vnp_SecureHash=0'), { redirect: 'manual' })).status).toBe(404);
});

test('the event of a payment is signed, repeated until it is taken, and tells number and amount', async () => {
  const got: { headers: Record<string, unknown>; body: string; path: string }[] = [];
  const refuse = { next: 1 };
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      got.push({ headers: request.headers, body, path: request.url ?? '' });
      response.writeHead(refuse.next-- > 0 ? 500 : 204).end();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => receiver.once('listening', resolve));
  const { id, reference } = await order(115_000, 'vnpay', `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/events?x=1`);
  await tellVnpay(service, { reference, amount: 115_000, transactionNo: number() });
  const { rows } = await database.admin.query<{ payload: unknown }>(
    `SELECT payload FROM payment_jobs._private_jobs AS jobs WHERE payload ->> 'id' IN (SELECT id::text FROM payment.order_event WHERE order_id = $1)`,
    [id],
  );
  expect(rows).toHaveLength(1);
  const deliver = service.payment.tasks['payment_deliver_event'];
  const attempt = { number: 1, last: false, signal: new AbortController().signal };
  await expect(deliver?.(rows[0]?.payload, attempt)).rejects.toThrow('500');
  await deliver?.(rows[0]?.payload, attempt);
  await deliver?.(rows[0]?.payload, attempt);
  receiver.close();
  receiver.closeAllConnections();
  expect(got).toHaveLength(2);
  const [first, second] = got;
  expect(JSON.parse(second?.body ?? '')).toEqual(JSON.parse(first?.body ?? ''));
  expect(JSON.parse(second?.body ?? '')).toMatchObject({
    type: 'order.paid',
    order: {
      id,
      amount: 115_000,
      receiptNumber: expect.stringMatching(/^MC\d\d-\d{8}$/) as string,
      receiptUrl: expect.stringMatching(/\/receipts\/MC\d\d-\d{8}\?t=[\w-]{22}$/) as string,
    },
  });
  const outcome = verifySignature({
    keys: [webhookKey],
    clock,
    request: { method: 'POST', path: second?.path ?? '', body: second?.body ?? '' },
    header: (name) => String(second?.headers[name] ?? ''),
  });
  expect(outcome).toEqual({ requestId: (JSON.parse(second?.body ?? '{}') as { id: string }).id });
});

test('receipts of parallel settlements have no gap, and begin anew on 1 January in Vietnam', async () => {
  const some = await Promise.all(Array.from({ length: 40 }, () => order()));
  const codes = await Promise.all(
    some.map(({ reference }, at) => tellVnpay(service, { reference, amount: at % 4 === 0 ? 1 : 115_000, transactionNo: number() })),
  );
  expect(codes.filter((code) => code === '00')).toHaveLength(30);
  const read = async (): Promise<number[]> =>
    (
      await database.admin.query<{ sequence: number }>(`SELECT sequence FROM payment.receipt WHERE year = $1 ORDER BY sequence`, [
        yearNow(),
      ])
    ).rows.map(({ sequence }) => sequence);
  const now = await read();
  expect(now).toEqual(Array.from({ length: now.length }, (_, at) => at + 1));
  const newYear = Date.UTC(yearNow(), 11, 31, 17, 0, 5);
  clock.advance(Math.ceil((newYear - clock.now().getTime()) / 1000));
  const first = await order();
  await tellVnpay(service, { reference: first.reference, amount: 115_000, transactionNo: number() });
  expect((await database.admin.query(`SELECT number FROM payment.receipt WHERE order_id = $1`, [first.id])).rows).toEqual([
    { number: `MC${String(yearNow()).slice(2)}-00000001` },
  ]);
});
const yearNow = (): number => Number(new Date(clock.now().getTime() + 7 * 3_600_000).toISOString().slice(0, 4));

test('the ledger refuses what does not balance, a further posting, and any change', async () => {
  const { id, reference } = await order();
  await tellVnpay(service, { reference, amount: 115_000, transactionNo: number() });
  const journal = (await database.admin.query<{ id: string }>(`SELECT id FROM payment.journal WHERE order_id = $1`, [id])).rows[0]?.id;
  const fails = async (
    work: (query: (text: string, values?: unknown[]) => Promise<unknown>) => Promise<unknown>,
    why: RegExp,
  ): Promise<void> => {
    await expect(database.db.transaction((tx) => work((text, values) => tx.query(text, values)))).rejects.toThrow(why);
  };
  const open = `INSERT INTO payment.journal (id, kind, order_id, incoming_id, at) SELECT gen_random_uuid(), 'suspense', NULL, id, now() FROM incoming RETURNING id`;
  const money = `WITH incoming AS (INSERT INTO payment.incoming (id, gateway, transaction_no, amount, suspense, recorded_at) VALUES (gen_random_uuid(), 'vnpay', gen_random_uuid(), 5, 'unknown-reference', now()) RETURNING id) `;
  await fails(async (query) => query(money + open), /permission|foreign key|postings/);
  const start = async (query: (text: string, values?: unknown[]) => Promise<unknown>): Promise<string> => {
    const incoming = (await query(
      `INSERT INTO payment.incoming (id, gateway, transaction_no, amount, suspense, recorded_at) VALUES (gen_random_uuid(), 'vnpay', gen_random_uuid(), 5, 'unknown-reference', now()) RETURNING id`,
    )) as { rows: { id: string }[] };
    const made = (await query(
      `INSERT INTO payment.journal (id, kind, incoming_id, at) VALUES (gen_random_uuid(), 'suspense', $1, now()) RETURNING id`,
      [incoming.rows[0]?.id],
    )) as { rows: { id: string }[] };
    return made.rows[0]?.id ?? '';
  };
  await fails(start, /0 postings/);
  await fails(
    async (query) => query(`INSERT INTO payment.posting VALUES ($1, 'received/vnpay', 5)`, [await start(query)]),
    /does not book/,
  );
  await fails(
    async (query) => query(`INSERT INTO payment.posting VALUES ($1, 'received/vnpay', 5), ($1, 'suspense', -4)`, [await start(query)]),
    /does not book/,
  );
  await fails((query) => query(`INSERT INTO payment.posting VALUES ($1, 'suspense', 5), ($1, 'received/vietqr', -5)`, [journal]), /closed/);
  await fails((query) => query(`UPDATE payment.posting SET amount = 1`), /permission denied/);
  await fails((query) => query(`DELETE FROM payment.journal`), /permission denied/);
  await expect(database.admin.query(`UPDATE payment.posting SET amount = amount`)).rejects.toThrow(/append-only/);
  await expect(database.admin.query(`TRUNCATE payment.receipt`)).rejects.toThrow(/append-only/);
});

test('after 10,000 random payments with faults the ledger balances and equals the orders paid', async () => {
  const before = await summary();
  // One property run with many events: faults are chosen by fast-check's generator, so a failure names its seed.
  const fault = fc.constantFrom(
    'once',
    'once',
    'once',
    'duplicate',
    'twice',
    'wrong',
    'declined',
    'declined then paid',
    'silent',
    'torn',
    'unknown',
  );
  const events = fc.sample(
    fc.record({ amount: fc.integer({ min: 2000, max: 50_000_000 }), fault, gateway: fc.constantFrom<GatewayCode>('vnpay', 'vietqr') }),
    { numRuns: 10_000, seed: 20260301 },
  );
  const begun = await beginMany(events);
  let at = 0;
  const worker = async (): Promise<void> => {
    for (let mine = at++; mine < events.length; mine = at++) {
      const event = events[mine];
      if (event !== undefined) await play({ ...event, reference: begun[mine] ?? '' });
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  const after = await summary();
  expect(after.total).toBe(0n);
  expect(after.received - before.received).toBe(after.paid - before.paid + after.suspense - before.suspense);
  expect(-(after.payable - before.payable)).toBe(after.paid - before.paid);
  expect(after.receipts - before.receipts).toBe(after.paidOrders - before.paidOrders);
  expect(after.paidOrders - before.paidOrders).toBeGreaterThan(5000);
}, 600_000);

/** Ten thousand orders with an attempt each, written in bulk: what is put to the test is what happens to them. */
async function beginMany(events: readonly { amount: number; gateway: GatewayCode }[]): Promise<string[]> {
  const references = events.map(() => newReference());
  await database.admin.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO payment.payment_order (id, status, client_id, reference, description, payer_name, amount, items, created_at, expires_at)
       SELECT gen_random_uuid(), 'created', 'dossier', reference, 'd', '', amount, jsonb_build_array(jsonb_build_object('kind', 'fee', 'amount', amount)), now(), now() + interval '90 minutes'
         FROM unnest($1::text[], $2::bigint[]) AS given (reference, amount)`,
      [references, events.map(({ amount }) => amount)],
    );
    await tx.query(`UPDATE payment.payment_order SET status = 'pending' WHERE reference = ANY ($1)`, [references]);
    await tx.query(
      `INSERT INTO payment.attempt (id, order_id, gateway, reference, amount, address, begun_at)
       SELECT gen_random_uuid(), payment_order.id, gateway, reference, amount, '::1', now()
         FROM unnest($1::text[], $2::text[]) AS given (reference, gateway) JOIN payment.payment_order USING (reference)`,
      [references, events.map(({ gateway }) => gateway)],
    );
  });
  await database.admin.query('ANALYZE payment.payment_order, payment.attempt');
  return references;
}

async function play(event: { amount: number; fault: string; gateway: GatewayCode; reference: string }): Promise<void> {
  const { db } = database;
  const { reference } = event;
  const about = { gateway: event.gateway, reference, amount: BigInt(event.amount) } as const;
  const paid = (changes: Partial<Facts> = {}): Facts => ({ ...about, outcome: 'paid', transactionNo: number(), ...changes }) as Facts;
  const apply = (facts: Facts) => db.transaction((tx) => settle(service.options, tx, facts));
  const first = paid();
  switch (event.fault) {
    case 'once':
      return void (await apply(first));
    case 'duplicate':
      return void (await Promise.all([apply(first), apply(first)]));
    case 'twice':
      return void (await Promise.all([apply(first), apply(paid())]));
    case 'wrong':
      return void (await apply(paid({ amount: BigInt(event.amount) + 1n })));
    case 'declined':
      return void (await apply({ ...about, outcome: 'failed', code: '51' }));
    case 'declined then paid':
      await apply({ ...about, outcome: 'failed', code: '51' });
      return void (await apply(first));
    case 'torn':
      // The process dies after the work and before the commit; the gateway repeats itself.
      await db
        .transaction(async (tx) => {
          await settle(service.options, tx, first);
          throw new Error('killed');
        })
        .catch(() => undefined);
      return void (await apply(first));
    case 'unknown':
      return void (await apply(paid({ reference: null })));
    default:
      return undefined;
  }
}

async function summary() {
  const accounts = await balances(database.db);
  const sum = (of: (code: string) => boolean): bigint =>
    [...accounts].filter(([code]) => of(code)).reduce((total, [, amount]) => total + amount, 0n);
  const { rows } = await database.admin.query<{ paid: string; orders: string; receipts: string }>(
    `SELECT coalesce(sum(amount), 0)::text AS paid, count(*)::text AS orders, (SELECT count(*)::text FROM payment.receipt) AS receipts FROM payment.payment_order WHERE status = 'paid'`,
  );
  return {
    total: sum(() => true),
    received: sum((code) => code.startsWith('received/')),
    payable: sum((code) => code.startsWith('payable/')),
    suspense: -(accounts.get('suspense') ?? 0n),
    paid: BigInt(rows[0]?.paid ?? 0),
    paidOrders: Number(rows[0]?.orders),
    receipts: Number(rows[0]?.receipts),
  };
}
