import { dayOf, plusDays } from '#shared/day';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { movableClock } from '../../support/relying-party-origin.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { callerOf, moveDatabaseClock, personOf, startPayment, type RunningPayment } from '../../support/payment.ts';
import { createVisitor, hidden, type Page, type Visitor } from '../../support/relying-party-visitor.ts';
import { tellBank, tellVnpay } from '../../support/vnpay.ts';
import { requestReturn } from '../../../src/payment/fines/paper-return.ts';

let database: TestDatabase;
let service: RunningPayment;
const clock = movableClock();
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
  service = await startPayment(database, { clock });
});
afterAll(async () => {
  await service.stop();
  await database.close();
});
beforeEach(async () => {
  clock.reset();
  await moveDatabaseClock(database, 0);
  service.standing.caller = callerOf('police', 'fines:write');
  service.standing.person = null;
  await database.admin.query('DELETE FROM payment.rate_limit');
});

const today = dayOf(clock.now());
const decision = (number: string, changes: object = {}) => ({
  decisionNumber: number,
  decisionDate: plusDays(today, -50),
  recordNumber: `BB-${number}`,
  violationDate: plusDays(today, -60),
  fullName: 'Đặng Thị Hường',
  citizenNumber: '001190000022',
  plate: '29A-000.01',
  amount: 2_000_000,
  authority: 'Phòng Cảnh sát giao thông mẫu',
  treasuryAccount: '3511.0.0000000',
  receivedOn: plusDays(today, -40),
  paperHeld: ['Giấy phép lái xe'],
  ...changes,
});
interface Uploaded {
  accepted: number;
  duplicate: number;
  rejected: number;
  results: { result: string; reason?: string }[];
}
const upload = async (decisions: unknown[]): Promise<{ status: number; body: Uploaded }> => {
  const answer = await fetch(`${service.origin}/api/fines`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ decisions }),
  });
  return { status: answer.status, body: (await answer.json()) as Uploaded };
};
async function find(visitor: Visitor, number: string, name = 'dang thi huong', date = plusDays(today, -60)): Promise<Page> {
  const form = await visitor.get(`${service.origin}/fines`);
  const [year = '', month = '', day = ''] = date.split('-');
  return visitor.post(`${service.origin}/fines`, {
    _csrf: hidden(form, '_csrf'),
    recordNumber: `BB-${number}`,
    'violationDate-day': day,
    'violationDate-month': month,
    'violationDate-year': year,
    fullName: name,
  });
}
const submit = (visitor: Visitor, page: Page, path: string, fields: Record<string, string> = {}): Promise<Page> =>
  visitor.post(new URL(path, service.origin).href, { _csrf: hidden(page, '_csrf'), t: hidden(page, 't'), ...fields });

/** Finds a decision and pays it by VietQR; answers its id. */
async function paid(number: string): Promise<string> {
  const visitor = createVisitor();
  const fine = await find(visitor, number);
  const id = /\/fines\/([0-9a-f-]{36})\?t=/.exec(fine.url)?.[1] ?? '';
  const order = await submit(visitor, fine, `/fines/${id}/pay`);
  const scan = await submit(visitor, order, `${new URL(order.url).pathname}/pay`, { way: 'vietqr' });
  const content = /MC[0-9A-Z]{12}/.exec(scan.text)?.[0] ?? '';
  expect(await tellBank(service, clock, { amount: 2_030_000, content })).toMatchObject({ result: 'paid' });
  return id;
}

test('a thousand decisions are taken at once, and again as duplicates; 1,001 are refused', async () => {
  const many = Array.from({ length: 1000 }, (_, at) => decision(`M${String(at).padStart(4, '0')}/QĐ-XPHC`));
  expect((await upload(many)).body).toMatchObject({ accepted: 1000, duplicate: 0, rejected: 0 });
  expect((await upload(many)).body).toMatchObject({ accepted: 0, duplicate: 1000, rejected: 0 });
  expect((await upload([...many, decision('X')])).status).toBe(400);
  expect((await upload([])).status).toBe(400);
});

