import { afterAll, beforeAll, expect, test } from 'vitest';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { birth, licence, pdf, people, png, seenOn, startDossier, type Client, type TestDossier } from '../../support/dossier.ts';

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

async function file(code: string): Promise<string> {
  const draft = (await lan.post('/start', { procedure: code })).location ?? '';
  const version = /name="version" value="(\d+)"/.exec((await lan.get(draft)).text)?.[1] ?? '';
  await lan.post(draft, { fullName: 'Nguyễn Thị Lan', licenceNumber: '790123456789', version, go: 'next' });
  if (code === licence.code) await lan.upload(`${draft}/files/photo`, png);
  return ((await lan.post(`${draft}/submit`)).location ?? '').replace('/dossiers/', '');
}
const decide = async (code: string, to: number, more: Record<string, string> = {}, by = officer) =>
  by.post(`/queue/${code}/decision`, { ...(await seenOn(by, `/queue/${code}`)), to: String(to), ...more });
const supply = async (code: string, fields: Record<string, string> = {}) =>
  lan.post(`/dossiers/${code}/supplement`, { ...(await seenOn(lan, `/dossiers/${code}`)), ...fields });
const kept = async (code: string, slot: string): Promise<number> =>
  (
    await database.admin.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM dossier.file f JOIN dossier.dossier d ON d.id = f.dossier_id WHERE d.code = $1 AND f.slot = $2`,
      [code, slot],
    )
  ).rows[0]?.count ?? 0;

const missing = {
  reason: 'supplement.missing-document',
  missing: 'Giấy khám sức khỏe',
  ground: 'Nghị định 118/2025/NĐ-CP',
  remedy: 'Nộp bổ sung giấy tờ còn thiếu',
};

test('a document sent to a dossier again, because its answer was lost, is there once; another one is another', async () => {
  const code = await file(birth.code);
  await decide(code, 5, missing);
  for (let sending = 0; sending < 3; sending += 1) {
    expect((await lan.upload(`/dossiers/${code}/files`, pdf, 'kham.pdf')).location).toBe(`/dossiers/${code}`);
  }
  expect(await kept(code, 'supplement')).toBe(1);
  await lan.upload(`/dossiers/${code}/files`, Buffer.concat([pdf, Buffer.from('\n')]), 'kham-2.pdf');
  expect(await kept(code, 'supplement')).toBe(2);
  expect((await supply(code, { note: 'Đã gửi' })).status).toBe(303);

  await decide(code, 9);
  for (let sending = 0; sending < 2; sending += 1) await officer.upload(`/queue/${code}/result`, pdf, 'ket-qua.pdf');
  expect(await kept(code, 'result')).toBe(1);
  expect((await decide(code, 10)).status).toBe(303);
});

test('the same document counts again when papers are asked for again', async () => {
  const code = await file(birth.code);
  const head = dossier.as(people.head);
  const ask = (client: Client) => decide(code, 5, missing, client);
  await ask(officer);
  await lan.upload(`/dossiers/${code}/files`, pdf, 'kham.pdf');
  expect((await supply(code)).status).toBe(303);
  dossier.clock.advance(60);
  expect((await ask(head)).status).toBe(303);
  dossier.clock.advance(60);
  await lan.upload(`/dossiers/${code}/files`, pdf, 'kham.pdf');
  expect((await supply(code)).status).toBe(303);
  expect(await kept(code, 'supplement')).toBe(2);
});

test('an order that nobody heard of, and that has expired since, gives way to a new one', async () => {
  dossier.payment.up = false;
  const code = await file(licence.code);
  const { rows } = await database.admin.query<{ id: string }>(
    `SELECT f.id FROM dossier.fee_request f JOIN dossier.dossier d ON d.id = f.dossier_id WHERE d.code = $1`,
    [code],
  );
  const key = `${rows[0]?.id ?? ''}-1`;
  // The payment service made it and died before it could say so.
  dossier.payment.orders.set(key, { id: 'order-unheard', key, reference: code, amount: 115_000, expiresAt: '2020-01-01T00:00:00Z' });
  dossier.payment.up = true;
  expect((await lan.post(`/dossiers/${code}/pay`)).status).toBe(303);
  const page = await lan.get(`/dossiers/${code}`);
  expect(page.text).not.toContain('order-unheard');
  expect(page.text).toMatch(/\/orders\/order-[0-9a-f]{12}"/);
  const made = await database.admin.query(`SELECT state, attempt FROM dossier.fee_request WHERE id = $1`, [rows[0]?.id]);
  expect(made.rows).toEqual([{ state: 'requested', attempt: 2 }]);
});
