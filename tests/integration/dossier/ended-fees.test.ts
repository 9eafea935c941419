import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messages } from '../../../src/dossier/messages.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { licence, people, png, seenOn, startDossier, type Answer, type Client, type TestDossier } from '../../support/dossier.ts';

let database: TestDatabase;
let dossier: TestDossier;
let lan: Client;
let officer: Client;

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  dossier = await startDossier(database);
  [lan, officer] = [dossier.as(people.lan), dossier.as(people.officer)];
});
afterAll(async () => {
  await dossier.stop();
  await database.close();
});
beforeEach(() => {
  dossier.payment.up = true;
  dossier.payment.meanwhile = async () => undefined;
});

async function file(): Promise<string> {
  const draft = (await lan.post('/start', { procedure: licence.code })).location ?? '';
  const version = /name="version" value="(\d+)"/.exec((await lan.get(draft)).text)?.[1] ?? '';
  await lan.post(draft, { fullName: 'Nguyễn Thị Lan', licenceNumber: '790123456789', version, go: 'next' });
  await lan.upload(`${draft}/files/photo`, png);
  return ((await lan.post(`${draft}/submit`)).location ?? '').replace('/dossiers/', '');
}
const withdraw = async (code: string): Promise<Answer> =>
  lan.post(`/dossiers/${code}/withdraw`, { ...(await seenOn(lan, `/dossiers/${code}`)), reason: 'withdraw.personal', sure: 'yes' });
const decide = async (code: string, to: number, more: Record<string, string> = {}): Promise<Answer> =>
  officer.post(`/queue/${code}/decision`, { ...(await seenOn(officer, `/queue/${code}`)), to: String(to), ...more });
const because = (reason: string) => ({ reason, ground: 'Nghị định 118/2025/NĐ-CP', remedy: 'Nộp hồ sơ khác tại cơ quan' });
const orders = (code: string) => [...dossier.payment.orders.values()].filter((each) => each.reference === code);
const events = async (code: string): Promise<string[]> =>
  (
    await database.admin.query<{ what: string }>(
      `SELECT coalesce(to_status::text, kind) AS what FROM dossier.dossier_event e JOIN dossier.dossier d ON d.id = e.dossier_id
        WHERE d.code = $1 ORDER BY e.seq`,
      [code],
    )
  ).rows.map(({ what }) => what);
/** Lets every waiting retry run now, as time would. */
const later = (): Promise<unknown> => database.admin.query('UPDATE dossier_jobs._private_jobs SET run_at = now() WHERE locked_at IS NULL');

test('the order of a dossier that is withdrawn, refused or stopped is cancelled, and nothing is to be paid', async () => {
  const [withdrawn, refused, stopped] = [await file(), await file(), await file()];
  await dossier.work();
  expect((await officer.get(`/queue/${withdrawn}`)).text).toContain(messages.vi.dossier.case.feeOpen);
  expect((await withdraw(withdrawn)).status).toBe(303);
  expect((await decide(refused, 3, because('refuse.not-eligible'))).status).toBe(303);
  const { id = '', amount = 0 } = orders(stopped)[0] ?? {};
  await dossier.paid({ id, amount, reference: stopped });
  for (const to of [2, 4]) expect((await decide(stopped, to)).status).toBe(303);
  for (const feeAmount of ['0x1000', '1e3', '500', '100.000.000.001', '9'.repeat(150)]) {
    const wrong = await decide(stopped, 6, { feeName: 'Phí thẩm định', feeAmount });
    expect([feeAmount, wrong.status]).toEqual([feeAmount, 422]);
    expect(wrong.text).toContain(`<a href="#feeAmount">${messages.vi.dossier.case.wrong.feeAmount}</a>`);
  }
  expect((await decide(stopped, 6, { feeName: 'Phí thẩm định', feeAmount: '50.000' })).status).toBe(303);
  await dossier.work();
  expect((await decide(stopped, 8, because('stop.fee-unpaid'))).status).toBe(303);
  await dossier.work();

  expect(orders(withdrawn)).toMatchObject([{ cancelled: 'withdrawn' }]);
  expect(orders(refused)).toMatchObject([{ cancelled: 'refused' }]);
  // The fee that was paid stays paid.
  expect(orders(stopped).map(({ amount: each, cancelled }) => [each, cancelled])).toEqual([
    [115_000, undefined],
    [50_000, 'stopped'],
  ]);
  for (const code of [withdrawn, refused, stopped]) {
    expect((await officer.get(`/queue/${code}`)).text).not.toContain(messages.vi.dossier.case.feeOpen);
    const page = await lan.get(`/dossiers/${code}`);
    expect(page.text).toContain(messages.vi.dossier.one.feeStates.closed);
    // Whoever has just transferred money finds out what became of it.
    expect(page.text).toContain(`/orders/${orders(code).at(-1)?.id ?? ''}">${messages.vi.dossier.one.seeOrder}<`);
    expect(page.text).not.toMatch(new RegExp(`class="govuk-button[^>]*>\\s*${messages.vi.dossier.one.pay}`));
  }
});

