import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { birth, licence, people, png, startDossier, type Client, type TestDossier } from '../../support/dossier.ts';

let database: TestDatabase;
let dossier: TestDossier;
let lan: Client;

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  dossier = await startDossier(database);
  lan = dossier.as(people.lan);
});
afterAll(async () => {
  await dossier.stop();
  await database.close();
});

const DAY = 86_400;
const begin = async (code = birth.code): Promise<string> => (await lan.post('/start', { procedure: code })).location ?? '';
const forget = () => dossier.service.tasks['forget_idle_drafts']?.({}, { number: 1, last: false, signal: new AbortController().signal });
const count = async (table: 'draft' | 'file' | 'file_chunk'): Promise<number> =>
  Number((await database.admin.query<{ n: string }>(`SELECT count(*) AS n FROM dossier.${table}`)).rows[0]?.n);

it('a draft nobody touches is kept for as long as its page says, and then forgotten with its documents', async () => {
  const left = await begin(licence.code);
  await lan.upload(`${left}/files/photo`, png);
  const touched = await begin(licence.code);
  const until = new Intl.DateTimeFormat('vi-VN', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'Asia/Ho_Chi_Minh' });
  const day = until.format(new Date(dossier.clock.now().getTime() + 365 * DAY * 1000));
  expect((await lan.get(left)).text).toContain(`được giữ đến hết ngày ${day}`);
  expect((await lan.get('/dossiers')).text).toContain(`giữ đến ${day}`);

  dossier.clock.advance(300 * DAY);
  // A document counts as a touch, like an answer.
  await lan.upload(`${touched}/files/photo`, png);
  dossier.clock.advance(65 * DAY);
  await forget();
  expect([(await lan.get(left)).status, (await lan.get(touched)).status]).toEqual([200, 200]);

  dossier.clock.advance(2 * DAY);
  await forget();
  expect([(await lan.get(left)).status, (await lan.get(touched)).status]).toEqual([404, 200]);
  expect([await count('draft'), await count('file'), await count('file_chunk')]).toEqual([1, 1, 1]);
});

it('a filed dossier stays however old its draft is', async () => {
  // The database takes no event of a time to come.
  dossier.clock.reset();
  const draft = await begin();
  await lan.post(draft, { fullName: 'Nguyễn Thị Lan', licenceNumber: '790123456789', version: '1', go: 'save' });
  const { location } = await lan.post(`${draft}/submit`);
  dossier.clock.advance(800 * DAY);
  await forget();
  expect((await lan.get(location ?? '')).status).toBe(200);
  expect((await lan.get(draft)).location).toBe(location);
});

it('many are forgotten batch by batch, by two workers at once, each draft once', async () => {
  for (let n = 0; n < 120; n += 1) await lan.post(await begin(), { fullName: `Số ${n}`, version: '1', go: 'autosave' });
  dossier.clock.advance(400 * DAY);
  const before = await count('draft');
  await Promise.all([forget(), forget()]);
  expect([before >= 120, await count('draft')]).toEqual([true, 1]);
});
