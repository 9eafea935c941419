import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHmac } from 'node:crypto';
import { createDb, type Db } from '#shared/db';
import { createLog } from '#shared/log';
import { createAssets, createOrigin, problemPage } from '#shared/http';
import { withShared } from '#shared/texts';
import { createMetrics } from '#shared/metrics';
import { randomToken } from '#shared/crypto';
import { createView, viewFolders } from '#shared/view';
import { sandboxMessages } from '#sandbox';
import { createBank, type Bank } from '#sandbox/bank';
import { vietqrPayload } from '../../../src/payment/gateways/emv-qr.ts';
import { movableClock } from '../../support/relying-party-origin.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { bankKey, moveDatabaseClock, startPayment, vnpaySecret, type RunningPayment } from '../../support/payment.ts';
import { listen, stopServer } from '../../support/test-provider.ts';
import { createVisitor, type Page, type Visitor } from '../../support/visitor.ts';
import { vnpaySigned } from '../../support/vnpay.ts';

let database: TestDatabase;
let sandboxDb: Db;
let service: RunningPayment;
let place: Awaited<ReturnType<typeof listen>>;
let bank: Bank;
const clock = movableClock();
/** How the next calls of the bank to its merchant fail. */
let unreachable = 0;

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
  sandboxDb = createDb({
    connectionString: database.url,
    role: 'mocua_sandbox',
    max: 10,
    applicationName: 'test',
    onIdleError: () => undefined,
  });
  place = await listen();
  service = await startPayment(database, {
    clock,
    vnpay: {
      tmnCode: 'DEMO0001',
      secret: vnpaySecret,
      payUrl: new URL('/bank/vnpay/paymentv2/vpcpay.html', place.origin),
      apiUrl: new URL('/bank/vnpay/merchant_webapi/api/transaction', place.origin),
    },
  });
  const log = createLog({ level: process.env['TEST_LOG'] ?? 'silent' });
  bank = createBank({
    db: sandboxDb,
    clock,
    log,
    fetch: async (url, init) => {
      if (unreachable > 0) {
        unreachable -= 1;
        throw new Error('the merchant is away');
      }
      return fetch(url, init);
    },
    vnpay: { tmnCode: 'DEMO0001', secret: vnpaySecret, ipnUrl: new URL('/gateways/vnpay/ipn', service.origin) },
    vietqr: { bin: '970436', account: '0123456789', key: bankKey, notifyUrl: new URL('/gateways/vietqr/notification', service.origin) },
  });
  const assets = createAssets();
  const app = createOrigin({
    name: 'sandbox',
    publicUrl: new URL(place.origin),
    trustedProxies: 0,
    cookieKey: Buffer.alloc(32, 1),
    before: [assets.middleware],
    routes: bank.routes,
    view: createView({ folders: viewFolders, messages: withShared(sandboxMessages), asset: assets.url, cache: true }),
    problemPage,
    urls: {},
    sandbox: true,
    log,
    metrics: createMetrics(),
    ready: async () => undefined,
    traceId: () => randomToken(8),
  });
  place.serve(app.callback() as never);
});
afterAll(async () => {
  await service.stop();
  await stopServer(place.server);
  await sandboxDb.close();
  await database.close();
});
beforeEach(async () => {
  clock.reset();
  await moveDatabaseClock(database, 0);
  unreachable = 0;
});

let orders = 0;

