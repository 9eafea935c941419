import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginAttempt } from '../../../src/payment/orders/attempts.ts';
import { createOrder } from '../../../src/payment/orders/orders.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { startPayment, type RunningPayment } from '../../support/payment.ts';
import { movableClock } from '../../support/relying-party-origin.ts';
import { tellVnpay } from '../../support/vnpay.ts';

const clock = movableClock();
const attempt = { number: 1, last: false, signal: new AbortController().signal };
let database: TestDatabase;
let service: RunningPayment;
let receiver: Server;
/** The service that asked for the money: whether it is there, and what it was told. */
const dossier = { up: false, told: [] as string[] };

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
  service = await startPayment(database, { clock });
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (dossier.up) dossier.told.push((JSON.parse(body) as { order: { reference: string } }).order.reference);
      response.writeHead(dossier.up ? 204 : 503).end();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => receiver.once('listening', resolve));
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await service.stop();
  await database.close();
});

async function paidOrder(name: string): Promise<void> {
  const notifyUrl = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/webhooks/payment`;
  const about = { clientId: 'dossier', fineId: null, description: 'Lệ phí', payerName: 'Nguyễn Văn Thử', ownerSub: null, returnUrl: null };
  const { reference } = await database.db.transaction(async (tx) => {
    const items = [{ code: 'a', name: 'Lệ phí', amount: 115_000, kind: 'fee' as const }];
    const { id } = await createOrder(service.options, tx, { ...about, reference: name, items, notifyUrl });
    return beginAttempt(service.options, tx, { orderId: id, gateway: 'vnpay', address: '127.0.0.1' });
  });
  expect(await tellVnpay(service, { reference, amount: 115_000, transactionNo: `9000${name.slice(-1)}` })).toBe('00');
}

/** Does the deliveries that are due, as the worker would; a failure is waited for as long as after a day of failures. */
async function work(): Promise<number> {
  const { rows } = await database.admin.query<{ id: string; payload: unknown }>(
    `SELECT id, payload FROM payment_jobs._private_jobs WHERE key LIKE 'event:%' AND run_at <= now() ORDER BY id`,
  );
  for (const { id, payload } of rows) {
    const done = await Promise.resolve(service.payment.tasks['payment_deliver_event']?.(payload, attempt)).then(
      () => true,
      () => false,
    );
    await database.admin.query(
      done
        ? 'DELETE FROM payment_jobs._private_jobs WHERE id = $1'
        : `UPDATE payment_jobs._private_jobs SET attempts = 9, run_at = now() + interval '6 hours' WHERE id = $1`,
      [id],
    );
  }
  return rows.length;
}
const aMinuteLater = async (): Promise<void> => {
  clock.advance(61);
  await service.payment.tasks['payment_repair']?.({}, attempt);
};

test('after an outage of its receiver a payment is told within a minute, whatever the wait between retries has grown to', async () => {
  for (const name of ['D-1', 'D-2', 'D-3']) await paidOrder(name);
  expect(await work(), 'all are tried at once').toBe(3);
  expect(await work(), 'and wait for hours then').toBe(0);
  await aMinuteLater();
  expect(await work(), 'one asks whether the receiver is back').toBe(1);
  expect(dossier.told).toEqual([]);

  dossier.up = true;
  await aMinuteLater();
  expect(await work()).toBe(1);
  expect(dossier.told).toEqual(['D-1']);
  expect(await work(), 'the first that is taken wakes the rest').toBe(2);
  expect(dossier.told).toEqual(['D-1', 'D-2', 'D-3']);
  await aMinuteLater();
  expect(await work()).toBe(0);
  const { rows } = await database.admin.query('SELECT count(*)::int AS waiting FROM payment.order_event WHERE delivered_at IS NULL');
  expect(rows).toEqual([{ waiting: 0 }]);
});
