import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sweepLookupLimits } from '../../../src/dossier/reading/lookup-limits.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { birth, people, startDossier, type Answer, type TestDossier } from '../../support/dossier.ts';

let database: TestDatabase;
let dossier: TestDossier;
const filed = { code: '', secret: '' };

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  dossier = await startDossier(database);
  const lan = dossier.as(people.lan);
  const draft = (await lan.post('/start', { procedure: birth.code })).location ?? '';
  const version = /name="version" value="(\d+)"/.exec((await lan.get(draft)).text)?.[1] ?? '';
  await lan.post(draft, { fullName: 'Nguyễn Thị Lan', licenceNumber: '790123456789', version, go: 'next' });
  const page = (await lan.post(`${draft}/submit`)).location ?? '';
  filed.code = page.replace('/dossiers/', '');
  filed.secret = /<code class="mc-secret"[^>]*>([A-Z2-9]{10})</.exec((await lan.get(page)).text)?.[1] ?? '';
  expect(filed).toEqual({ code: expect.stringMatching(/^H26-/), secret: expect.stringMatching(/^.{10}$/) });
});
afterAll(async () => {
  await dossier.stop();
  await database.close();
});

/** Looks up as somebody at an address. */
const ask = (code: string, secret: string, address = '203.0.113.1'): Promise<Answer> =>
  dossier.as(null).post('/lookup', { code, secret }, { 'x-forwarded-for': address });
/** The fields that the summary of errors leads to, and what stands in the two boxes. */
const shown = ({ text }: Answer): { errors: string[]; code: string | undefined; secret: string | undefined } => ({
  errors: [...text.matchAll(/<a href="#([^"]+)">/g)].map(([, field]) => field ?? ''),
  code: /id="code"[^>]* value="([^"]*)"/.exec(text)?.[1],
  secret: /id="secret"[^>]* value="([^"]*)"/.exec(text)?.[1],
});

describe('what cannot be looked up is asked for again', () => {
  const long = 'H26-'.padEnd(5000, '1');
  it.each([
    ['nothing', '', '', 400, { errors: ['code', 'secret'], code: '', secret: '' }],
    ['no code', 'hồ sơ của tôi', 'ABCDE23456', 400, { errors: ['code'], code: 'hồ sơ của tôi', secret: 'ABCDE23456' }],
    ['a code and no secret', 'H26-261122-0001', '  ', 400, { errors: ['secret'], code: 'H26-261122-0001' }],
    ['a code of 5,000 characters', long, 'ABCDE23456', 400, { errors: ['code'], code: long.slice(0, 100), secret: 'ABCDE23456' }],
    ['a secret of 5,000 characters', 'H26-261122-0001', long, 400, { errors: ['secret'], secret: long.slice(0, 100) }],
    ['what fits nothing', 'H26-261122-0001', 'ABCDE23456', 404, { errors: ['code'], code: 'H26-261122-0001', secret: 'ABCDE23456' }],
  ])('%s', async (_what, code, secret, status, expected) => {
    const answer = await ask(code, secret);
    expect(answer.status).toBe(status);
    expect(shown(answer)).toMatchObject(expected);
    expect(answer.text).toMatch(/<h1/);
  });

  it('also a code that came by a link', async () => {
    const nobody = dossier.as(null);
    const answer = await nobody.get(`/lookup?code=${long}`);
    expect([answer.status, shown(answer)]).toMatchObject([400, { errors: ['code'], code: long.slice(0, 100) }]);
    const good = await nobody.get(`/lookup?code=${filed.code}&utm_source=zalo`);
    expect([good.status, shown(good)]).toMatchObject([200, { errors: [], code: filed.code }]);
  });
});