test('a move that does not happen cancels nothing', async () => {
  const code = await file();
  await dossier.work();
  const late = await seenOn(officer, `/queue/${code}`);
  expect((await decide(code, 5, { ...because('supplement.unreadable'), missing: 'Ảnh' })).status).toBe(303);
  expect((await officer.post(`/queue/${code}/decision`, { ...late, to: '3', ...because('refuse.duplicate') })).status).toBe(409);
  await dossier.work();
  expect(orders(code)[0]?.cancelled).toBeUndefined();
});

test('with the payment service away it is cancelled when that is back, and an order made unheard is found and cancelled', async () => {
  const [known, unheard] = [await file(), await file()];
  // The order of the second is made, and the answer lost.
  dossier.payment.meanwhile = async () => {
    if (orders(unheard).length > 0) throw new Error('cut off');
  };
  await dossier.work();
  expect([orders(known).length, orders(unheard).length]).toEqual([1, 1]);
  dossier.payment.up = false;
  for (const code of [known, unheard]) expect((await withdraw(code)).status).toBe(303);
  await dossier.work();
  expect([...orders(known), ...orders(unheard)].filter(({ cancelled }) => cancelled !== undefined)).toEqual([]);
  dossier.payment.up = true;
  dossier.payment.meanwhile = async () => undefined;
  await later();
  await dossier.work();
  for (const code of [known, unheard]) expect(orders(code)).toMatchObject([{ cancelled: 'withdrawn' }]);
  expect(await events(unheard)).toEqual(['1', '7']);
});

test('a dossier withdrawn while its order is being made has no order in the end, and nobody is asked to pay', async () => {
  const code = await file();
  dossier.payment.meanwhile = async () => {
    if (orders(code).length > 0 && !(await events(code)).includes('7')) expect((await withdraw(code)).status).toBe(303);
  };
  await dossier.work();
  await dossier.work();
  expect(orders(code)).toMatchObject([{ cancelled: 'withdrawn' }]);
  expect(await events(code)).toEqual(['1', '7']);
});

test('money that was faster than the withdrawal is not lost: the order stays paid, and the dossier knows of it', async () => {
  const code = await file();
  await dossier.work();
  const [{ id, amount } = { id: '', amount: 0 }] = orders(code);
  dossier.payment.paid.add(id);
  const answers = await Promise.all([withdraw(code), dossier.paid({ id, amount, reference: code })]);
  if (answers[0].status === 409) expect((await withdraw(code)).status).toBe(303);
  await dossier.work();
  expect(orders(code)[0]?.cancelled).toBeUndefined();
  expect((await events(code)).toSorted()).toEqual(['1', '7', 'fee-paid', 'fee-requested']);
  const { rows } = await database.admin.query(`SELECT count(*)::int AS waiting FROM dossier_jobs._private_jobs WHERE attempts > 0`);
  expect(rows).toEqual([{ waiting: 0 }]);
});

test('a payment and the end of its dossier at the same moment never wait for each other in a circle', async () => {
  const statuses = new Set<number>();
  for (let round = 0; round < 30; round += 1) {
    const code = await file();
    await dossier.work();
    const [{ id, amount } = { id: '', amount: 0 }] = orders(code);
    dossier.payment.paid.add(id);
    const [mine, theirs] = [await seenOn(lan, `/dossiers/${code}`), await seenOn(officer, `/queue/${code}`)];
    const apart = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const answers = await Promise.all([
      apart(2 * (round % 12)).then(() => dossier.paid({ id, amount, reference: code })),
      apart(round % 5).then(() => lan.post(`/dossiers/${code}/withdraw`, { ...mine, reason: 'withdraw.personal', sure: 'yes' })),
      apart(round % 4).then(() => officer.post(`/queue/${code}/decision`, { ...theirs, to: '3', ...because('refuse.duplicate') })),
    ]);
    expect(answers[0].status).toBe(200);
    for (const { status } of answers.slice(1)) statuses.add(status);
    expect((await events(code)).filter((what) => what === 'fee-paid')).toHaveLength(1);
  }
  expect([...statuses].toSorted()).toEqual([303, 409]);
});

test('of twenty withdrawals and refusals at once one counts, and its reason is the order’s', async () => {
  const code = await file();
  await dossier.work();
  const [mine, theirs] = [await seenOn(lan, `/dossiers/${code}`), await seenOn(officer, `/queue/${code}`)];
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0
        ? lan.post(`/dossiers/${code}/withdraw`, { ...mine, reason: 'withdraw.personal', sure: 'yes' })
        : officer.post(`/queue/${code}/decision`, { ...theirs, to: '3', ...because('refuse.duplicate') }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, ...Array.from({ length: 19 }, () => 409)]);
  await dossier.work();
  const end = (await events(code)).at(-1) === '7' ? 'withdrawn' : 'refused';
  expect(orders(code)).toMatchObject([{ cancelled: end }]);
});

test('an order that runs out in a dossier that has ended asks nobody to pay', async () => {
  const code = await file();
  await dossier.work();
  const [{ id, amount } = { id: '', amount: 0 }] = orders(code);
  expect((await withdraw(code)).status).toBe(303);
  const told = await dossier.notify({ id: `event-${id}-over`, type: 'order.expired', order: { id, reference: code, amount } });
  expect(told.body).toEqual({ outcome: 'no-effect' });
  expect(await events(code)).toEqual(['1', 'fee-requested', '7']);
});
