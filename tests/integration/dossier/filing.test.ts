import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { messages } from '../../../src/dossier/messages.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { birth, licence, pdf, people, png, seenOn, startDossier, type Client, type TestDossier } from '../../support/dossier.ts';

let database: TestDatabase;
let dossier: TestDossier;
let lan: Client;
let minh: Client;
let officer: Client;
let head: Client;
let nobody: Client;

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  dossier = await startDossier(database);
  [lan, minh, officer, head, nobody] = [people.lan, people.minh, people.officer, people.head, null].map((who) => dossier.as(who)) as [
    Client,
    Client,
    Client,
    Client,
    Client,
  ];
});
afterAll(async () => {
  await dossier.stop();
  await database.close();
});
beforeEach(() => {
  dossier.catalogue.up = true;
  dossier.payment.up = true;
});

const begin = async (client: Client, code = licence.code): Promise<string> => {
  const answer = await client.post('/start', { procedure: code });
  expect([answer.status, answer.location]).toEqual([303, expect.stringMatching(/^\/drafts\/[0-9a-f-]{36}$/)]);
  return answer.location ?? '';
};
const good = { fullName: 'Nguyễn Thị Lan', licenceNumber: '790123456789' };
const fill = async (client: Client, draft: string): Promise<void> => {
  const version = /name="version" value="(\d+)"/.exec((await client.get(draft)).text)?.[1] ?? '';
  expect((await client.post(draft, { ...good, version, go: 'next' })).status).toBe(303);
};
/** A dossier filed by somebody, and its code. */
const file = async (client: Client, code = licence.code): Promise<string> => {
  const draft = await begin(client, code);
  await fill(client, draft);
  if (code === licence.code) expect((await client.upload(`${draft}/files/photo`, png)).status).toBe(303);
  const answer = await client.post(`${draft}/submit`);
  expect(answer.location).toMatch(/^\/dossiers\/H26-\d{6}-\d{4}$/);
  return (answer.location ?? '').replace('/dossiers/', '');
};
const status = async (code: string): Promise<Record<string, unknown>> =>
  (
    await database.admin.query<Record<string, unknown>>(
      'SELECT status, payment_state, due_at, supplements, counted_overdue, seq, rating FROM dossier.dossier WHERE code = $1',
      [code],
    )
  ).rows[0] ?? {};
const order = (code: string) =>
  [...dossier.payment.orders.values()].find((each) => each.reference === code) ?? {
    id: '',
    reference: code,
    amount: 0,
    key: '',
    sub: undefined,
  };
const decide = async (client: Client, code: string, to: number, more: Record<string, string> = {}) =>
  client.post(`/queue/${code}/decision`, { ...(await seenOn(client, `/queue/${code}`)), to: String(to), ...more });
/** What the owner does with a dossier, by the forms of its page. */
const act = async (client: Client, code: string, what: 'supplement' | 'withdraw', fields: Record<string, string> = {}) =>
  client.post(`/dossiers/${code}/${what}`, { ...(await seenOn(client, `/dossiers/${code}`)), ...fields });
const because = (reason: string) => ({ reason, ground: 'Nghị định 118/2025/NĐ-CP', remedy: 'Nộp bổ sung giấy tờ còn thiếu' });

