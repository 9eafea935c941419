import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messages } from '../../../src/dossier/messages.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { birth, licence, pdf, people, png, seenOn, startDossier, type Client, type TestDossier } from '../../support/dossier.ts';

let database: TestDatabase;
let dossier: TestDossier;
let lan: Client;
let officer: Client;
let head: Client;

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  dossier = await startDossier(database);
  [lan, officer, head] = [dossier.as(people.lan), dossier.as(people.officer), dossier.as(people.head)];
});
afterAll(async () => {
  await dossier.stop();
  await database.close();
});

async function file(code = birth.code): Promise<string> {
  const draft = (await lan.post('/start', { procedure: code })).location ?? '';
  const version = /name="version" value="(\d+)"/.exec((await lan.get(draft)).text)?.[1] ?? '';
  await lan.post(draft, { fullName: 'Nguyễn Thị Lan', licenceNumber: '790123456789', version, go: 'next' });
  if (code === licence.code) await lan.upload(`${draft}/files/photo`, png);
  return ((await lan.post(`${draft}/submit`)).location ?? '').replace('/dossiers/', '');
}
const missing = {
  reason: 'supplement.missing-document',
  missing: 'Giấy khám sức khỏe',
  ground: 'Nghị định 118/2025/NĐ-CP',
  remedy: 'Nộp bổ sung giấy tờ còn thiếu',
};
type Seen = { readonly seq?: string };
const send = (client: Client, code: string, to: number, seen: Seen, more: Record<string, string> = {}) =>
  client.post(`/queue/${code}/decision`, { ...seen, to: String(to), ...more });
const decide = async (code: string, to: number, more: Record<string, string> = {}, by = officer) => {
  expect((await send(by, code, to, await seenOn(by, `/queue/${code}`), more)).status).toBe(303);
};
const history = async (code: string): Promise<(number | null)[]> =>
  (
    await database.admin.query<{ to_status: number | null }>(
      'SELECT to_status FROM dossier.dossier_event e JOIN dossier.dossier d ON d.id = e.dossier_id WHERE d.code = $1 ORDER BY e.seq',
      [code],
    )
  ).rows.map(({ to_status }) => to_status);
const { wrong, case: texts } = messages.vi.dossier;

describe('an officer’s form', () => {
  it('that was made before somebody else acted repeats nothing, though the step is possible again, and keeps what was typed', async () => {
    const code = await file();
    for (const to of [2, 4]) await decide(code, to);
    const tab = await seenOn(head, `/queue/${code}`);
    await decide(code, 5, missing);
    const { seq } = await seenOn(lan, `/dossiers/${code}`);
    expect((await lan.post(`/dossiers/${code}/supplement`, { seq, note: 'Đã gửi' })).status).toBe(303);
    const before = await history(code);

    const typed = { ...missing, missing: 'Bản sao giấy phép cũ', remedy: 'Nộp bản sao có chứng thực' };
    const late = await send(head, code, 5, tab, typed);
    expect(late.status).toBe(409);
    for (const text of [wrong.changed, typed.missing, typed.remedy, 'value="supplement.missing-document" selected'])
      expect(late.text).toContain(text);
    expect(await history(code)).toEqual(before);
    // What the answer shows can be sent, and then counts.
    const again = /name="seq" value="(\d+)"/.exec(late.text)?.[1] ?? '';
    expect((await send(head, code, 5, { seq: again }, typed)).status).toBe(303);
    expect(await history(code)).toEqual([...before, 5]);
  });

  it('for a step that is gone says so, and shows what was typed', async () => {
    const code = await file();
    const tab = await seenOn(officer, `/queue/${code}`);
    await decide(code, 3, { ...missing, reason: 'refuse.duplicate' }, head);
    const late = await send(officer, code, 5, tab, missing);
    expect(late.status).toBe(409);
    for (const text of [texts.kept, missing.missing, missing.remedy, messages.vi.dossier.reasons['supplement.missing-document']])
      expect(late.text).toContain(text);
    expect(await history(code)).toEqual([1, 3]);
  });

  it.each([
    ['none', {}],
    ['no number', { seq: 'x' }],
    ['one from the future', { seq: '99' }],
    ['zero', { seq: '0' }],
  ])('with %s for what it knew does nothing', async (_, seen) => {
    const code = await file();
    expect((await send(officer, code, 2, seen)).status).toBe(409);
    expect(await history(code)).toEqual([1]);
  });

  it('sent twenty times at once by two officers makes one move', async () => {
    const code = await file();
    for (const to of [2, 4]) await decide(code, to);
    const seen = await seenOn(officer, `/queue/${code}`);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => send(n % 2 === 0 ? officer : head, code, n % 4 < 2 ? 5 : 9, seen, missing)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, ...Array.from({ length: 19 }, () => 409)]);
    expect(answers.filter(({ status, text }) => status === 409 && !text.includes(wrong.changed))).toEqual([]);
    expect((await history(code)).length).toBe(4);
  });

  it('is judged together with what happened while it waited, though the status is the same again', async () => {
    const code = await file();
    for (const to of [2, 4]) await decide(code, to);
    const seen = await seenOn(officer, `/queue/${code}`);
    const client = await database.admin.pool.connect();
    try {
      await client.query('BEGIN');
      const append = (from: number, to: number, actor: 'officer' | 'citizen', reason: string | null) =>
        client.query(
          `INSERT INTO dossier.dossier_event (dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy)
           SELECT d.id, gen_random_uuid(), 'moved', $2, $3, d.changed_at, $4,
                  CASE WHEN $4 = 'citizen' THEN d.person_id ELSE (SELECT s.id FROM dossier.staff s WHERE s.role = 'officer') END, $5,
                  'Nghị định 118/2025/NĐ-CP', 'Nộp bổ sung giấy tờ'
             FROM dossier.dossier d WHERE d.code = $1`,
          [code, from, to, actor, reason],
        );
      await append(4, 5, 'officer', 'supplement.unreadable');
      await append(5, 4, 'citizen', null);
      const sent = send(officer, code, 9, seen);
      await expect
        .poll(async () => (await database.admin.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)).rowCount, {
          timeout: 20_000,
        })
        .toBeGreaterThan(0);
      await client.query('COMMIT');
      const late = await sent;
      expect([late.status, late.text.includes(wrong.changed)]).toEqual([409, true]);
    } finally {
      client.release();
    }
    expect(await history(code)).toEqual([1, 2, 4, 5, 4]);
  });

  it('does not grow stale by what the service itself notes', async () => {
    const code = await file(licence.code);
    const seen = await seenOn(officer, `/queue/${code}`);
    await dossier.work();
    expect(await history(code)).toEqual([1, null]);
    expect((await send(officer, code, 5, seen, missing)).status).toBe(303);
  });
});