test('each decision is judged by itself, with a reason, and a contradiction never overwrites', async () => {
  const { body } = await upload([
    decision('J1'),
    decision('J2', { amount: -1 }),
    decision('J3', { violationDate: '2026-02-30' }),
    decision('J4', { decisionDate: plusDays(today, 2) }),
    null,
    'x',
    decision('J1'),
    decision('J1', { amount: 1000 }),
    decision('J5', { citizenNumber: '12' }),
  ]);
  expect(body.results.map(({ result }) => result)).toEqual([
    'accepted',
    'rejected',
    'rejected',
    'rejected',
    'rejected',
    'rejected',
    'duplicate',
    'rejected',
    'rejected',
  ]);
  expect(body.results.filter(({ result }) => result === 'rejected').every(({ reason }) => (reason ?? '') !== '')).toBe(true);
  expect(await (await fetch(`${service.origin}/api/fines/J1`)).json()).toMatchObject({ amount: 2_000_000, status: 'unpaid' });
});

test('nobody without the scope uploads or reads decisions', async () => {
  service.standing.caller = callerOf('dossier', 'payment:order payment:read');
  expect([(await upload([decision('N1')])).status, (await fetch(`${service.origin}/api/fines/J1`)).status]).toEqual([401, 401]);
});

test('a decision exists for the client that uploaded it alone, also when another uploads the same', async () => {
  await upload([decision('C1')]);
  const id = await paid('C1');
  const recipient = { name: 'Đặng Thị Hường', phone: '0912000022', address: 'Số 22 phố Thử Nghiệm' };
  await requestReturn(service.options, database.db, { fineId: id, recipient });
  const one = `${service.origin}/api/fines/C1`;
  const post = (): Promise<Response> =>
    fetch(`${one}/return`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"status":"posted"}' });
  const nothing = async (answer: Response): Promise<object> => {
    const { trace_id: _, ...body } = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, body };
  };
  service.standing.caller = callerOf('another-police', 'fines:write');
  const unknown = await nothing(await fetch(`${service.origin}/api/fines/C2`));
  expect(unknown).toMatchObject({ status: 404 });
  expect(await nothing(await fetch(one))).toEqual(unknown);
  expect(await nothing(await post())).toEqual(unknown);
  // Numbers of their own: whatever others uploaded under this one is neither shown nor in the way.
  const { results } = (await upload([decision('C1', { amount: 1000 }), decision('C1', { amount: 1000 }), decision('C1')])).body;
  expect(results.map(({ result }) => result)).toEqual(['accepted', 'duplicate', 'rejected']);
  expect(await (await fetch(one)).json()).toMatchObject({ amount: 1000, paperReturn: null });
  service.standing.caller = callerOf('police', 'fines:write');
  expect(await (await fetch(one)).json()).toMatchObject({ amount: 2_000_000, paperReturn: { status: 'requested', phone: '0912000022' } });
  expect((await post()).status).toBe(200);
  expect((await upload([decision('C1')])).body).toMatchObject({ duplicate: 1 });
});

test('of one client, authorities number independently, and the same record is not taken twice under two spellings', async () => {
  const elsewhere = { authority: 'Phòng Cảnh sát giao thông Huế', recordNumber: 'BB-A1-Huế', amount: 3_000_000 };
  const { results } = (
    await upload([
      decision('A1'),
      decision('A1', elsewhere),
      decision('A1', elsewhere),
      decision('A1', { ...elsewhere, amount: 1000 }),
      decision('A1', { authority: 'PHÒNG CSGT mẫu' }),
    ])
  ).body;
  expect(results.map(({ result }) => result)).toEqual(['accepted', 'accepted', 'duplicate', 'rejected', 'rejected']);
  const read = async (authority?: string) => {
    const answer = await fetch(
      `${service.origin}/api/fines/A1${authority === undefined ? '' : `?${new URLSearchParams({ authority }).toString()}`}`,
    );
    return { status: answer.status, ...((await answer.json()) as { amount?: number; detail?: string }) };
  };
  expect(await read()).toMatchObject({ status: 409, detail: expect.stringContaining('?authority=') });
  expect(await read(elsewhere.authority)).toMatchObject({ amount: 3_000_000, authority: elsewhere.authority });
  expect(await read(decision('A1').authority)).toMatchObject({ amount: 2_000_000 });
  expect(await read('Phòng khác')).toMatchObject({ status: 404 });
});