describe('guessing', () => {
  it('ends after ten tries at one code from one network, whatever its addresses; whoever has the secret comes in from another', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push((await ask(filed.code, 'AAAAAAAAAA', `2001:db8:1:2::${n.toString(16)}`)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 404), 429, 429]);
    const { status, headers, text, ...answer } = await ask(filed.code, filed.secret, '2001:db8:1:2:ffff::1');
    expect([status, Number(headers.get('retry-after'))]).toEqual([429, expect.closeTo(900, -2)]);
    expect(text).toMatch(/class="govuk-error-summary"[^]*Vui lòng thử lại sau 1[45] phút\./);
    expect(text).not.toContain('Để bảo vệ tài khoản');
    expect(shown({ status, headers, text, ...answer })).toMatchObject({ code: filed.code, secret: filed.secret });
    expect((await ask(filed.code, filed.secret, '2001:db8:1:3::1')).status).toBe(200);
  });

  it('by very many networks keeps nobody out who has the secret', async () => {
    for (let n = 0; n < 40; n += 1) await ask(filed.code, 'AAAAAAAAAA', `2001:db8:2:${n.toString(16)}::1`);
    expect((await ask(filed.code, filed.secret, '203.0.113.2')).status).toBe(200);
  });

  it('at many codes ends after sixty tries from one network', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 62; n += 1)
      statuses.push((await ask(`H26-261122-${String(n).padStart(4, '0')}`, 'AAAAAAAAAA', '203.0.113.3')).status);
    expect(statuses.filter((status) => status === 404)).toHaveLength(60);
    expect(statuses.slice(60)).toEqual([429, 429]);
  });

  it('all at once gains nothing', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(filed.code, 'AAAAAAAAAA', '203.0.113.4')));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(10);
  });

  it('is what is limited: a right secret counts nothing', async () => {
    for (let n = 0; n < 65; n += 1) expect((await ask(filed.code, filed.secret, '203.0.113.5')).status).toBe(200);
  });
});

describe('what was counted', () => {
  it('is deleted when its window is over, and not before', async () => {
    const left = async (): Promise<number> =>
      (await database.db.query<{ left: number }>('SELECT count(*)::int AS left FROM dossier.rate_limit')).rows[0]?.left ?? -1;
    const before = await left();
    expect(before).toBeGreaterThan(40);
    await sweepLookupLimits(database.db, new Date(Date.now() - 60_000));
    expect(await left()).toBe(before);
    await sweepLookupLimits(database.db, new Date(Date.now() + 3_600_000));
    expect(await left()).toBe(0);
  });
});

describe('the description of what programs may call', () => {
  interface Description {
    openapi: string;
    paths: Record<string, Record<string, { responses: Record<string, { content: Record<string, { schema: { $ref: string } }> }> }>>;
    components: { schemas: Record<string, Parameters<typeof z.fromJSONSchema>[0]> };
  }
  const read = async (): Promise<Description> => (await (await fetch(`${dossier.origin}/api/openapi.json`)).json()) as Description;

  it('is OpenAPI 3.1 and has every route that is not a page', async () => {
    const { openapi, paths } = await read();
    expect(openapi).toBe('3.1.0');
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = dossier.service.routes
      .filter(({ surface, path }) => surface === 'api' && path !== '/api/openapi.json')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(described.toSorted()).toEqual(served.toSorted());
  });

  it('is kept: notices are read, and answered, as it says', async () => {
    const { paths, components } = await read();
    const schema = (name: string): z.ZodType => z.fromJSONSchema(components.schemas[name] ?? {});
    const notice = {
      id: 'event-1234',
      type: 'order.paid',
      order: { id: 'o', reference: filed.code, amount: 1, paidAt: null },
      at: '2026-11-22T00:00:00Z',
    };
    expect(schema('PaymentNotice').safeParse(notice).error?.issues ?? []).toEqual([]);
    expect(schema('PaymentNotice').safeParse({ ...notice, type: 'order.lost' }).success).toBe(false);
    const operation = paths['/webhooks/payment']?.['post'];
    for (const [given, how, status] of [
      [notice, {}, 422],
      [{}, {}, 422],
      [notice, { secret: Buffer.alloc(32, 1) }, 401],
    ] as const) {
      const answer = await dossier.notify(given, how);
      expect(answer.status).toBe(status);
      const name =
        Object.values(operation?.responses[String(status)]?.content ?? {})[0]
          ?.schema.$ref.split('/')
          .at(-1) ?? '';
      expect(schema(name).safeParse(answer.body).error?.issues ?? []).toEqual([]);
    }
  });

  it('and a program that calls otherwise is told so as a program', async () => {
    for (const [method, path, status] of [
      ['GET', '/webhooks/payment', 405],
      ['POST', '/webhooks/nobody', 404],
      ['GET', '/api/openapi.json?x=1', 400],
    ] as const) {
      const answer = await fetch(dossier.origin + path, { method, headers: { accept: 'text/html' } });
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, status, 'application/problem+json']);
      if (status === 405) expect(answer.headers.get('allow')).toBe('POST');
    }
  });
});