const texts = messages.vi.dossier.one;
/** What the page of a dossier says of its fee, and the one thing it offers. */
const feeIn = ({ text }: { text: string }): (string | undefined)[] => {
  const section = /<section[^>]*aria-label="Phí, lệ phí 1">[\s\S]*?<\/section>/.exec(text)?.[0] ?? '';
  const offers = [...section.matchAll(/class="govuk-button[^>]*>\s*([^<]*?)\s*</g)].map(([, offer]) => offer);
  return [/role="status">([^<]*)</.exec(section)?.[1], ...offers];
};
const feeOf = async (client: Client, code: string) => feeIn(await client.get(`/dossiers/${code}`));

describe('a draft', () => {
  it('begins with what the account knows, and keeps right and wrong answers alike', async () => {
    const draft = await begin(lan);
    const fresh = await lan.get(draft);
    expect(fresh.text).toContain('value="Nguyễn Thị Lan"');
    const refused = await lan.post(draft, { fullName: 'Lan', licenceNumber: 'không phải số', version: '1', go: 'next' });
    expect(refused.status).toBe(422);
    expect((await lan.get(draft)).text).toContain('value="không phải số"');
  });
  it('saved on another device is never overwritten unseen, and nothing typed is lost', async () => {
    const draft = await begin(lan);
    expect((await lan.post(draft, { fullName: 'Điện thoại', version: '1', go: 'save' })).status).toBe(303);
    const late = await lan.post(draft, { fullName: 'Máy tính', version: '1', go: 'save' });
    expect([late.status, late.text.includes('value="Máy tính"')]).toEqual([409, true]);
    expect((await lan.get(draft)).text).toContain('value="Điện thoại"');
    const version = /name="version" value="(\d+)"/.exec(late.text)?.[1] ?? '';
    await lan.post(draft, { fullName: 'Máy tính', version, go: 'save' });
    expect((await lan.get(draft)).text).toContain('value="Máy tính"');
  });
  it('is saved by the page itself, by version', async () => {
    const draft = await begin(lan);
    const saved = await lan.post(draft, { fullName: 'A', version: '1', go: 'autosave' });
    expect([saved.status, JSON.parse(saved.text)]).toEqual([200, { version: 2 }]);
    expect((await lan.post(draft, { fullName: 'B', version: '1', go: 'autosave' })).status).toBe(409);
  });
  it('of twenty saves of one version keeps one', async () => {
    const draft = await begin(lan);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => lan.post(draft, { fullName: `Lần ${n}`, version: '1', go: 'autosave' })),
    );
    expect(answers.filter(({ status: code }) => code === 200).length).toBe(1);
  });
  it('asks for the higher level only where the procedure does, and before the button is shown', async () => {
    for (const somebody of [minh, nobody])
      expect((await somebody.get(`/start?procedure=${licence.code}`)).location).toBe('/sign-in/start?acr=LoA2');
    expect((await nobody.get(`/start?procedure=${birth.code}`)).location).toBe('/sign-in/start');
    expect((await minh.get(`/start?procedure=${birth.code}`)).status).toBe(200);
    expect((await minh.get('/start?procedure=9.999999')).status).toBe(404);
    // Whoever lost the level meanwhile is asked again.
    expect((await minh.post('/start', { procedure: licence.code })).location).toBe('/sign-in/start?acr=LoA2');
    await begin(minh, birth.code);
  });
});

describe('an attachment', () => {
  it.each([
    ['nothing', Buffer.alloc(0), ''],
    ['an empty file', Buffer.alloc(0), 'a.png'],
    ['a page named .png', Buffer.from('<!doctype html><script>alert(1)</script>'), 'a.png'],
    ['a PDF where pictures are wanted', pdf, 'a.pdf'],
    ['a picture that was cut off', png.subarray(0, 40), 'a.png'],
    ['one byte too much', Buffer.concat([png.subarray(0, 8), randomBytes(1_000_000)]), 'a.png'],
  ])('that is %s is refused at once, and nothing of it stays', async (_name, content, name) => {
    const draft = await begin(lan);
    const answer = await lan.upload(`${draft}/files/photo`, content, name);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('govuk-error-message');
    const { rows } = await database.admin.query('SELECT 1 FROM dossier.file WHERE draft_id = $1', [draft.replace('/drafts/', '')]);
    expect(rows).toEqual([]);
  });
  it('comes back byte for byte, as a download with its hash', async () => {
    const draft = await begin(lan);
    const big = Buffer.concat([png.subarray(0, 8), randomBytes(700_000), png]);
    await lan.upload(`${draft}/files/photo`, big, '../../ảnh "thẻ".png');
    const page = await lan.get(`${draft}/files`);
    const id = /\/files\/([0-9a-f-]{36})"/.exec(page.text)?.[1] ?? '';
    const answer = await lan.get(`/files/${id}`);
    expect(answer.bytes.equals(big)).toBe(true);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''/);
    expect([answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual(['image/png', 'nosniff']);
    const hash = (await import('node:crypto')).createHash('sha256').update(big).digest('hex');
    expect(page.text).toContain(hash);
    const { rows } = await database.admin.query<{ bytes: Buffer }>('SELECT bytes FROM dossier.file_chunk WHERE file_id = $1', [id]);
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.some(({ bytes }) => bytes.includes(big.subarray(100, 140)))).toBe(false);
  });
  it('without the form’s own token is refused', async () => {
    const draft = await begin(lan);
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(png)]), 'a.png');
    const answer = await fetch(`${dossier.origin}${draft}/files/photo`, {
      method: 'POST',
      body: form,
      headers: { 'x-test-person': 'lan' },
    });
    expect(answer.status).toBe(403);
  });
});