test('twenty uploads of one decision at once take it once', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => upload([decision('P1')])));
  expect(answers.map(({ body }) => body.results[0]?.result).toSorted()).toEqual([
    'accepted',
    ...Array.from({ length: 19 }, () => 'duplicate'),
  ]);
});

test('names, numbers and plates are not readable in the database', async () => {
  await upload([decision('S1', { fullName: 'Bí Mật', citizenNumber: '001190999999', plate: '30Z-999.99' })]);
  const { rows } = await database.admin.query<{ text: string }>(
    `SELECT fine::text || encode(offender, 'escape') AS text FROM payment.fine WHERE decision_number = 'S1'`,
  );
  expect(rows[0]?.text).not.toMatch(/Bí Mật|001190999999|30Z-999/);
});

test('a fine is found by record number, date and name without diacritics, paid by VietQR without signing in, and its receipt verifies', async () => {
  await upload([decision('0077/QĐ-XPHC')]);
  const visitor = createVisitor();
  const fine = await find(visitor, '0077/QĐ-XPHC');
  expect(fine.text).toContain('Đặng Thị Hường');
  expect(fine.text).toContain('Tiền chậm nộp 30 ngày');
  expect(fine.text).toContain('2.030.000');
  const id = /\/fines\/([0-9a-f-]{36})\?t=/.exec(fine.url)?.[1] ?? '';
  const order = await submit(visitor, fine, `/fines/${id}/pay`);
  const orderId = /\/orders\/([0-9a-f-]{36})\?t=/.exec(order.url)?.[1] ?? '';
  // Pressing again, also in another window, leads to the same order.
  expect((await submit(visitor, fine, `/fines/${id}/pay`)).url).toBe(order.url);
  expect((await submit(visitor, order, `/orders/${orderId}/pay`, { way: 'cash' })).status).toBe(400);
  const scan = await submit(visitor, order, `/orders/${orderId}/pay`, { way: 'vietqr' });
  const reference = /MC[0-9A-Z]{12}/.exec(scan.text)?.[0] ?? '';
  expect(scan.text).toContain('data:image/svg+xml;base64,');
  expect(await tellBank(service, clock, { amount: 2_030_000, content: `IBFT ${reference}` })).toMatchObject({ result: 'paid' });
  const paid = await visitor.get(order.url);
  expect(paid.text).toContain('Chúng tôi đã nhận đủ tiền');
  const receipt = await visitor.get((/href="([^"]*\/receipts\/[^"]*)"/.exec(paid.text)?.[1] ?? '').replaceAll('&amp;', '&'));
  expect(receipt.text).toContain('Hai triệu không trăm ba mươi nghìn đồng');
  const verify = await visitor.get(/href="([^"]*\/verify\/[^"]*)"/.exec(receipt.text)?.[1] ?? '');
  expect(verify.text).toContain('Biên lai này do chúng tôi phát hành');
  expect(verify.text).not.toMatch(/Đặng|0077/);
  expect((await visitor.get(`${verify.url.slice(0, -1)}${verify.url.endsWith('A') ? 'B' : 'A'}`)).status).toBe(404);
  const pdf = await fetch((/href="([^"]*\/pdf[^"]*)"/.exec(receipt.text)?.[1] ?? '').replaceAll('&amp;', '&'));
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect(Buffer.from(await pdf.arrayBuffer()).toString('latin1', 0, 8)).toBe('%PDF-1.7');
  const returned = await visitor.get(fine.url);
  expect((await submit(visitor, returned, `/fines/${id}/return`, { name: 'Đặng Thị Hường', phone: '12', address: '' })).status).toBe(400);
  await submit(visitor, returned, `/fines/${id}/return`, {
    name: 'Đặng Thị Hường',
    phone: '0912 000 022',
    address: 'Số 22 phố Thử Nghiệm, Hà Nội',
  });
  const about = (): Promise<Response> => fetch(`${service.origin}/api/fines/${encodeURIComponent('0077/QĐ-XPHC')}`);
  expect(await (await about()).json()).toMatchObject({
    status: 'paid',
    paidAmount: 2_030_000,
    paperReturn: { status: 'requested', phone: '0912000022' },
  });
  const moved = await fetch(`${service.origin}/api/fines/${encodeURIComponent('0077/QĐ-XPHC')}/return`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'posted', trackingNumber: 'EA1VN' }),
  });
  expect(await moved.json()).toMatchObject({ paperReturn: { status: 'posted', trackingNumber: 'EA1VN' } });
  expect((await visitor.get(fine.url)).text).toContain('EA1VN');
  // A second payment of the same fine cannot even begin.
  expect((await submit(visitor, fine, `/fines/${id}/pay`)).url).toBe(fine.url);
});

