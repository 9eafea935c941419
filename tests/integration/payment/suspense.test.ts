import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SuspenseRefused } from '#payment';
import { balances } from '../../../src/payment/ledger/ledger.ts';
import { beginAttempt } from '../../../src/payment/orders/attempts.ts';
import { createOrder } from '../../../src/payment/orders/orders.ts';
import type { GatewayCode } from '../../../src/payment/gateways/gateway.ts';
import { hmacSha512 } from '../../../src/payment/gateways/vnpay-signing.ts';
import { movableClock } from '../../support/relying-party-origin.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { startPayment, vnpaySecret, type RunningPayment } from '../../support/payment.ts';
import { tellBank, tellVnpay } from '../../support/vnpay.ts';

let database: TestDatabase;
let service: RunningPayment;
let bank: Server;
const clock = movableClock();
/** What VNPAY answers to a refund, and what it was asked. */
const vnpay = { answer: '00' as string | null, asked: [] as Record<string, string>[] };

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
  bank = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const asked = JSON.parse(body) as Record<string, string>;
      vnpay.asked.push(asked);
      if (vnpay.answer === null) return response.writeHead(503).end();
      const answer: Record<string, string> = {
        ResponseId: 'r1', Command: 'refund', ResponseCode: vnpay.answer, Message: 'x', TmnCode: 'DEMO0001', TxnRef: asked['vnp_TxnRef'] ?? '', Amount: asked['vnp_Amount'] ?? '',
        BankCode: 'NCB', PayDate: '20260301101500', TransactionNo: '14099999', TransactionType: '02', TransactionStatus: '05', OrderInfo: asked['vnp_OrderInfo'] ?? '',
      }; // prettier-ignore
      const named = Object.fromEntries(Object.entries(answer).map(([name, value]) => [`vnp_${name}`, value]));
      return response.end(JSON.stringify({ ...named, vnp_SecureHash: hmacSha512(vnpaySecret, Object.values(answer).join('|')) }));
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
beforeEach(() => {
  clock.reset();
  vnpay.answer = '00';
  vnpay.asked = [];
});

const toAccount = { bin: '970436', number: '9876543210', holder: 'NGUYEN VAN A' };
let count = 0;
/** An order that was paid in the wrong amount, and the entry of its money. */
async function wrongly(gateway: GatewayCode): Promise<{ order: string; reference: string; entry: string }> {
  count += 1;
  const { id } = await database.db.transaction((tx) =>
    createOrder(service.options, tx, {
      clientId: 'dossier', fineId: null, reference: `S-${String(count)}`, description: 'Lệ phí', payerName: 'Nguyễn Văn Thử', ownerSub: null,
      items: [{ code: 'a', name: 'Lệ phí', amount: 115_000, kind: 'fee' }], returnUrl: null, notifyUrl: null,
    }),
  ); // prettier-ignore
  const { reference } = await database.db.transaction((tx) =>
    beginAttempt(service.options, tx, { orderId: id, gateway, address: '127.0.0.1' }),
  );
  if (gateway === 'vnpay') await tellVnpay(service, { reference, amount: 114_000, transactionNo: String(30_000_000 + count) });
  else await tellBank(service, clock, { amount: 114_000, content: reference });
  const { rows } = await database.admin.query<{ id: string }>(`SELECT id FROM payment.incoming WHERE order_id = $1`, [id]);
  return { order: id, reference, entry: rows[0]?.id ?? '' };
}
const desk = () => service.payment.suspense;
const listed = async (entry: string) => (await desk().list({ limit: 1000, all: true })).find(({ id }) => id === entry);
const returnId = async (entry: string): Promise<string> =>
  (
    await database.admin.query<{ id: string }>(`SELECT id FROM payment.suspense_return WHERE incoming_id = $1 ORDER BY proposed_at DESC`, [
      entry,
    ])
  ).rows[0]?.id ?? '';
/** What the worker does with the job that an approval leaves. */
const work = async (entry: string): Promise<void> =>
  service.payment.tasks['payment_give_back']?.(
    { id: await returnId(entry) },
    { number: 1, last: false, signal: new AbortController().signal },
  );
const approved = async (entry: string, account: typeof toAccount | null = null): Promise<void> => {
  await desk().propose({ entry, by: 'maker', reason: 'wrong amount', toAccount: account });
  await desk().approve({ entry, by: 'checker' });
};
/** What the return of one entry has moved in the ledger. */
async function moved(work_: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await balances(database.db);
  await work_();
  const after = await balances(database.db);
  return Object.fromEntries(
    [...after].map(([account, sum]) => [account, Number(sum - (before.get(account) ?? 0n))]).filter(([, change]) => change !== 0),
  );
}