describe('a citizen’s form', () => {
  it('that answers an earlier request for papers is no answer to the next one, and keeps the note', async () => {
    const code = await file();
    await decide(code, 5, missing);
    const tab = await seenOn(lan, `/dossiers/${code}`);
    expect((await lan.post(`/dossiers/${code}/supplement`, { ...tab, note: 'Lần một' })).status).toBe(303);
    await decide(code, 5, { ...missing, missing: 'Ảnh rõ mặt' }, head);
    const before = await history(code);
    const late = await lan.post(`/dossiers/${code}/supplement`, { ...tab, note: 'Ghi chú cũ' });
    expect(late.status).toBe(409);
    for (const text of [wrong.changed, 'Ghi chú cũ</textarea>', 'Ảnh rõ mặt']) expect(late.text).toContain(text);
    expect(await history(code)).toEqual(before);
  });

  it('for an answer that is no longer asked for still shows the note', async () => {
    const code = await file();
    await decide(code, 5, missing);
    const tab = await seenOn(lan, `/dossiers/${code}`);
    expect((await lan.post(`/dossiers/${code}/supplement`, { ...tab, note: 'Lần một' })).status).toBe(303);
    const twice = await lan.post(`/dossiers/${code}/supplement`, { ...tab, note: 'Lần hai' });
    expect([twice.status, twice.text.includes(messages.vi.dossier.one.keptNote('Lần hai'))]).toEqual([409, true]);
  });

  it('does not withdraw a dossier that the agency has acted on meanwhile; asked anew, it does', async () => {
    const code = await file();
    const tab = await seenOn(lan, `/dossiers/${code}`);
    for (const to of [2, 4]) await decide(code, to);
    const fields = { reason: 'withdraw.personal', sure: 'yes' };
    const late = await lan.post(`/dossiers/${code}/withdraw`, { ...tab, ...fields });
    expect(late.status).toBe(409);
    expect(late.text).toMatch(/value="withdraw\.personal" checked/);
    // The confirmation is given anew.
    expect(late.text).not.toMatch(/value="yes" checked/);
    expect(await history(code)).toEqual([1, 2, 4]);
    const { seq } = await seenOn(lan, `/dossiers/${code}`);
    expect((await lan.post(`/dossiers/${code}/withdraw`, { seq, ...fields })).status).toBe(303);
    expect(await history(code)).toEqual([1, 2, 4, 7]);
  });
});

describe('starting twice', () => {
  const start = () => lan.post('/start', { procedure: birth.code });

  it('by a double click, or by twenty at once, makes one draft', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, start));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 303));
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
    expect((await start()).location).toBe(answers[0]?.location);
  });

  it('after something was saved or uploaded, or with another version of the procedure, makes another', async () => {
    const drafts = [(await start()).location ?? ''];
    await lan.post(drafts[0] ?? '', { fullName: 'Lan', version: '1', go: 'autosave' });
    drafts.push((await start()).location ?? '');
    dossier.catalogue.answers.set(birth.code, { ...birth, version: 2 });
    dossier.clock.advance(120);
    drafts.push((await start()).location ?? '');
    drafts.push((await lan.post('/start', { procedure: licence.code })).location ?? '');
    await lan.upload(`${drafts.at(-1) ?? ''}/files/photo`, png);
    drafts.push((await lan.post('/start', { procedure: licence.code })).location ?? '');
    expect(new Set(drafts).size).toBe(5);
    expect((await start()).location).toBe(drafts[2]);
    expect((await dossier.as(people.minh).post('/start', { procedure: birth.code })).location).not.toBe(drafts[2]);
    await lan.upload(`${drafts[2] ?? ''}/files/photo`, pdf);
  });
});
