import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { startPayment, type RunningPayment } from '../../support/payment.ts';
import { movableClock } from '../../support/relying-party-origin.ts';
import { createVisitor, hidden, type Page } from '../../support/relying-party-visitor.ts';
import { ipnFields, vnpaySigned } from '../../support/vnpay.ts';

let database: TestDatabase;
let service: RunningPayment;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
  service = await startPayment(database, { clock: movableClock() });
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

const html = { accept: 'text/html' };
const get = (path: string): Promise<Response> => fetch(service.origin + path, { headers: html, redirect: 'manual' });

describe('whatever comes as a notification of VNPAY is answered as VNPAY expects', () => {
  const signed = vnpaySigned(ipnFields({ reference: 'MC000000000000', amount: 1000 }));
  test.each([
    ['a name twice', `${signed}&vnp_Amount=1`, '99'],
    ['a name twice that is none of VNPAY', `${signed}&a=1&a=2`, '99'],
    ['a NUL', `${signed}&vnp_Bill=%00`, '99'],
    ['a NUL in a name', `${signed}&%00=1`, '99'],
    ['no percent code', `${signed}&vnp_Bill=%zz`, '97'],
    ['no text', '%ff%fe%', '97'],
    ['nothing', '', '97'],
    ['names of objects', '__proto__=1&constructor=2', '97'],
    ['another signature', signed.slice(0, -1), '97'],
    ['one signed thing more', vnpaySigned({ ...ipnFields({ reference: 'MC000000000000', amount: 1000 }), vnp_New: 'x' }), '01'],
    ['what is no part of it', `${signed}&utm_source=x`, '01'],
  ])('%s', async (_what, query, code) => {
    const answer = await get(`/gateways/vnpay/ipn?${query}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(await answer.json()).toEqual({ RspCode: code, Message: expect.any(String) });
  });

  test('also when the database is away: VNPAY then asks again', async () => {
    const broken = await startPayment(database, {
      clock: movableClock(),
      db: { ...database.db, transaction: () => Promise.reject(new Error('away')) },
    });
    const answer = await fetch(`${broken.origin}/gateways/vnpay/ipn?${signed}`);
    expect([answer.status, await answer.json()]).toEqual([200, { RspCode: '99', Message: 'Unknown error' }]);
    await broken.stop();
  });
});

describe('where programs call, programs are answered', () => {
  test.each([
    ['POST', '/gateways/vnpay/ipn', 'HEAD, GET'],
    ['DELETE', '/gateways/vietqr/notification', 'POST'],
    ['PUT', '/api/orders', 'POST'],
    ['POST', '/api/openapi.json', 'HEAD, GET'],
    ['POST', '/healthz', 'HEAD, GET'],
  ])('%s %s is not allowed, and what is allowed is said', async (method, path, allow) => {
    const answer = await fetch(service.origin + path, { method, headers: html });
    expect([answer.status, answer.headers.get('allow'), answer.headers.get('content-type')]).toEqual([
      405,
      allow,
      'application/problem+json',
    ]);
    expect(await answer.json()).toMatchObject({ status: 405, title: 'request.not-acceptable-method' });
  });

  test.each(['/gateways/nobody', '/webhooks/nobody', '/api/nothing'])('%s is nothing', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  test('while people are shown a page', async () => {
    for (const [method, path, status] of [
      ['PUT', '/fines', 405],
      ['POST', '/gateways/vnpay/return', 405],
      ['GET', '/gateways/vnpay/return?vnp_TxnRef=x', 404],
    ] as const) {
      const answer = await fetch(service.origin + path, { method, headers: html });
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, status, 'text/html; charset=utf-8']);
    }
  });

  test.each(['/api/orders/00000000-0000-0000-0000-000000000000?expand=items', '/api/openapi.json?limit=1'])(
    '%s has a parameter that nobody knows',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ detail: expect.stringMatching(/(expand|limit): not known; this address takes no/) });
    },
  );
});

test('what needs a token or a body says in its description how it refuses a call without', async () => {
  const { paths } = (await (await get('/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, { security?: unknown; requestBody?: unknown; responses: object }>>;
  };
  for (const [path, methods] of Object.entries(paths))
    for (const { security, requestBody, responses } of Object.values(methods)) {
      const refusals = [...(security === undefined ? [] : ['401', '403']), ...(requestBody === undefined ? [] : ['413', '415'])];
      expect([path, ...Object.keys(responses)]).toEqual(expect.arrayContaining([path, ...refusals]));
    }
  const cancel = `${service.origin}/api/orders/00000000-0000-0000-0000-000000000000/cancel`;
  expect((await fetch(cancel, { method: 'POST' })).status).toBe(415);
});

describe('a form that cannot be answered comes back with what was typed', () => {
  test.each(['không phải mã', 'MC26-'.padEnd(9000, 'x')])('at /verify', async (typed) => {
    const answer = await get(`/verify?code=${encodeURIComponent(typed)}`);
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(text).toContain('<a href="#code">');
    expect(text).toContain(`value="${typed.slice(0, 500)}"`);
  });

  test('and a code too long for an address of its own is of no receipt', async () => {
    expect((await get(`/verify/${'x'.repeat(5000)}`)).status).toBe(404);
  });

  test('at /fines, and the date is named at its first box', async () => {
    const visitor = createVisitor();
    const fresh = await visitor.get(`${service.origin}/fines`);
    expect(fresh.text).not.toMatch(/\w=""/);
    const { status, text } = await visitor.post(`${service.origin}/fines`, {
      _csrf: hidden(fresh, '_csrf'),
      recordNumber: 'BB-1',
      fullName: '',
      'violationDate-day': '31',
      'violationDate-month': '2',
      'violationDate-year': '2026',
    });
    expect(status).toBe(400);
    expect([...text.matchAll(/<a href="#([^"]+)">/g)].map(([, field]) => field)).toEqual(['violationDate-day', 'fullName']);
    expect(text).toContain('id="violationDate-error"');
    for (const [id, value] of [
      ['recordNumber', 'BB-1'],
      ['violationDate-day', '31'],
      ['violationDate-year', '2026'],
    ])
      expect(text).toMatch(new RegExp(`id="${id ?? ''}"[^>]* value="${value ?? ''}"`));
  });
});

test('look-ups of fines are counted for a whole IPv6 /64', async () => {
  const visitor = createVisitor();
  const csrf = hidden(await visitor.get(`${service.origin}/fines`), '_csrf');
  const day = { 'violationDate-day': '1', 'violationDate-month': '2', 'violationDate-year': '2026' };
  const look = (address: string): Promise<Page> =>
    visitor.post(
      `${service.origin}/fines`,
      { _csrf: csrf, recordNumber: 'BB-1', fullName: 'Nguyễn Văn Thử', ...day },
      { headers: { 'x-forwarded-for': address } },
    );
  const ask = async (address: string): Promise<number> => (await look(address)).status;
  const statuses: number[] = [];
  for (let n = 0; n < 62; n += 1) statuses.push(await ask(`2001:db8:9:9::${n.toString(16)}`));
  expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429, 429]);
  // The form comes back with what was typed, and says how long to wait.
  const { status, headers, text } = await look('2001:db8:9:9::ffff');
  expect([status, Number(headers.get('retry-after'))]).toEqual([429, expect.closeTo(900, -2)]);
  expect(text).toMatch(
    /class="govuk-error-summary"[^]*Vui lòng thử lại sau 1[45] phút\.[^]*id="recordNumber"[^>]* value="BB-1"[^]*value="2026"/,
  );
  expect(text).not.toContain('bảo vệ tài khoản');
  expect(await ask('2001:db8:9:a::1')).toBe(200);
});
