import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedClock } from '#shared/clock';
import { formDefinition } from '#forms';
import { startCatalogue } from '../../support/catalogue.ts';
import { descriptionOf, holdAgainst, type OpenApi } from '../../support/documented.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

const clock = fixedClock(new Date('2026-11-22T02:00:00Z'));
let database: TestDatabase;
let site: Awaited<ReturnType<typeof startCatalogue>>;
let description: OpenApi;
let wrong: ReturnType<typeof holdAgainst>;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_catalogue' });
  site = await startCatalogue(database.db, clock);
  description = await descriptionOf(site.url);
  wrong = holdAgainst(description);
});
afterAll(async () => {
  site.close();
  await database.close();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(site.url + path, { headers, redirect: 'manual' });
const page = async (path: string): Promise<string> => (await get(path, { accept: 'text/html' })).text();

describe('the API keeps its own OpenAPI description', () => {
  test.each([
    ['/api/procedures', '/api/procedures', 200],
    ['/api/procedures', '/api/procedures?q=thu%E1%BA%BF&audience=business&page=1', 200],
    ['/api/procedures', '/api/procedures?page=0', 400],
    ['/api/procedures', '/api/procedures?audience=aliens', 400],
    ['/api/procedures/{code}', '/api/procedures/3.000347', 200],
    ['/api/procedures/{code}', '/api/procedures/3.000347?version=1', 200],
    ['/api/procedures/{code}', '/api/procedures/MC.054001', 200],
    ['/api/procedures/{code}', '/api/procedures/3.000347?version=99', 404],
    ['/api/procedures/{code}', '/api/procedures/nothing', 404],
    ['/api/procedures/{code}/versions', '/api/procedures/3.000347/versions', 200],
    ['/api/procedures/{code}/record', '/api/procedures/1.001193/record', 200],
    ['/api/agencies', '/api/agencies', 200],
    ['/api/agencies/{code}', '/api/agencies/H26', 200],
    ['/api/agencies/{code}', '/api/agencies/G04', 200],
    ['/api/agencies/{code}', '/api/agencies/nobody', 404],
    ['/api/agencies/{code}', '/api/agencies/H26?on=2026-01-01', 200],
    ['/api/agencies/{code}', '/api/agencies/H26?on=2020-01-01', 404],
    ['/api/units', '/api/units?on=2025-06-30', 200],
    ['/api/units', '/api/units?on=2025-02-30', 400],
    ['/api/units', '/api/units?day=2025-02-03', 400],
  ])('%s: %s answers %i', async (path, address, status) => {
    const answer = await get(address);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain(status === 200 ? 'application/json' : 'application/problem+json');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const type = answer.headers.get('content-type') ?? '';
    expect(wrong({ method: 'GET', path, status, type, body: await answer.json() })).toBeNull();
  });

  test('every procedure is as promised, and every form it has can be used', async () => {
    const { rows } = await database.db.query<{ code: string; version: number }>('SELECT code, version FROM catalogue.procedure_version');
    for (const { code, version } of rows) {
      const body = (await (await get(`/api/procedures/${code}?version=${String(version)}`)).json()) as { form: unknown };
      const about = { method: 'GET', path: '/api/procedures/{code}', status: 200, type: 'application/json' };
      expect(wrong({ ...about, body }), code).toBeNull();
      if (body.form !== null) expect(formDefinition.safeParse(body.form).success).toBe(true);
    }
  });
});

describe('on a day', () => {
  test.each([
    ['H26', '2020-01-01', /^H26 is not valid on 2020-01-01; it is valid from [\d-]{10} to 2025-06-30 and from 2025-07-01$/],
    ['G04', '2026-01-01', /^G04 is not valid on 2026-01-01; it is valid from [\d-]{10} to 2025-02-28$/],
  ])('an agency that is not valid is not there: %s on %s', async (agency, day, detail) => {
    const answer = await get(`/api/agencies/${agency}?on=${day}`);
    expect([answer.status, await answer.json()]).toMatchObject([404, { detail: expect.stringMatching(detail) }]);
  });

  test('no agency and no unit is listed that is not valid', async () => {
    for (const path of ['/api/agencies?', '/api/units?', '/api/units?parent=01&'])
      for (const day of ['1990-01-01', '2025-06-30', '2025-07-01']) {
        const { items } = (await (await get(`${path}on=${day}`)).json()) as { items: { validFrom: string; validTo: string | null }[] };
        expect(items.filter(({ validFrom, validTo }) => validFrom > day || (validTo !== null && validTo < day))).toEqual([]);
      }
  });
});

describe('a parameter that is not right is refused by name, with what would be', () => {
  test.each([
    ['/api/procedures?limit=5', /^query: limit: not known; this address takes q, agency, field, audience, online, page$/],
    ['/api/procedures/3.000347?utm_source=zalo', /utm_source: not known; this address takes version$/],
    ['/api/procedures/3.000347/versions?page=2', /page: not known; this address takes no parameters$/],
    ['/api/openapi.json?x=1', /takes no parameters$/],
    ['/api/agencies?parent=01', /parent: not known; this address takes on$/],
    ['/api/units?on=2025-02-30', /^query\.on: must be a day that exists, as YYYY-MM-DD$/],
    ['/api/units?parent=x', /^query\.parent: must be the code of a unit, 2 to 5 digits$/],
    ['/api/procedures?page=-1&audience=aliens', /query\.audience: .*"citizen"\|"business".*; query\.page: must be a whole number from 1/],
    ['/api/procedures?q=a&q=b', /^q: given more than once$/],
    ['/api/procedures?q=%00', /^q: NUL character$/],
    [`/api/procedures?${'x'.repeat(60)}=1`, /^query: x{40}: not known/],
  ])('%s', async (path, detail) => {
    const answer = await get(path, { accept: 'text/html' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(await answer.json()).toMatchObject({ status: 400, detail: expect.stringMatching(detail) });
  });

  test('and every parameter that is described is taken, and no other', async () => {
    for (const [path, { get: operation }] of Object.entries(description.paths)) {
      const address = path.replace('{code}', path.includes('agencies') ? 'H26' : '3.000347');
      const described = (operation?.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name);
      const { detail } = (await (await get(`${address}?nobody-knows=1`)).json()) as { detail: string };
      expect([path, detail.split('takes ')[1]]).toEqual([path, described.join(', ') || 'no parameters']);
    }
  });

  test('while a page takes whatever a link carries along', async () => {
    for (const path of ['/', '/search?q=thue', '/procedures/3.000347', '/units'])
      expect((await get(`${path}${path.includes('?') ? '&' : '?'}utm_source=zalo&fbclid=x`, { accept: 'text/html' })).status).toBe(200);
  });
});

test('an answer has a validator, and is not sent again to whoever has it', async () => {
  const first = await get('/api/procedures/3.000347');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]{20,}"$/);
  const second = await get('/api/procedures/3.000347', { 'if-none-match': `"other", W/${etag}` });
  expect([second.status, await second.text()]).toEqual([304, '']);
  expect((await get('/api/procedures/3.000347?version=1', { 'if-none-match': etag })).status).toBe(200);
});

test('the driving licence exchange costs 115,000 online and 135,000 at the counter, needs LoA2 and has its form', async () => {
  const body = (await (await get('/api/procedures/3.000347')).json()) as {
    channels: { kind: string; fees: { amount: number }[] }[];
    requiredAssurance: string;
    form: object | null;
    agency: { code: string };
  };
  expect(Object.fromEntries(body.channels.map(({ kind, fees }) => [kind, fees[0]?.amount]))).toEqual({ online: 115_000, direct: 135_000 });
  expect(body).toMatchObject({ requiredAssurance: 'LoA2', agency: { code: 'G01' }, version: 4, current: true });
  const before = (await (await get('/api/procedures/3.000347?version=1')).json()) as { agency: { code: string }; validTo: string };
  expect(before).toMatchObject({ agency: { code: 'G04' }, validTo: '2025-02-28' });
});

describe('pages', () => {
  test.each([
    '/',
    '/search',
    '/search?q=thue&field=tax&page=1',
    '/procedures/3.000347',
    '/procedures/3.000347/versions',
    '/procedures/MC.063001',
    '/agencies',
    '/agencies/H02',
    '/units',
    '/units?on=30/6/2025',
  ])('%s is readable by anybody, in both languages', async (path) => {
    for (const lang of ['vi', 'en']) {
      const answer = await get(`${path}${path.includes('?') ? '&' : '?'}lang=${lang}`, { accept: 'text/html' });
      expect(answer.status).toBe(200);
      const html = await answer.text();
      expect(html).toContain(`<html lang="${lang}"`);
      expect(html).not.toMatch(/undefined|\[object Object\]|\{place\}/);
    }
  });

  test('from the front door a procedure is two clicks away and its start a third', async () => {
    const results = await page('/search?q=doi+bang+lai');
    expect(results).toContain('href="/procedures/3.000347"');
    expect(await page('/procedures/3.000347')).toContain('href="http://localhost:3002/start?procedure=3.000347"');
    expect(await page('/procedures/MC.054001')).toContain('href="http://localhost:3003/fines"');
  });

  test('the old name of a province leads to the authority that is there now', async () => {
    const html = await page('/procedures/3.000347?place=74@2008-08-01');
    expect(html).toContain('Phòng Cảnh sát giao thông, Công an Thành phố Hồ Chí Minh');
    expect(html).toContain('href="/agencies/H29"');
    // What was chosen here is not asked for again where the dossier is begun.
    expect(html).toContain('href="http://localhost:3002/start?procedure=3.000347&amp;agency=H29"');
  });

  test('a version that is not in force says so and cannot be started', async () => {
    const html = await page('/procedures/3.000347?version=1');
    expect(html).toContain('Đây không phải phiên bản đang áp dụng');
    expect(html).not.toContain('/start?procedure');
  });

  test('what is only partly online says why', async () => {
    expect(await page('/procedures/MC.156001')).toContain('Phải có mặt để khám');
  });

  test('the versions page names what changed', async () => {
    expect(await page('/procedures/3.000347/versions?from=1&to=2')).toContain('Sở Giao thông vận tải');
    expect(await page('/procedures/3.000347/versions?from=2&to=3')).toContain('Chọn nơi nộp, đăng nhập bằng tài khoản đã xác minh');
  });

  test('the front door shows that a service is down, without waiting for it', async () => {
    await page('/');
    await expect.poll(() => page('/')).toContain('Đang gián đoạn');
  });
});

describe('bad input gets a clear answer and never a fault', () => {
  test.each([
    [`/search?q=${'x'.repeat(10_000)}`, 200],
    ['/search?q=%00', 400],
    ['/search?q=a&q=b', 400],
    ['/search?page=0', 200],
    ['/search?page=99999999999999999999', 200],
    ['/search?page=abc&audience=aliens&online=maybe', 200],
    ['/search?q=thue&lang=xx', 200],
    ['/search?field=%27%3B--', 200],
    ['/procedures/%27%22', 404],
    ['/procedures/%00', 404],
    ['/procedures/3.000347?version=abc', 200],
    ['/procedures/3.000347?place=%3Cscript%3E', 200],
    ['/procedures/%E0%A4%A', 404],
    ['/procedures/nothing/versions', 404],
    ['/agencies/%00', 404],
    ['/units?on=31/2/2025', 200],
    [`/api/procedures?q=${'x'.repeat(10_000)}`, 400],
    ['/api/procedures?q=%00', 400],
    ['/api/procedures?page=-1', 400],
    ['/api/procedures?page=1e9', 400],
    ['/api/units?parent=%27', 400],
    ['/api/nothing', 404],
  ])('%s', async (path, status) => {
    const answer = await get(path, { accept: path.startsWith('/api') ? 'application/json' : 'text/html' });
    expect(answer.status).toBe(status);
    const text = await answer.text();
    if (path.startsWith('/api')) expect(JSON.parse(text)).toMatchObject({ status });
    else expect(text).toContain('</html>');
    expect(text).not.toContain('<script>');
  });

  test('nothing can be written without signing in, and other methods are refused', async () => {
    expect(
      (await fetch(`${site.url}/api/procedures`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status,
    ).toBe(405);
    const refused = await fetch(`${site.url}/api/procedures/3.000347`, { method: 'DELETE', headers: { accept: 'text/html' } });
    expect([refused.status, refused.headers.get('allow'), refused.headers.get('content-type')]).toEqual([
      405,
      'HEAD, GET',
      'application/problem+json',
    ]);
    const page = await fetch(`${site.url}/units`, { method: 'DELETE', headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('allow'), page.headers.get('content-type')]).toEqual([
      405,
      'HEAD, GET',
      'text/html; charset=utf-8',
    ]);
  });
});