describe('filing', () => {
  it('names everything that is missing at once', async () => {
    const draft = await begin(lan);
    const answer = await lan.post(`${draft}/submit`);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('số giấy phép');
    expect(answer.text).toContain('Còn thiếu: Ảnh chân dung');
  });
  it('one form sent ten times at once makes one dossier', async () => {
    const draft = await begin(lan);
    await fill(lan, draft);
    await lan.upload(`${draft}/files/photo`, png);
    const answers = await Promise.all(Array.from({ length: 10 }, () => lan.post(`${draft}/submit`)));
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
    const { rows } = await database.admin.query('SELECT 1 FROM dossier.dossier WHERE draft_id = $1', [draft.replace('/drafts/', '')]);
    expect(rows.length).toBe(1);
  });
  it('works with the catalogue away, by the version that was pinned, and says so', async () => {
    const draft = await begin(lan);
    dossier.catalogue.up = false;
    dossier.clock.advance(120);
    const start = await lan.get(`/start?procedure=${licence.code}`);
    expect([start.status, start.text.includes('tạm thời không liên lạc được')]).toEqual([200, true]);
    expect((await lan.get('/start?procedure=9.999999')).status).toBe(503);
    await fill(lan, draft);
    await lan.upload(`${draft}/files/photo`, png);
    expect((await lan.post(`${draft}/submit`)).location).toMatch(/^\/dossiers\//);
  });
  it('keeps the version it was begun with when the catalogue goes on', async () => {
    const draft = await begin(lan, birth.code);
    dossier.catalogue.answers.set(birth.code, { ...birth, version: 2, name: { vi: 'Tên mới', en: 'New name' } });
    dossier.clock.advance(120);
    expect((await lan.get(`/start?procedure=${birth.code}`)).text).toContain('Tên mới');
    await fill(lan, draft);
    const { location } = await lan.post(`${draft}/submit`);
    expect((await lan.get(location ?? '')).text).toContain('Đăng ký khai sinh');
    dossier.catalogue.answers.set(birth.code, birth);
  });
});

describe('a crash', () => {
  it('of every database connection again and again, while twelve people file: nothing lost, nothing twice, no number missing', async () => {
    const ready: string[] = [];
    while (ready.length < 12) {
      const draft = await begin(lan, birth.code);
      await fill(lan, draft);
      ready.push(draft);
    }
    let going = true;
    const killing = (async () => {
      while (going) {
        await database.admin
          .query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%dossier.%' AND random() < 0.3`,
          )
          .catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
    })();
    const tries = await Promise.all(ready.map((draft) => lan.post(`${draft}/submit`)));
    going = false;
    await killing;
    expect(tries.some(({ status: code }) => code === 500)).toBe(true);
    const again = await Promise.all(ready.map((draft) => lan.post(`${draft}/submit`)));
    expect(again.every(({ location }) => location?.startsWith('/dossiers/H26-') === true)).toBe(true);
    const { rows } = await database.admin.query<{ n: string }>('SELECT count(*) AS n FROM dossier.dossier WHERE draft_id = ANY ($1)', [
      ready.map((draft) => draft.replace('/drafts/', '')),
    ]);
    expect(Number(rows[0]?.n)).toBe(12);
    const codes = await database.admin.query<{ code: string }>(
      `SELECT code FROM dossier.dossier_code WHERE code LIKE 'H26-%' ORDER BY code`,
    );
    expect(codes.rows.map(({ code }) => Number(code.split('-')[2]))).toEqual(codes.rows.map((_, n) => n + 1));
    const told = await database.admin.query<{ n: string }>(
      'SELECT count(*) AS n FROM dossier.dossier d WHERE NOT EXISTS (SELECT FROM dossier.inbox_message m WHERE m.dossier_id = d.id AND m.seq = 1)',
    );
    expect(Number(told.rows[0]?.n)).toBe(0);
  });
});

describe('a licence exchanged', () => {
  it('from filing to rating, with the payment service away at first', async () => {
    dossier.payment.up = false;
    const code = await file(lan);
    await dossier.work();
    expect(await status(code)).toMatchObject({ status: 1, payment_state: 'to-arrange' });
    expect(await feeOf(lan, code)).toEqual([texts.arranging, texts.askForOrder.coming]);
    dossier.clock.advance(61);
    expect(await feeOf(lan, code)).toEqual([texts.feeStates.late, texts.askForOrder.late]);
    expect(feeIn(await lan.post(`/dossiers/${code}/pay`))).toEqual([texts.paymentAway, texts.askForOrder.away]);
    dossier.payment.up = true;
    expect((await lan.post(`/dossiers/${code}/pay`)).status).toBe(303);
    expect(await status(code)).toMatchObject({ payment_state: 'requested' });
    // The payment service is told whose it is, so that it is among her payments whoever pays.
    expect(order(code).sub).toBe('lan');
    expect((await lan.get(`/dossiers/${code}`)).text).toContain(`/orders/${order(code).id}`);
    // Nobody accepts it before it is paid.
    expect((await decide(officer, code, 2)).status).toBe(409);

    // Forged, stale, of another amount, for another dossier: nothing happens.
    const paid = { id: order(code).id, reference: code, amount: 115000 };
    expect((await dossier.notify({ id: 'event-00000001', type: 'order.paid', order: paid }, { secret: randomBytes(32) })).status).toBe(401);
    expect(
      (await dossier.notify({ id: 'event-00000001', type: 'order.paid', order: paid }, { timestamp: dossier.clock.epoch() - 400 })).status,
    ).toBe(401);
    expect((await dossier.paid({ ...paid, amount: 1 })).status).toBe(422);
    expect((await dossier.paid({ ...paid, reference: 'H26-200101-0001' })).status).toBe(422);
    expect(await status(code)).toMatchObject({ payment_state: 'requested' });
    // A hundred of the same: one effect.
    const before = Number((await status(code))['seq']);
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) => dossier.paid(paid, n % 2 === 0 ? 'event-same-00' : `event-other-${n}`)),
    );
    expect(outcomes.filter(({ body }) => body.outcome === 'taken').length).toBe(1);
    expect(await status(code)).toMatchObject({ status: 1, payment_state: 'paid', seq: before + 1 });

    expect((await decide(officer, code, 2)).status).toBe(303);
    expect(await status(code)).toMatchObject({ status: 2, due_at: expect.any(Date) as Date });
    expect((await lan.get(`/dossiers/${code}`)).text).toContain('Cách tính ngày hẹn trả');
    await decide(officer, code, 4);

    // Asked once for everything, with reason, ground and remedy; answered; a second time needs the head of unit.
    expect((await decide(officer, code, 5, { reason: 'supplement.missing-document', ground: '', remedy: '' })).status).toBe(422);
    expect(
      (await decide(officer, code, 5, { ...because('supplement.missing-document'), missing: 'Giấy khám sức khỏe\nBản sao giấy phép cũ' }))
        .status,
    ).toBe(303);
    expect(await status(code)).toMatchObject({ status: 5, supplements: 1, due_at: null });
    const asked = await lan.get(`/dossiers/${code}`);
    for (const text of ['Giấy khám sức khỏe', 'Bản sao giấy phép cũ', 'Thiếu giấy tờ bắt buộc', 'Nghị định 118/2025/NĐ-CP', 'mẫu 02'])
      expect(asked.text).toContain(text);
    expect((await act(lan, code, 'supplement')).status).toBe(422);
    expect((await lan.upload(`/dossiers/${code}/files`, pdf, 'kham.pdf')).status).toBe(303);
    expect((await act(lan, code, 'supplement', { note: 'Đã nộp đủ' })).status).toBe(303);
    expect(await status(code)).toMatchObject({ status: 4, due_at: expect.any(Date) as Date });
    expect((await decide(officer, code, 5, { ...because('supplement.unreadable'), missing: 'Ảnh' })).status).toBe(422);
    expect((await decide(head, code, 5, { ...because('supplement.unreadable'), missing: 'Ảnh' })).status).toBe(303);
    expect(await status(code)).toMatchObject({ status: 5, supplements: 2, counted_overdue: true });
    await act(lan, code, 'supplement', { note: 'Ảnh mới' });

    // A fee found on the way: status 6, left by the notice alone.
    expect((await decide(officer, code, 6, { feeName: 'Phí thẩm định', feeAmount: '50.000' })).status).toBe(303);
    await dossier.work();
    const second = [...dossier.payment.orders.values()].find((each) => each.reference === code && each.amount === 50000);
    expect(await status(code)).toMatchObject({ status: 6, payment_state: 'requested' });
    expect((await dossier.paid({ id: second?.id ?? '', reference: code, amount: 50000 })).body.outcome).toBe('taken');
    expect(await status(code)).toMatchObject({ status: 4, payment_state: 'paid' });

    await decide(officer, code, 9);
    expect((await decide(officer, code, 10)).status).toBe(422);
    expect((await officer.upload(`/queue/${code}/result`, pdf, 'ket-qua.pdf')).status).toBe(303);
    expect((await decide(officer, code, 10)).status).toBe(303);
    expect((await lan.get(`/dossiers/${code}`)).text).toContain('ket-qua.pdf');
    expect((await lan.post(`/dossiers/${code}/rating`, { rating: '3' })).status).toBe(303);
    expect((await lan.post(`/dossiers/${code}/rating`, { rating: '1' })).status).toBe(409);
    expect(await status(code)).toMatchObject({ status: 10, rating: 3 });

    // Everything was told at once, and the chain holds.
    await dossier.work();
    const sms = dossier.sent.filter((each) => each.subject === undefined && each.text.includes(code));
    expect(sms.some(({ text }) => text.includes('cần bổ sung giấy tờ'))).toBe(true);
    expect(sms.every(({ text }) => !/https?:|www\./.test(text))).toBe(true);
    const inbox = await lan.get('/inbox');
    expect(inbox.text).toContain('đã có kết quả');
    const { rows } = await database.db.query<{ id: string; seq: number | null }>(
      'SELECT d.id, dossier.first_altered_event(d.id) AS seq FROM dossier.dossier d',
    );
    expect(rows.filter(({ seq }) => seq !== null)).toEqual([]);

    // Each form is one event; an event that is none has none.
    const history = await database.admin.query<{ seq: number; to_status: number | null }>(
      'SELECT e.seq, e.to_status FROM dossier.dossier_event e JOIN dossier.dossier d ON d.id = e.dossier_id WHERE d.code = $1 ORDER BY e.seq',
      [code],
    );
    for (const { seq, to_status } of history.rows) {
      const answer = await lan.get(`/dossiers/${code}/forms/${seq}`);
      const title =
        { 1: 'Giấy xác nhận đã nộp', 2: 'Giấy tiếp nhận hồ sơ', 5: 'Phiếu yêu cầu bổ sung' }[to_status ?? 0] ??
        (to_status === 4 && seq > 6 ? answer.text.match(/Giấy tiếp nhận/)?.[0] : undefined);
      expect([seq, answer.status]).toEqual([seq, title === undefined ? 404 : 200]);
      if (title !== undefined) expect(answer.text).toContain(title);
    }
  });

  it('paid and overtaking: a notice that comes before the answer to the order counts', async () => {
    const code = await file(lan);
    expect((await dossier.paid({ id: 'order-unknown-yet', reference: code, amount: 115000 })).body.outcome).toBe('taken');
    await dossier.work();
    expect(await status(code)).toMatchObject({ payment_state: 'paid' });
  });

  it('leads from the payment to the receipt itself, at the payment service and nowhere else', async () => {
    for (const [origin, leads] of [
      [null, 'receipt'],
      ['http://receipts.test', 'order'],
    ] as const) {
      const code = await file(lan);
      await dossier.work();
      const { id } = order(code);
      const pay = new RegExp(`href="(http[^"]*)/orders/${id}"`).exec((await lan.get(`/dossiers/${code}`)).text)?.[1] ?? '';
      const receiptUrl = `${origin ?? pay}/receipts/MC26-00000001?t=x`;
      const paid = { id, reference: code, amount: 115000, receiptNumber: 'MC26-00000001', receiptUrl };
      expect((await dossier.notify({ id: randomUUID(), type: 'order.paid', order: paid })).body.outcome).toBe('taken');
      const page = (await lan.get(`/dossiers/${code}`)).text;
      expect(page).toContain(
        `<a class="govuk-link" href="${leads === 'receipt' ? receiptUrl : `${pay}/orders/${id}`}">Biên lai số MC26-00000001</a>`,
      );
      expect(page).not.toContain('receipts.test');
    }
  });

  it('says on an English page that the names of its fees are Vietnamese', async () => {
    const code = await file(lan);
    const draft = await begin(lan);
    await fill(lan, draft);
    for (const path of [`/start?procedure=${licence.code}`, `${draft}/review`, `/dossiers/${code}`])
      expect((await lan.get(`${path}${path.includes('?') ? '&' : '?'}lang=en`)).text, path).toContain('<span lang="vi">Lệ phí</span>');
  });

  it('an order that expired is made anew under another key', async () => {
    const code = await file(lan);
    await dossier.work();
    const first = order(code);
    expect(
      (await dossier.notify({ id: randomUUID(), type: 'order.expired', order: { id: first.id, reference: code, amount: 115000 } })).body
        .outcome,
    ).toBe('taken');
    expect(await status(code)).toMatchObject({ payment_state: 'to-arrange' });
    expect(await feeOf(lan, code)).toEqual([texts.feeStates.over, texts.askForOrder.over]);
    await lan.post(`/dossiers/${code}/pay`);
    expect(await feeOf(lan, code)).toEqual([texts.feeStates.requested, texts.pay]);
    expect([...dossier.payment.orders.values()].filter((each) => each.reference === code).length).toBe(2);
  });

  it('is withdrawn by its owner alone, with a reason', async () => {
    const code = await file(lan, birth.code);
    expect((await act(lan, code, 'withdraw', { sure: 'yes' })).status).toBe(422);
    expect((await act(lan, code, 'withdraw', { reason: 'withdraw.personal' })).status).toBe(422);
    expect((await act(lan, code, 'withdraw', { reason: 'withdraw.personal', sure: 'yes' })).status).toBe(303);
    expect(await status(code)).toMatchObject({ status: 7 });
    expect((await decide(officer, code, 2)).status).toBe(409);
  });

  it('is refused with reason, ground and remedy, printed as form 03, and filed again', async () => {
    const code = await file(minh, birth.code);
    expect((await decide(officer, code, 3, { reason: 'refuse.not-eligible' })).status).toBe(422);
    expect((await decide(officer, code, 3, because('refuse.not-eligible'))).status).toBe(303);
    const page = await minh.get(`/dossiers/${code}`);
    expect(page.text).toContain('mẫu 03');
    expect((await minh.get(`/dossiers/${code}/forms/2`)).text).toContain('Phiếu từ chối tiếp nhận');
    expect(await file(minh, birth.code)).not.toBe(code);
  });
});

