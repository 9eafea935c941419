import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createOrder } from '../../../src/payment/orders/orders.ts';
import { beginAttempt } from '../../../src/payment/orders/attempts.ts';
import { startRunner, type Runner } from '#shared/jobs';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { otherSide, type OtherSide } from '../../support/other-sides.ts';
import { startPayment, type RunningPayment } from '../../support/payment.ts';
import { movableClock } from '../../support/relying-party-origin.ts';
import { tellVnpay } from '../../support/vnpay.ts';

const stop = new AbortController();
const patient = { timeout: 90_000, interval: 50 };
let database: TestDatabase;
let service: RunningPayment;
let runner: Runner;
let sides: readonly [OtherSide, OtherSide];

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
  service = await startPayment(database, { clock: movableClock() });
  sides = [await otherSide('hangs'), await otherSide('well')];
});
afterAll(async () => {
  await Promise.all(sides.map((side) => side.close()));
  stop.abort();
  await runner.stopped;
  await service.stop();
  await database.close();
});

let number = 0;
async function paidOrder(receiver: OtherSide): Promise<string> {
  number += 1;
  const name = `D-${number}`;
  const about = { clientId: 'dossier', fineId: null, description: 'Lệ phí', payerName: 'Nguyễn Văn Thử', ownerSub: null, returnUrl: null };
  const { reference } = await database.db.transaction(async (tx) => {
    const items = [{ code: 'a', name: 'Lệ phí', amount: 115_000, kind: 'fee' as const }];
    const { id } = await createOrder(service.options, tx, { ...about, reference: name, items, notifyUrl: `${receiver.url}hook` });
    return beginAttempt(service.options, tx, { orderId: id, gateway: 'vnpay', address: '127.0.0.1' });
  });
  expect(await tellVnpay(service, { reference, amount: 115_000, transactionNo: String(90_000 + number) })).toBe('00');
  return name;
}

test('a webhook that hangs delays no other: its events wait in its own lane, are told apart in the metrics, and arrive once when it is back', async () => {
  const [hung, well] = sides;
  const { log, metrics } = service.options;
  const queue = { db: database.db, schema: 'payment_jobs', concurrency: 2, everyMs: 200 };
  const lanes = { firstMs: 2000, retryMs: 2000, failures: 3, pauseMs: 300, longestPauseMs: 300 };
  const toHung: string[] = [];
  const toWell: string[] = [];
  for (let at = 0; at < 12; at += 1) toHung.push(await paidOrder(hung));
  runner = await startRunner({ ...queue, lanes, tasks: service.payment.tasks, log, metrics, signal: stop.signal });
  for (let at = 0; at < 6; at += 1) toWell.push(await paidOrder(well));
  const told = ({ taken }: OtherSide): string[] =>
    taken.map((body) => (JSON.parse(body) as { order: { reference: string } }).order.reference);
  await vi.waitFor(() => {
    expect(told(well).toSorted()).toEqual(toWell.toSorted());
  }, patient);
  const lane = `webhook:${new URL(hung.url).host}`;
  await vi.waitFor(async () => {
    expect(await metrics.text()).toContain(`mot_cua_payment_jobs_lane_open{lane="${lane}"} 1`);
  }, patient);
  expect(hung.taken).toEqual([]);
  hung.mood = 'well';
  await vi.waitFor(async () => {
    expect(told(hung).toSorted()).toEqual(toHung.toSorted());
    expect(await metrics.text()).not.toContain(`lane="${lane}"`);
  }, patient);
});
