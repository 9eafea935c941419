import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDb, type Db } from '#shared/db';
import { dueDate, loadCalendar } from '../../../src/dossier/calendar/index.ts';
import { messages } from '../../../src/dossier/messages.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { licence, people, png, seenOn, startDossier, type Answer, type Client, type TestDossier } from '../../support/dossier.ts';

let database: TestDatabase;
let counted: Db;
let dossier: TestDossier;
let lan: Client;
let officer: Client;
const sent: string[] = [];

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  counted = createDb({
    ...{ connectionString: database.url, role: 'mocua_dossier', max: 5, applicationName: 'test' },
    onStatement: (name) => sent.push(name),
    onIdleError: () => undefined,
  });
  dossier = await startDossier({ ...database, db: counted });
  [lan, officer] = [dossier.as(people.lan), dossier.as(people.officer)];
  // Their rows are made at the first visit.
  await Promise.all([lan.post('/lookup'), officer.post('/lookup')]);
});
afterAll(async () => {
  await dossier.stop();
  await counted.close();
  await database.close();
});
beforeEach(() => {
  dossier.payment.up = true;
});

async function file(): Promise<string> {
  const draft = (await lan.post('/start', { procedure: licence.code })).location ?? '';
  const version = /name="version" value="(\d+)"/.exec((await lan.get(draft)).text)?.[1] ?? '';
  await lan.post(draft, { fullName: 'Nguyễn Thị Lan', licenceNumber: '790123456789', version, go: 'next' });
  await lan.upload(`${draft}/files/photo`, png);
  return ((await lan.post(`${draft}/submit`)).location ?? '').replace('/dossiers/', '');
}
const decide = async (code: string, to: number, more: Record<string, string> = {}): Promise<Answer> => {
  const seen = await seenOn(officer, `/queue/${code}`);
  sent.length = 0;
  return officer.post(`/queue/${code}/decision`, { ...seen, to: String(to), ...more });
};
const act = async (code: string, what: 'supplement' | 'withdraw', fields: Record<string, string>): Promise<Answer> => {
  const seen = await seenOn(lan, `/dossiers/${code}`);
  sent.length = 0;
  return lan.post(`/dossiers/${code}/${what}`, { ...seen, ...fields });
};
const order = (code: string, amount: number) => {
  const { id = '' } = [...dossier.payment.orders.values()].find((each) => each.reference === code && each.amount === amount) ?? {};
  return { id, amount, reference: code };
};
const pay = async (code: string, amount: number): Promise<string | undefined> => {
  await dossier.work();
  sent.length = 0;
  return (await dossier.paid(order(code, amount))).body.outcome;
};
const papers = { reason: 'supplement.unreadable', missing: 'Ảnh', ground: 'Nghị định 118/2025/NĐ-CP', remedy: 'Nộp bổ sung giấy tờ' };
const another = { feeName: 'Phí thẩm định', feeAmount: '50.000' };
const row = async (code: string): Promise<Record<string, unknown>> =>
  (
    await database.admin.query<Record<string, unknown>>(
      `SELECT status, payment_state, seq, received_at, due_at, (SELECT count(*)::int FROM dossier.fee_request f WHERE f.dossier_id = d.id) AS fees
         FROM dossier.dossier d WHERE code = $1`,
      [code],
    )
  ).rows[0] ?? {};

/** What the last request asked of the database about the dossier itself. */
const about = (): Record<string, number> => {
  const names = ['dossier.by-code', 'dossier.by-id', 'dossier.changed-between', 'dossier.append-event', 'dossier.insert-inbox-message'];
  return Object.fromEntries(
    names.flatMap((name) => [[name, sent.filter((each) => each === name).length] as const]).filter(([, n]) => n > 0),
  );
};
const once = { 'dossier.by-code': 1, 'dossier.append-event': 1, 'dossier.insert-inbox-message': 1 };
const twice = { 'dossier.by-code': 1, 'dossier.append-event': 2, 'dossier.insert-inbox-message': 2 };

test('every change reads its dossier once, appends its event and tells of it', async () => {
  const code = await file();
  expect([await pay(code, 115_000), about()]).toEqual(['taken', once]);
  expect([(await decide(code, 2)).status, about()]).toEqual([303, once]);
  expect([(await decide(code, 5, papers)).status, about()]).toEqual([303, once]);
  expect([(await act(code, 'supplement', { note: 'Đã nộp' })).status, about()]).toEqual([303, once]);
  expect([(await decide(code, 6, another)).status, about()]).toEqual([303, once]);
  expect([await pay(code, 50_000), about()]).toEqual(['taken', twice]);
  expect([(await act(code, 'withdraw', { reason: 'withdraw.personal', sure: 'yes' })).status, about()]).toEqual([303, once]);
  // Not the messages, jobs and staff around it: what a withdrawal asks of the database in all.
  expect(sent.length).toBeLessThanOrEqual(12);
});