test('no such record, a wrong date and a wrong name are answered alike', async () => {
  await upload([decision('L1')]);
  const visitor = createVisitor();
  const plain = (page: Page): string => page.text.replace(/value="[^"]*"/g, '');
  const answers = [
    await find(visitor, 'nothing'),
    await find(visitor, 'L1', 'Nguyễn Văn Khác'),
    await find(visitor, 'L1', 'dang thi huong', plusDays(today, -59)),
  ];
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(plain)).size).toBe(1);
  expect(answers[0]?.text).not.toContain('Đặng');
});

test('an incomplete look-up says what is missing and keeps what was typed', async () => {
  const visitor = createVisitor();
  const form = await visitor.get(`${service.origin}/fines`);
  const answer = await visitor.post(`${service.origin}/fines`, {
    _csrf: hidden(form, '_csrf'),
    recordNumber: 'BB-9',
    'violationDate-day': '31',
    'violationDate-month': '2',
    'violationDate-year': '2026',
    fullName: '',
  });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('value="BB-9"');
  expect(answer.text).toMatch(/href="#violationDate|href="#fullName/);
});

test('a decision with a NUL character is rejected alone, by the field that has it', async () => {
  const { status, body } = await upload([decision('NUL1'), decision('NUL2', { fullName: 'Đặng\0 Hường' }), decision('NUL3')]);
  expect([status, body.accepted, body.rejected]).toEqual([200, 2, 1]);
  expect(body.results[1]).toEqual({ decisionNumber: 'NUL2', result: 'rejected', reason: 'fullName: has a NUL character' });
  for (const changes of [
    { decisionNumber: 'N\0' },
    { paperHeld: ['a\0'] },
    { plate: '\0' },
    { citizenNumber: '00119000002\0' },
    { 'x\0': 1, amount: 0 },
  ])
    expect((await upload([decision('NUL4', changes), decision('NUL1')])).body).toMatchObject({ duplicate: 1, rejected: 1 });
});

test('guessing is limited per network; whoever finds what they look for is not counted', async () => {
  await upload([decision('GL1')]);
  const visitor = createVisitor();
  for (let at = 0; at < 10; at += 1) expect((await find(visitor, 'GL1')).text).toContain('GL1');
  const statuses: number[] = [];
  for (let at = 0; at < 61; at += 1) statuses.push((await find(visitor, `guess-${String(at)}`)).status);
  expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429]);
});