/** A new order and a person at the bank's page for it. */
async function atBank(way: 'vnpay' | 'vietqr', amount = 115_000): Promise<{ id: string; url: string; visitor: Visitor; page: Page }> {
  orders += 1;
  const response = await fetch(`${service.origin}/api/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `bank-order-${String(orders)}` },
    body: JSON.stringify({
      reference: `H26.1-260301-${String(orders).padStart(4, '0')}`,
      description: 'Lệ phí cấp đổi giấy phép lái xe',
      payer: { name: 'Nguyễn Văn Thử' },
      items: [{ code: 'a', name: 'Lệ phí', amount, kind: 'fee' }],
      returnUrl: 'http://localhost:9/dossiers/1',
      notifyUrl: 'http://localhost:9/payment-events',
    }),
  });
  expect(response.status).toBe(201);
  const { id, url } = (await response.json()) as { id: string; url: string };
  const visitor = createVisitor([service.origin, place.origin], { 'accept-language': 'en' });
  const begun = await visitor.submit(await visitor.get(url), { way });
  if (way === 'vnpay') return { id, url, visitor, page: begun };
  const { rows } = await database.admin.query<{ reference: string }>(`SELECT reference FROM payment.attempt WHERE order_id = $1`, [id]);
  const qr = vietqrPayload({ bin: '970436', account: '0123456789', amount: BigInt(amount), purpose: rows[0]?.reference ?? '' });
  return { id, url, visitor, page: await visitor.get(`${place.origin}/bank/vietqr/pay?qr=${encodeURIComponent(qr)}`) };
}

const choose = (at: { visitor: Visitor; page: Page }, outcome: string, more: Record<string, string> = {}): Promise<Page> =>
  at.visitor.submit(at.page, { outcome, decline: '51', delay: '20', ...more });
const stateOf = async (id: string): Promise<unknown> =>
  ((await database.admin.query(`SELECT status FROM payment.payment_order WHERE id = $1`, [id])).rows[0] as { status: string }).status;
const suspense = async (id: string): Promise<unknown[]> =>
  (
    await database.admin.query(
      `SELECT suspense, amount::int AS amount FROM payment.incoming WHERE order_id = $1 AND suspense IS NOT NULL`,
      [id],
    )
  ).rows;
const postings = async (id: string): Promise<unknown> =>
  ((await database.admin.query(`SELECT count(*)::int AS n FROM payment.journal WHERE order_id = $1`, [id])).rows[0] as { n: number }).n;
const answers = async (id: string): Promise<unknown[]> =>
  (
    await database.admin.query<{ answer: string }>(
      `SELECT answer FROM sandbox.bank_notice WHERE transaction_id IN (SELECT t.id FROM sandbox.bank_transaction t JOIN payment.attempt a USING (reference) WHERE a.order_id = $1) ORDER BY id`,
      [id],
    )
  ).rows.map((row) => row.answer);
const repair = (): Promise<void> =>
  service.payment.tasks['payment_repair']?.({}, { number: 1, last: false, signal: new AbortController().signal }) ?? Promise.resolve();

test('paying at VNPAY pays the order before the person is back, and leads back to the order', async () => {
  const at = await atBank('vnpay');
  expect(at.page.text).toContain('115,000');
  const back = await at.visitor.submit(at.page, { outcome: 'success' }, { action: '/bank/vnpay/pay' });
  expect([back.status, new URL(back.url).pathname]).toEqual([200, `/orders/${at.id}`]);
  expect([await stateOf(at.id), await postings(at.id), await answers(at.id)]).toEqual(['paid', 1, ['00']]);
});

test.each(['24', '51', '75'])('a payment declined with %s fails the order', async (decline) => {
  const at = await atBank('vnpay');
  const back = await choose(at, 'declined', { decline });
  expect(new URL(back.url).pathname).toBe(`/orders/${at.id}`);
  expect([await stateOf(at.id), await answers(at.id)]).toEqual(['failed', ['00']]);
});

test('money under suspicion (07) leaves the order pending', async () => {
  const at = await atBank('vnpay');
  await choose(at, 'declined', { decline: '07' });
  expect(await stateOf(at.id)).toBe('pending');
});

test('a bank that times out leaves the order pending, tells nobody, and is asked until the time is over', async () => {
  const at = await atBank('vnpay');
  expect((await choose(at, 'timeout')).status).toBe(504);
  expect([await stateOf(at.id), await answers(at.id)]).toEqual(['pending', []]);
  clock.advance(16 * 60);
  await repair();
  expect(await stateOf(at.id)).toBe('pending');
  clock.advance(100 * 60);
  await moveDatabaseClock(database, 116 * 60);
  await repair();
  expect(await stateOf(at.id)).not.toBe('pending');
});

test('money taken in silence is found when the person comes back', async () => {
  const at = await atBank('vnpay');
  await choose(at, 'silent');
  expect([await stateOf(at.id), await postings(at.id), await answers(at.id)]).toEqual(['paid', 1, []]);
});

test('money taken in silence from a person who never comes back is found by the repair job', async () => {
  const at = await atBank('vnpay');
  const alone = createVisitor([place.origin], { 'accept-language': 'en' });
  const left = await choose({ visitor: alone, page: await alone.get(at.page.url) }, 'silent');
  expect(left.elsewhere).toContain('/gateways/vnpay/return?');
  expect(await stateOf(at.id)).toBe('pending');
  clock.advance(16 * 60);
  await repair();
  expect([await stateOf(at.id), await postings(at.id)]).toEqual(['paid', 1]);
});

test('three notifications of one payment make one posting', async () => {
  for (const way of ['vnpay', 'vietqr'] as const) {
    const at = await atBank(way);
    await choose(at, 'duplicate');
    expect([await stateOf(at.id), await postings(at.id)]).toEqual(['paid', 1]);
    expect((await answers(at.id)).toSorted()).toEqual(way === 'vnpay' ? ['00', '02', '02'] : ['200', '200', '200']);
  }
});

test('a late notification comes when its time has come', async () => {
  const at = await atBank('vietqr');
  await choose(at, 'late', { delay: '30' });
  await bank.deliverDue();
  expect([await stateOf(at.id), await answers(at.id)]).toEqual(['pending', [null]]);
  clock.advance(31);
  await bank.deliverDue();
  expect([await stateOf(at.id), await answers(at.id)]).toEqual(['paid', ['200']]);
});

test('a wrong amount goes to suspense and pays nothing, however often it is told', async () => {
  for (const way of ['vnpay', 'vietqr'] as const) {
    const at = await atBank(way);
    await choose(at, 'wrong-amount');
    clock.advance(10);
    await bank.deliverDue();
    expect([await stateOf(at.id), await suspense(at.id)]).toEqual(['pending', [{ suspense: 'wrong-amount', amount: 114_000 }]]);
  }
});

test('a notification with a wrong signature is refused and repeated; asking VNPAY tells the truth', async () => {
  const vietqr = await atBank('vietqr');
  await choose(vietqr, 'wrong-signature');
  expect([await stateOf(vietqr.id), await answers(vietqr.id)]).toEqual(['pending', ['401']]);
  const vnpay = await atBank('vnpay');
  const alone = createVisitor([place.origin], { 'accept-language': 'en' });
  await choose({ visitor: alone, page: await alone.get(vnpay.page.url) }, 'wrong-signature');
  expect([await stateOf(vnpay.id), await answers(vnpay.id)]).toEqual(['pending', ['97']]);
  clock.advance(16 * 60);
  await repair();
  expect(await stateOf(vnpay.id)).toBe('paid');
});

test('a merchant who is away is told again', async () => {
  const at = await atBank('vietqr');
  unreachable = 2;
  await choose(at, 'success');
  expect(await stateOf(at.id)).toBe('pending');
  for (const seconds of [6, 11]) {
    clock.advance(seconds);
    await bank.deliverDue();
  }
  expect([await stateOf(at.id), await answers(at.id)]).toEqual(['paid', ['200']]);
});

test('a reference is decided once: going back and paying again takes no money', async () => {
  const at = await atBank('vnpay');
  await choose(at, 'declined');
  const again = await choose(at, 'success');
  expect([again.status, await stateOf(at.id)]).toEqual([409, 'failed']);
});

test('VNPAY refuses what its merchant did not sign, another merchant, an expired and a malformed request', async () => {
  const { page, visitor } = await atBank('vnpay');
  const url = new URL(page.url);
  const fields = Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'vnp_SecureHash'));
  const open = async (changed: Record<string, string>, secret?: string): Promise<Page> =>
    visitor.get(`${url.origin}${url.pathname}?${vnpaySigned({ ...fields, ...changed }, secret)}`);
  expect((await open({})).status).toBe(200);
  for (const [answer, text] of [
    [await visitor.get(page.url.replace('vnp_Amount=11500000', 'vnp_Amount=100')), 'code 97'],
    [await open({}, 'OTHER'), 'code 97'],
    [await open({ vnp_TmnCode: 'OTHER001' }), 'code 02'],
    [await open({ vnp_ReturnUrl: 'ftp://localhost/' }), 'code 03'],
    [await open({ vnp_ExpireDate: '20200915084500' }), 'code 11'],
  ] as const) {
    expect([answer.status, answer.text.includes(text)]).toEqual([400, true]);
  }
});

test('a text that is no VietQR code of this bank is refused with a reason', async () => {
  const visitor = createVisitor([place.origin], { 'accept-language': 'en' });
  const good = vietqrPayload({ bin: '970436', account: '0123456789', amount: 1000n, purpose: 'MC0123456789AB' });
  const foreign = vietqrPayload({ bin: '970407', account: '0123456789', amount: 1000n, purpose: 'MC0123456789AB' });
  const open = async (qr: string): Promise<Page> => visitor.get(`${place.origin}/bank/vietqr/pay?qr=${encodeURIComponent(qr)}`);
  expect((await open(good)).status).toBe(200);
  for (const bad of ['xyz', good.slice(0, -1), good.replace('54041000', '54049000'), foreign, `${good}0`])
    expect((await open(bad)).status).toBe(400);
});

test('money can be given back once and never more than was taken', async () => {
  const at = await atBank('vnpay');
  await choose(at, 'success');
  const { rows } = await database.admin.query<{ reference: string }>(`SELECT reference FROM payment.attempt WHERE order_id = $1`, [at.id]);
  let count = 0;
  const refund = async (amount: number, kind: string, given: { id?: string; secret?: string } = {}): Promise<string> => {
    count += 1;
    const values: Record<string, string> = {
      RequestId: given.id ?? `refund${String(count)}`, Version: '2.1.0', Command: 'refund', TmnCode: 'DEMO0001', TransactionType: kind, TxnRef: rows[0]?.reference ?? '', Amount: String(amount * 100),
      TransactionNo: '', TransactionDate: '20260301101500', CreateBy: 'officer', CreateDate: '20260301101500', IpAddr: '127.0.0.1', OrderInfo: 'Hoan tien',
    }; // prettier-ignore
    const hash = createHmac('sha512', given.secret ?? vnpaySecret)
      .update(Object.values(values).join('|'))
      .digest('hex');
    const body = JSON.stringify({
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`vnp_${name}`, value])),
      vnp_SecureHash: hash,
    });
    const answer = await fetch(`${place.origin}/bank/vnpay/merchant_webapi/api/transaction`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return ((await answer.json()) as { vnp_ResponseCode: string }).vnp_ResponseCode;
  };
  expect(await refund(15_000, '03', { secret: 'OTHER' })).toBe('97');
  expect(await refund(15_000, '03', { id: 'once' })).toBe('00');
  expect(await refund(15_000, '03', { id: 'once' })).toBe('94');
  expect(await refund(115_000, '02')).toBe('03');
  const parallel = await Promise.all(Array.from({ length: 5 }, () => refund(100_000, '03')));
  expect(parallel.toSorted()).toEqual(['00', '03', '03', '03', '03']);
});

test('money in suspense that two persons give back reaches the bank once, whole, also when its answer is lost', async () => {
  const at = await atBank('vnpay');
  await choose(at, 'wrong-amount');
  const entry =
    (await database.admin.query<{ id: string }>(`SELECT id FROM payment.incoming WHERE order_id = $1`, [at.id])).rows[0]?.id ?? '';
  const { suspense: desk, tasks } = service.payment;
  await desk.propose({ entry, by: 'officer-17', reason: 'wrong amount', toAccount: null });
  await desk.approve({ entry, by: 'head-03' });
  const { rows } = await database.admin.query<{ id: string }>(`SELECT id FROM payment.suspense_return WHERE incoming_id = $1`, [entry]);
  const work = () => tasks['payment_give_back']?.({ id: rows[0]?.id }, { number: 1, last: false, signal: new AbortController().signal });
  await work();
  const refunded = async (): Promise<unknown> =>
    (
      await database.admin.query(
        `SELECT r.refunded::int AS refunded FROM sandbox.bank_request r JOIN sandbox.bank_transaction t ON t.id = r.transaction_id JOIN payment.attempt a USING (reference) WHERE a.order_id = $1`,
        [at.id],
      )
    ).rows;
  expect(await refunded()).toEqual([{ refunded: 114_000 }]);
  // A worker that died before it could write down the answer asks again, in the same words.
  await database.admin.transaction(async (tx) => {
    await tx.query(`SET LOCAL session_replication_role = replica`);
    await tx.query(`DELETE FROM payment.posting WHERE journal_id IN (SELECT id FROM payment.journal WHERE return_id = $1)`, [rows[0]?.id]);
    await tx.query(`DELETE FROM payment.journal WHERE return_id = $1`, [rows[0]?.id]);
    await tx.query(`DELETE FROM payment.suspense_return_event WHERE return_id = $1 AND status = 'returned'`, [rows[0]?.id]);
    await tx.query(`UPDATE payment.suspense_return SET status = 'approved', bank_reference = NULL, returned_at = NULL WHERE id = $1`, [
      rows[0]?.id,
    ]);
  });
  await work();
  expect(await refunded()).toEqual([{ refunded: 114_000 }]);
  expect((await at.visitor.get(at.url)).text).toContain('We gave back 114,000\u00a0VND');
  expect((await at.visitor.get(`${place.origin}/bank`)).text).toContain('114,000\u00a0VND');
});