test('a dossier that waits for a fee is promised its result later by exactly the working days it waited', async () => {
  const code = await file();
  expect(await pay(code, 115_000)).toBe('taken');
  for (const to of [2, 4]) expect((await decide(code, to)).status).toBe(303);
  expect((await decide(code, 6, another)).status).toBe(303);
  expect(await row(code)).toMatchObject({ status: 6, due_at: null });
  // Two weeks go by: no clock may run ahead of the database's, so the past is moved instead.
  const weeks = `interval '14 days'`;
  await database.admin.transaction(async (tx) => {
    await tx.query('SET LOCAL session_replication_role = replica');
    await tx.query(
      `UPDATE dossier.dossier_event SET at = at - ${weeks} WHERE dossier_id = (SELECT id FROM dossier.dossier WHERE code = $1)`,
      [code],
    );
    await tx.query(`UPDATE dossier.dossier SET received_at = received_at - ${weeks}, changed_at = changed_at - ${weeks} WHERE code = $1`, [
      code,
    ]);
  });
  expect(await pay(code, 50_000)).toBe('taken');
  const { rows } = await database.admin.query<{ to_status: number; at: Date }>(
    `SELECT to_status, at FROM dossier.dossier_event e JOIN dossier.dossier d ON d.id = e.dossier_id WHERE d.code = $1 AND to_status IS NOT NULL ORDER BY e.seq`,
    [code],
  );
  expect(rows.map(({ to_status }) => to_status)).toEqual([1, 2, 4, 6, 4]);
  const [from, to] = [rows[3]?.at, rows[4]?.at] as [Date, Date];
  const after = await row(code);
  const receivedAt = after['received_at'] as Date;
  const time = { amount: 5, unit: 'working-days' } as const;
  const expected = dueDate(loadCalendar(), { receivedAt, time, pauses: [{ from, to }] });
  expect(expected.paused).toBeGreaterThanOrEqual(1);
  expect(after).toMatchObject({ status: 4, due_at: new Date(expected.dueAt) });
  expect(after['due_at']).not.toEqual(new Date(dueDate(loadCalendar(), { receivedAt, time }).dueAt));
});

test('while a fee is open no other is asked for, and nothing happens', async () => {
  const code = await file();
  expect((await decide(code, 5, papers)).status).toBe(303);
  expect((await act(code, 'supplement', { note: 'Đã nộp' })).status).toBe(303);
  for (const state of ['to-arrange', 'requested']) {
    const before = await row(code);
    expect(before).toMatchObject({ status: 4, payment_state: state, fees: 1 });
    const refused = await decide(code, 6, another);
    expect([refused.status, refused.text.includes(messages.vi.problems['dossier.fee-due'].title)]).toEqual([409, true]);
    expect(await row(code)).toEqual(before);
    await dossier.work();
  }
  expect(await pay(code, 115_000)).toBe('taken');
  expect((await decide(code, 6, another)).status).toBe(303);
  expect(await row(code)).toMatchObject({ status: 6, payment_state: 'to-arrange', fees: 2 });
});

test('staff is who has proved the citizen number: declared alone, it opens neither the queue nor a document of somebody else', async () => {
  const code = await file();
  const pretender = dossier.as(people.pretender);
  expect((await officer.get(`/dossiers/${code}/forms/1`)).status).toBe(200);
  expect((await pretender.get(`/dossiers/${code}/forms/1`)).status).toBe(404);
  expect((await pretender.get('/queue')).location).toBe('/sign-in/start?acr=LoA2');
  const photo = /\/files\/([0-9a-f-]{36})"/.exec((await officer.get(`/queue/${code}`)).text)?.[1] ?? '';
  expect([(await officer.get(`/files/${photo}`)).status, (await pretender.get(`/files/${photo}`)).status]).toEqual([200, 404]);
  expect((await pretender.get('/dossiers')).text).not.toContain('href="/queue"');
});

test('an officer’s password and app open neither the queue, nor a case, nor a document: only a key that cannot be phished does', async () => {
  const code = await file();
  const phished = dossier.as(people.phished);
  for (const path of ['/queue', `/queue/${code}`]) {
    const page = await phished.get(path);
    expect(page.status).toBe(403);
    expect(page.text).toContain('passkeys/new');
    expect(page.text).toContain(`/sign-in/start?return=${encodeURIComponent(path)}&amp;acr=LoA2&amp;max_age=0`);
  }
  expect((await phished.get(`/dossiers/${code}/forms/1`)).status).toBe(404);
  expect((await phished.get('/dossiers')).text).not.toContain('href="/queue"');
  expect((await phished.post(`/queue/${code}/decision`, { seq: '1', to: '2' })).status).toBe(403);
});

test('what is somebody else’s is as if it did not exist, whatever is done with it', async () => {
  const code = await file();
  const { seq } = await seenOn(lan, `/dossiers/${code}`);
  const minh = dossier.as(people.minh);
  const before = await row(code);
  expect((await minh.get(`/dossiers/${code}`)).status).toBe(404);
  expect((await minh.get(`/dossiers/${code}/forms/1`)).status).toBe(404);
  expect((await minh.post(`/dossiers/${code}/withdraw`, { seq, reason: 'withdraw.personal', sure: 'yes' })).status).toBe(404);
  expect((await minh.post(`/dossiers/${code}/supplement`, { seq, note: 'x' })).status).toBe(404);
  expect((await minh.post(`/dossiers/${code}/pay`)).status).toBe(404);
  expect((await minh.post(`/dossiers/${code}/rating`, { rating: '3' })).status).toBe(404);
  expect((await minh.upload(`/dossiers/${code}/files`, png)).status).toBe(404);
  expect(await row(code)).toEqual(before);
});