describe('money that came by VNPAY', () => {
  test('goes back through VNPAY once two persons agree, with a balanced entry, and the payer sees it', async () => {
    const { order, reference, entry } = await wrongly('vnpay');
    expect(await desk().propose({ entry, by: 'maker', reason: 'wrong amount', toAccount: null })).toEqual({
      entry,
      status: 'proposed',
      way: 'gateway',
      changed: true,
    });
    await work(entry);
    expect(vnpay.asked).toEqual([]);
    await desk().approve({ entry, by: 'Checker 3' });
    const { rows: jobs } = await database.admin.query(`SELECT payload FROM payment_jobs._private_jobs WHERE payload->>'id' = $1`, [
      await returnId(entry),
    ]);
    expect(jobs).toHaveLength(1);
    const link = service.payment.links.order(order);
    expect(await (await fetch(link)).text()).toContain('không thể ghi là đã nộp');
    expect(await moved(() => work(entry))).toEqual({ suspense: 114_000, 'received/vnpay': -114_000 });
    const [asked] = vnpay.asked;
    const fields = [
      'RequestId',
      'Version',
      'Command',
      'TmnCode',
      'TransactionType',
      'TxnRef',
      'Amount',
      'TransactionNo',
      'TransactionDate',
      'CreateBy',
      'CreateDate',
      'IpAddr',
      'OrderInfo',
    ];
    expect(asked).toMatchObject({
      vnp_Command: 'refund', vnp_TransactionType: '02', vnp_TxnRef: reference, vnp_Amount: '11400000', vnp_CreateBy: 'checker3',
      vnp_SecureHash: hmacSha512(vnpaySecret, fields.map((name) => asked?.[`vnp_${name}`] ?? '').join('|')),
    }); // prettier-ignore
    expect((await listed(entry))?.back).toMatchObject({
      status: 'returned',
      bankReference: '14099999',
      proposedBy: 'maker',
      approvedBy: 'Checker 3',
    });
    const page = await (await fetch(link)).text();
    expect(page).toContain('Đã hoàn trả 114.000\u00a0đồng');
    expect(page).not.toContain('không thể ghi là đã nộp');
    const api = (await (await fetch(`${service.origin}/api/orders/${order}`)).json()) as object;
    expect(api).toMatchObject({ suspenseAmount: 0, returnedAmount: 114_000 });
  });

  test('goes back once, however often everybody tries', async () => {
    const { entry } = await wrongly('vnpay');
    const proposals = await Promise.all(
      Array.from({ length: 10 }, () => desk().propose({ entry, by: 'maker', reason: 'r', toAccount: null })),
    );
    expect(proposals.filter(({ changed }) => changed)).toHaveLength(1);
    const approvals = await Promise.all(Array.from({ length: 10 }, () => desk().approve({ entry, by: 'checker' })));
    expect(approvals.filter(({ changed }) => changed)).toHaveLength(1);
    expect(await moved(() => Promise.all(Array.from({ length: 10 }, () => work(entry))))).toEqual({
      suspense: 114_000,
      'received/vnpay': -114_000,
    });
    expect(new Set(vnpay.asked.map((asked) => asked['vnp_RequestId'])).size).toBe(1);
    expect(await desk().propose({ entry, by: 'maker', reason: 'again', toAccount: null })).toMatchObject({
      status: 'returned',
      changed: false,
    });
  });

  test('a lost answer is asked for again, and the answer that it was done before counts as done', async () => {
    const { entry } = await wrongly('vnpay');
    await approved(entry);
    vnpay.answer = null;
    await expect(work(entry)).rejects.toThrow(/did not answer/);
    expect((await listed(entry))?.back?.status).toBe('approved');
    vnpay.answer = '94';
    expect(await moved(() => work(entry))).toEqual({ suspense: 114_000, 'received/vnpay': -114_000 });
  });

  test('a refusal lets another return be proposed; a refusal after a lost answer waits for a person', async () => {
    const first = await wrongly('vnpay');
    await approved(first.entry);
    vnpay.answer = '95';
    expect(await moved(() => work(first.entry))).toEqual({});
    expect((await listed(first.entry))?.back).toMatchObject({ status: 'declined', failure: '95' });
    expect(await desk().propose({ entry: first.entry, by: 'maker', reason: 'VNPAY declined', toAccount })).toMatchObject({
      way: 'transfer',
      changed: true,
    });

    const second = await wrongly('vnpay');
    await approved(second.entry);
    vnpay.answer = null;
    await expect(work(second.entry)).rejects.toThrow();
    vnpay.answer = '95';
    await work(second.entry);
    expect((await listed(second.entry))?.back).toMatchObject({ status: 'unclear' });
    expect(await desk().propose({ entry: second.entry, by: 'maker', reason: 'r', toAccount })).toMatchObject({
      status: 'unclear',
      changed: false,
    });
    expect(await moved(() => desk().transferred({ entry: second.entry, by: 'maker', number: '14088888' }))).toEqual({
      suspense: 114_000,
      'received/vnpay': -114_000,
    });
  });
});