describe('who may see what', () => {
  it('a result is not seen before it is returned', async () => {
    const code = await file(minh, birth.code);
    for (const to of [2, 4, 9]) expect((await decide(officer, code, to)).status).toBe(303);
    await officer.upload(`/queue/${code}/result`, pdf, 'ket-qua.pdf');
    const id = /\/files\/([0-9a-f-]{36})"/.exec((await officer.get(`/queue/${code}`)).text)?.[1] ?? '';
    expect((await minh.get(`/files/${id}`)).status).toBe(404);
    await decide(officer, code, 10);
    expect((await minh.get(`/files/${id}`)).status).toBe(200);
  });

  it('look-up needs code and secret, says the same for a wrong one of either, shows nobody’s name, and is limited', async () => {
    const code = await file(lan, birth.code);
    const secret = /<code class="mc-secret"[^>]*>([A-Z2-9]{10})</.exec((await lan.get(`/dossiers/${code}`)).text)?.[1] ?? '';
    const right = await nobody.post('/lookup', {
      code: code.toLowerCase(),
      secret: ` ${secret.slice(0, 5)} ${secret.slice(5).toLowerCase()}`,
    });
    expect(right.status).toBe(200);
    expect([right.text.includes('Mới đăng ký'), right.text.includes('Lan')]).toEqual([true, false]);
    const strip = (text: string): string => text.replaceAll(/H26-\d{6}-\d{4}/g, '').replaceAll(/value="[^"]*"/g, '');
    const wrongSecret = await nobody.post('/lookup', { code, secret: 'AAAAAAAAAA' });
    const wrongCode = await nobody.post('/lookup', { code: 'H26-200101-0001', secret });
    expect([wrongSecret.status, wrongCode.status]).toEqual([404, 404]);
    expect(strip(wrongSecret.text)).toBe(strip(wrongCode.text));
    let last = 0;
    for (let n = 0; n < 12; n += 1) last = (await nobody.post('/lookup', { code, secret: 'AAAAAAAAAA' })).status;
    expect(last).toBe(429);
  });
});
