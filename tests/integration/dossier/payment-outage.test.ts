import { afterAll, beforeAll, expect, test } from 'vitest';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { licence, people, png, seenOn, startDossier, type TestDossier } from '../../support/dossier.ts';

let database: TestDatabase;
let dossier: TestDossier;

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  dossier = await startDossier(database);
});
afterAll(async () => {
  await dossier.stop();
  await database.close();
});

async function file(): Promise<string> {
  const lan = dossier.as(people.lan);
  const draft = (await lan.post('/start', { procedure: licence.code })).location ?? '';
  const version = /name="version" value="(\d+)"/.exec((await lan.get(draft)).text)?.[1] ?? '';
  await lan.post(draft, { fullName: 'Nguyễn Thị Lan', licenceNumber: '790123456789', version, go: 'next' });
  await lan.upload(`${draft}/files/photo`, png);
  return ((await lan.post(`${draft}/submit`)).location ?? '').replace('/dossiers/', '');
}
const withdraw = async (code: string): Promise<void> => {
  const lan = dossier.as(people.lan);
  const fields = { ...(await seenOn(lan, `/dossiers/${code}`)), reason: 'withdraw.personal', sure: 'yes' };
  expect((await lan.post(`/dossiers/${code}/withdraw`, fields)).status).toBe(303);
};
/** How often the payment service was called while the queue did what is due. */
async function callsOf(work: () => Promise<void>): Promise<number> {
  const before = dossier.payment.asked;
  await work();
  return dossier.payment.asked - before;
}
const aMinuteLater = async (): Promise<void> => {
  await dossier.service.tasks['probe_payment']?.({}, { number: 1, last: false, signal: new AbortController().signal });
  await dossier.work();
};
/** As after a day of failures: the waits are hours, and some jobs were given up. */
const dayOfFailures = (): Promise<unknown> =>
  database.admin.query(
    `UPDATE dossier_jobs._private_jobs SET attempts = CASE WHEN id % 2 = 0 THEN max_attempts ELSE 9 END, run_at = now() + interval '6 hours' WHERE attempts > 0`,
  );
const waiting = async (): Promise<number> =>
  (await database.admin.query<{ n: number }>('SELECT count(*)::int AS n FROM dossier_jobs._private_jobs')).rows[0]?.n ?? 0;

test('after a long outage of the payment service every order is made, and every other cancelled, within a minute', async () => {
  const ended = await file();
  await dossier.work();
  dossier.payment.up = false;
  const codes: string[] = [];
  while (codes.length < 8) codes.push(await file());
  await withdraw(ended);
  expect(await callsOf(() => dossier.work()), 'all are tried at once').toBe(9);
  await dayOfFailures();
  expect(await callsOf(() => dossier.work()), 'and wait for hours then').toBe(0);
  expect(await callsOf(aMinuteLater), 'a few ask whether it is back').toBe(5);
  await dayOfFailures();

  dossier.payment.up = true;
  await aMinuteLater();
  expect(await waiting(), 'the first that is answered wakes the rest').toBe(0);
  const made = [...dossier.payment.orders.values()];
  expect(made.map(({ reference }) => reference).toSorted()).toEqual([ended, ...codes].toSorted());
  expect(made.filter(({ cancelled }) => cancelled !== undefined)).toMatchObject([{ reference: ended, cancelled: 'withdrawn' }]);
  expect(await callsOf(aMinuteLater)).toBe(0);
});

test('one job that can never be done neither hides that the service is back nor wakes the others again and again', async () => {
  dossier.payment.up = false;
  const codes = [await file(), await file()];
  await dossier.work();
  await dayOfFailures();
  dossier.payment.up = true;
  const [impossible = ''] = codes;
  // An order under its key that is of another amount.
  const { rows } = await database.admin.query<{ key: string }>(
    `SELECT f.id || '-1' AS key FROM dossier.fee_request f JOIN dossier.dossier d ON d.id = f.dossier_id WHERE d.code = $1`,
    [impossible],
  );
  const { key = '' } = rows[0] ?? {};
  dossier.payment.orders.set(key, { id: 'order-wrong', key, reference: impossible, amount: 1 });
  await aMinuteLater();
  expect(await waiting()).toBe(1);
  for (let minute = 0; minute < 3; minute += 1) {
    await dayOfFailures();
    expect(await callsOf(aMinuteLater)).toBe(1);
  }
});