describe('money that came by bank transfer', () => {
  test('goes back to a named account, which nobody can read in the database, when a person has recorded the transfer', async () => {
    const { entry } = await wrongly('vietqr');
    await expect(desk().propose({ entry, by: 'maker', reason: 'r', toAccount: null })).rejects.toThrow(/name the account/);
    await desk().propose({ entry, by: 'maker', reason: 'r', toAccount });
    await expect(desk().transferred({ entry, by: 'maker', number: 'FT1' })).rejects.toThrow(/proposed cannot be recorded/);
    await desk().approve({ entry, by: 'checker' });
    expect(await moved(() => desk().transferred({ entry, by: 'maker', number: 'FT26326000001' }))).toEqual({
      suspense: 114_000,
      'received/vietqr': -114_000,
    });
    expect(await desk().transferred({ entry, by: 'maker', number: 'FT26326000001' })).toMatchObject({ status: 'returned', changed: false });
    expect(vnpay.asked).toEqual([]);
    expect((await listed(entry))?.back).toMatchObject({ toAccount, bankReference: 'FT26326000001' });
    const { rows } = await database.admin.query<{ text: string }>(
      `SELECT encode(to_account, 'escape') AS text FROM payment.suspense_return WHERE incoming_id = $1`,
      [entry],
    );
    expect(rows[0]?.text).not.toContain('9876543210');
    const steps = await database.admin.query(
      `SELECT e.status, e.actor, e.detail FROM payment.suspense_return_event e JOIN payment.suspense_return r ON r.id = e.return_id WHERE r.incoming_id = $1 ORDER BY e.seq`,
      [entry],
    );
    expect(steps.rows).toEqual([
      { status: 'proposed', actor: 'maker', detail: 'r' },
      { status: 'approved', actor: 'checker', detail: null },
      { status: 'returned', actor: 'maker', detail: 'FT26326000001' },
    ]);
  });

  test('a refused proposal can be made anew', async () => {
    const { entry } = await wrongly('vietqr');
    await approved(entry, toAccount);
    expect(await desk().refuse({ entry, by: 'checker', reason: 'account closed' })).toMatchObject({ status: 'refused' });
    expect(await desk().propose({ entry, by: 'checker', reason: 'new account', toAccount })).toMatchObject({
      status: 'proposed',
      changed: true,
    });
  });
});

describe('nobody gives money back', () => {
  test('alone, not even in other letters', async () => {
    const { entry } = await wrongly('vnpay');
    await desk().propose({ entry, by: 'Officer 17', reason: 'r', toAccount: null });
    await expect(desk().approve({ entry, by: ' officer 17' })).rejects.toThrow(SuspenseRefused);
    await expect(
      database.db.query(`UPDATE payment.suspense_return SET status = 'approved', approved_by = 'OFFICER 17' WHERE incoming_id = $1`, [
        entry,
      ]),
    ).rejects.toThrow(/two_persons/);
  });

  test('that pays an order, that is not there, or without the ledger', async () => {
    await expect(desk().propose({ entry: 'x', by: 'maker', reason: 'r', toAccount })).rejects.toThrow(/no money in suspense/);
    const { entry, order } = await wrongly('vnpay');
    const { reference } = await database.db.transaction((tx) =>
      beginAttempt(service.options, tx, { orderId: order, gateway: 'vietqr', address: '127.0.0.1' }),
    );
    await tellBank(service, clock, { amount: 115_000, content: reference });
    const { rows } = await database.admin.query<{ id: string }>(
      `SELECT id FROM payment.incoming WHERE order_id = $1 AND suspense IS NULL`,
      [order],
    );
    await expect(desk().propose({ entry: rows[0]?.id ?? '', by: 'maker', reason: 'r', toAccount })).rejects.toThrow(/no money in suspense/);
    await approved(entry);
    const id = await returnId(entry);
    // By the program's own database role, past the program: the database itself refuses.
    await expect(
      database.db.query(`UPDATE payment.suspense_return SET status = 'returned', returned_at = now() WHERE id = $1`, [id]),
    ).rejects.toThrow(/contradict/);
    const book = (amount: number) =>
      database.db.transaction(async (tx) => {
        await tx.query(`INSERT INTO payment.journal (id, kind, return_id, at) VALUES ($1, 'return', $1, now())`, [id]);
        await tx.query(
          `INSERT INTO payment.posting (journal_id, account, amount) VALUES ($1, 'suspense', $2::bigint), ($1, 'received/vnpay', -$2::bigint)`,
          [id, amount],
        );
        await tx.query(`UPDATE payment.suspense_return SET status = 'returned', returned_at = now() WHERE id = $1`, [id]);
      });
    await expect(book(1)).rejects.toThrow(/does not book/);
    await expect(
      database.db.transaction(async (tx) => {
        await tx.query(`INSERT INTO payment.journal (id, kind, return_id, at) VALUES ($1, 'return', $1, now())`, [id]);
        await tx.query(
          `INSERT INTO payment.posting (journal_id, account, amount) VALUES ($1, 'suspense', 114000), ($1, 'received/vnpay', -114000)`,
          [id],
        );
      }),
    ).rejects.toThrow(/contradict/);
    for (const change of [`DELETE FROM payment.suspense_return_event`, `UPDATE payment.suspense_return_event SET actor = 'x'`])
      await expect(database.admin.query(change)).rejects.toThrow(/append-only/);
  });
});