test('orders, receipts and fines open for their own link and their owner, and for nobody else', async () => {
  await upload([decision('O1')]);
  const visitor = createVisitor();
  const fine = await find(visitor, 'O1');
  const id = /\/fines\/([0-9a-f-]{36})/.exec(fine.url)?.[1] ?? '';
  service.standing.person = personOf('person-1', 'LoA2', { citizen_id: '001190000022' });
  const order = await submit(visitor, fine, `/fines/${id}/pay`);
  const bare = order.url.split('?')[0] ?? '';
  expect((await visitor.get(bare)).status).toBe(200);
  const begun = await submit(visitor, order, `${new URL(bare).pathname}/pay`, { way: 'vnpay' }).catch(() => null);
  expect(begun).toBeNull();
  const { rows } = await database.admin.query<{ reference: string }>(`SELECT reference FROM payment.attempt WHERE order_id = $1`, [
    bare.split('/').at(-1),
  ]);
  expect(await tellVnpay(service, { reference: rows[0]?.reference ?? '', amount: 2_030_000, transactionNo: '77001' })).toBe('00');
  const mine = await visitor.get(`${service.origin}/my`);
  expect(mine.text).toContain('O1');
  const receipt = `${service.origin}${/href="(\/receipts\/[^"?]*)"/.exec(mine.text)?.[1] ?? ''}`;
  expect((await visitor.get(receipt)).status).toBe(200);
  for (const stranger of [null, personOf('person-2', 'LoA3', { citizen_id: '001085000011' })]) {
    service.standing.person = stranger;
    const links = service.payment.links;
    for (const url of [
      bare,
      `${bare}?t=`,
      `${bare}?t=${links.token('fine', id)}`,
      receipt,
      `${receipt}/pdf`,
      `${receipt}?t=${links.token('order', id)}`,
      `${service.origin}/fines/${id}`,
      `${service.origin}/fines/${id}?t=x`,
      `${service.origin}/orders/x`,
    ]) {
      expect([url, (await visitor.get(url)).status]).toEqual([url, 404]);
    }
  }
  service.standing.person = personOf('person-2', 'LoA3', { citizen_id: '001085000011' });
  expect((await visitor.get(`${service.origin}/my`)).text).not.toContain('O1');
  // Anybody can declare a number; only a verified one shows fines.
  service.standing.person = personOf('person-3', 'LoA1', { citizen_id: '001190000022' });
  expect((await visitor.get(`${service.origin}/my`)).text).not.toContain('QĐ-XPHC');
});

test('an unpaid order of yesterday is replaced when the interest has grown, and a fine is never paid twice', async () => {
  await upload([decision('G1')]);
  const visitor = createVisitor();
  const fine = await find(visitor, 'G1');
  const id = /\/fines\/([0-9a-f-]{36})/.exec(fine.url)?.[1] ?? '';
  const first = await submit(visitor, fine, `/fines/${id}/pay`);
  clock.advance(24 * 3600);
  await moveDatabaseClock(database, 24 * 3600);
  const second = await submit(visitor, fine, `/fines/${id}/pay`);
  expect(second.url).not.toBe(first.url);
  expect(second.text).toContain('2.031.000');
  expect((await visitor.get(first.url)).text).toContain('Đã hủy');
  const { rows } = await database.admin.query(
    `SELECT count(*)::int AS n FROM payment.payment_order WHERE fine_id = $1 AND status NOT IN ('cancelled', 'expired')`,
    [id],
  );
  expect(rows).toEqual([{ n: 1 }]);
});

test('the API describes itself in OpenAPI 3.1, every route of it', async () => {
  const document = (await (await fetch(`${service.origin}/api/openapi.json`)).json()) as {
    openapi: string;
    paths: Record<string, Record<string, unknown>>;
  };
  expect(document.openapi).toBe('3.1.0');
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = service.payment.routes
    .filter(({ surface, path }) => surface === 'api' && path !== '/api/openapi.json')
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  expect(described.toSorted()).toEqual(served.toSorted());
});
