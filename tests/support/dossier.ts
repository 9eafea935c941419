import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { createDossier, createDossierOrigin, createStaffDesk, type DossierService } from '#dossier';
import type { Person, RelyingParty } from '#relying-party';
import { createBlindIndex, createSealer } from '#shared/crypto';
import { signatureHeaders } from '#shared/fetch';
import { redirect, type Access } from '#shared/http';
import { createJobs, startRunner } from '#shared/jobs';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { createNotifier, type Delivery } from '#shared/notify';
import type { TestDatabase } from './database.ts';
import { watchAnswers } from './documented.ts';
import { movableClock } from './relying-party-origin.ts';

/** A procedure as the catalogue's API gives it. */
export const licence = {
  code: '3.000347',
  version: 2,
  name: { vi: 'Đổi giấy phép lái xe', en: 'Exchange of a driving licence' },
  agency: { code: 'H26', name: { vi: 'Hà Nội', en: 'Hanoi' } },
  level: 'province',
  online: 'full',
  requiredAssurance: 'LoA2',
  channels: [
    {
      kind: 'online',
      processingTime: { amount: 5, unit: 'working-days' },
      fees: [{ code: 'gplx', name: { vi: 'Lệ phí', en: 'Fee' }, amount: 115000, kind: 'fee', note: null }],
    },
  ],
  legalBasis: [{ number: '168/2024/NĐ-CP', name: 'Nghị định' }],
  form: {
    version: 1,
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        fullName: { type: 'string', minLength: 2, maxLength: 100 },
        licenceNumber: { type: 'string', maxLength: 12, pattern: '^[0-9]{12}$' },
      },
      required: ['fullName', 'licenceNumber'],
      additionalProperties: false,
    },
    presentation: [
      {
        section: { vi: 'Người đề nghị', en: 'Applicant' },
        fields: [
          { name: 'fullName', label: { vi: 'Họ và tên', en: 'Full name' }, widget: 'text', prefill: 'name' },
          { name: 'licenceNumber', label: { vi: 'Số giấy phép', en: 'Licence number' }, widget: 'text' },
        ],
      },
    ],
  },
  attachments: [
    { code: 'photo', name: { vi: 'Ảnh chân dung', en: 'Photo' }, required: true, accept: ['image/jpeg', 'image/png'], maxBytes: 1_000_000 },
  ],
};
/** Without fee, documents or a higher level. */
export const birth = {
  ...licence,
  code: '1.001193',
  version: 1,
  name: { vi: 'Đăng ký khai sinh', en: 'Birth registration' },
  requiredAssurance: 'LoA1',
  attachments: [],
  channels: [{ ...licence.channels[0], fees: [] }],
};

/** The smallest files that are what they say. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const pdf = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');

export interface Somebody {
  readonly sub: string;
  readonly name: string;
  readonly citizenNumber: string;
  readonly acr: 'LoA1' | 'LoA2';
  /** By a passkey unless it says otherwise. */
  readonly amr?: readonly string[];
  readonly address?: string;
}
export const people: Readonly<Record<'lan' | 'minh' | 'officer' | 'phished' | 'head' | 'pretender', Somebody>> = {
  lan: { sub: 'lan', name: 'Nguyễn Thị Lan', citizenNumber: '001190000022', acr: 'LoA2' },
  minh: {
    sub: 'minh',
    name: 'Trần Văn Minh',
    citizenNumber: '001085000011',
    acr: 'LoA1',
    address: 'Số 1 đường Mẫu, phường Mẫu, thành phố Huế',
  },
  officer: { sub: 'officer', name: 'Cán bộ', citizenNumber: '089082000201', acr: 'LoA2' },
  /** The officer's password and app, in the hands of whoever phished them. */
  phished: { sub: 'phished', name: 'Cán bộ', citizenNumber: '089082000201', acr: 'LoA2', amr: ['pwd', 'otp', 'mfa'] },
  head: { sub: 'head', name: 'Trưởng phòng', citizenNumber: '089082000299', acr: 'LoA2' },
  /** Declares the officer's number, which nobody has verified. */
  pretender: { sub: 'pretender', name: 'Kẻ Mạo Danh', citizenNumber: '089082000201', acr: 'LoA1' },
};

/** A client without scripts, signed in as one person (or nobody). */
export interface Client {
  get(path: string): Promise<Answer>;
  /** Sends a form with the CSRF value of this browser. */
  post(path: string, fields?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  upload(path: string, content: Buffer, name?: string): Promise<Answer>;
}
export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

/** What a form on a page says that the page knew, for whoever sends it without a browser. */
export const seenOn = async (client: Client, page: string): Promise<{ seq: string }> => ({
  seq: /name="seq" value="(\d+)"/.exec((await client.get(page)).text)?.[1] ?? '',
});

/** An order as the payment service of a few lines keeps it, by Idempotency-Key. */
interface Order {
  readonly id: string;
  readonly key: string;
  readonly reference: string;
  readonly amount: number;
  readonly sub?: string | undefined;
  /** The year 2030 unless stated. */
  readonly expiresAt?: string;
  readonly cancelled?: string;
}

export interface TestDossier {
  readonly origin: string;
  readonly service: DossierService;
  readonly clock: ReturnType<typeof movableClock>;
  readonly catalogue: { up: boolean; answers: Map<string, object>; asked: number };
  /** `paid`: ids that cannot be cancelled any more. `meanwhile`: what happens between making an order and saying so. */
  readonly payment: { up: boolean; orders: Map<string, Order>; paid: Set<string>; asked: number; meanwhile: () => Promise<void> };
  readonly sent: Delivery[];
  as(person: Somebody | null): Client;
  /** Sends a notice as the payment service would. */
  notify(notice: object, how?: { secret?: Buffer; timestamp?: number }): Promise<{ status: number; body: { outcome?: string } }>;
  paid(order: { id: string; reference: string; amount: number }, eventId?: string): Promise<{ status: number; body: { outcome?: string } }>;
  /** Runs the queue until nothing is due. */
  work(): Promise<void>;
  stop(): Promise<void>;
}

const webhookKey = { id: 'payment', secret: randomBytes(32) };

/** The dossier service on a test database, with a real catalogue and a real payment service of a few lines at its HTTP seams, and a kit that takes a header's word for who somebody is. */
export async function startDossier(database: TestDatabase): Promise<TestDossier> {
  const clock = movableClock();
  const log = createLog({ level: process.env['TEST_LOG'] ?? 'silent' });
  const catalogue: TestDossier['catalogue'] = {
    up: true,
    answers: new Map<string, object>([
      [licence.code, licence],
      [birth.code, birth],
    ]),
    asked: 0,
  };
  const payment: TestDossier['payment'] = { up: true, orders: new Map(), paid: new Set(), asked: 0, meanwhile: async () => undefined };
  const catalogueServer = await serve((path, _method, _body, _headers, end) => {
    catalogue.asked += 1;
    if (!catalogue.up) return end(503, {});
    const found = catalogue.answers.get(decodeURIComponent(path.split('/').at(-1) ?? ''));
    return found === undefined ? end(404, {}) : end(200, found);
  });
  const paymentServer = await serve(async (path, method, body, headers, end) => {
    payment.asked += 1;
    if (!payment.up) return end(503, {});
    const toCancel = method === 'POST' ? /^\/api\/orders\/([^/]+)\/cancel$/.exec(path)?.[1] : undefined;
    if (toCancel !== undefined) {
      const found = [...payment.orders.values()].find(({ id }) => id === toCancel);
      if (found === undefined || payment.paid.has(toCancel)) return end(found === undefined ? 404 : 409, {});
      const { reason } = JSON.parse(body) as { reason: string };
      payment.orders.set(found.key, { cancelled: reason, ...found });
      return end(200, { id: toCancel, status: 'cancelled' });
    }
    if (method !== 'POST' || path !== '/api/orders') return end(404, {});
    const key = String(headers['idempotency-key']);
    const { reference, items, payer } = JSON.parse(body) as { reference: string; items: { amount: number }[]; payer: { sub?: string } };
    const order: Order = payment.orders.get(key) ?? {
      id: `order-${randomBytes(6).toString('hex')}`,
      key,
      reference,
      amount: items.reduce((sum, item) => sum + item.amount, 0),
      sub: payer.sub,
    };
    payment.orders.set(key, order);
    await payment.meanwhile();
    return end(201, {
      id: order.id,
      status: 'created',
      amount: order.amount,
      url: `${paymentServer.origin}/orders/${order.id}`,
      expiresAt: order.expiresAt ?? '2030-01-01T00:00:00Z',
    });
  });

  let app: Parameters<typeof createServer>[1];
  const server = createServer((request, response) => app?.(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${String((server.address() as AddressInfo).port)}`;

  const everybody = new Map<string, Person>(
    Object.values(people).map((each) => [
      each.sub,
      {
        iss: 'https://identity.test',
        sub: each.sub,
        acr: each.acr,
        amr: each.amr ?? ['swk', 'user', 'mfa'],
        authTime: clock.epoch(),
        claims: {
          name: each.name,
          citizen_id: each.citizenNumber,
          phone_number: '+84912000022',
          email: `${each.sub}@example.com`,
          ...(each.address === undefined ? {} : { address: { formatted: each.address, country: 'VN' } }),
        },
        name: each.name,
        session: each.sub,
        sid: null,
        signedInAt: clock.now(),
      },
    ]),
  );
  const guard = (level: string | null): Access<Person> => ({
    name: 'test',
    async admit({ koa }) {
      const person = everybody.get(koa.get('x-test-person'));
      if (person === undefined) return { instead: redirect(level === 'LoA2' ? '/sign-in/start?acr=LoA2' : '/sign-in/start') };
      return level === 'LoA2' && person.acr === 'LoA1' ? { instead: redirect('/sign-in/start?acr=LoA2') } : { principal: person };
    },
  });
  const rp = {
    routes: [],
    signedIn: () => guard(null),
    requireAssurance: (level: string) => guard(level),
    visitor: { name: 'test', admit: async ({ koa }) => ({ principal: everybody.get(koa.get('x-test-person')) ?? null }) },
    api: {
      call: ({ url, method, body, headers }) =>
        fetch(url, {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
        }),
      stepUp: () => null,
    },
    displayName: async () => undefined,
    minutesLeft: async () => undefined,
    signInPath: () => '/sign-in/start',
    sweep: async () => 0,
    requireToken: () => {
      throw new Error('no API is guarded here');
    },
  } satisfies RelyingParty as RelyingParty;

  const sealer = createSealer(new Map([[1, Buffer.alloc(32, 7)]]));
  const blindIndex = createBlindIndex(Buffer.alloc(32, 8));
  const jobs = createJobs({ schema: 'dossier_jobs' });
  const sent: Delivery[] = [];
  const channel = async (delivery: Delivery): Promise<void> => void sent.push(delivery);
  const db = database.db;
  const service = createDossier({
    db,
    clock,
    log,
    sealer,
    blindIndex,
    jobs,
    rp,
    fetch,
    notifier: createNotifier({ schema: 'dossier', jobs, sealer, blindIndex, clock }),
    urls: { dossier: origin, catalogue: catalogueServer.origin, payment: paymentServer.origin },
    webhookKeys: [webhookKey],
    channels: { sms: channel, email: channel },
  });
  await service.seedDemo();
  const head = { citizenNumber: people.head.citizenNumber, agency: 'H26', name: 'Cán bộ mẫu', role: 'head' } as const;
  await createStaffDesk({ db, clock, sealer, blindIndex }).add(head);
  const koa = createDossierOrigin({
    dossier: service,
    db,
    rp,
    publicUrl: new URL(origin),
    trustedProxies: 1,
    cookieKey: Buffer.alloc(32, 9),
    urls: { identity: 'https://identity.test' },
    sandbox: true,
    log,
    metrics: createMetrics(),
  });
  const everyAnswerIsDocumented = watchAnswers(koa, origin);
  const answer = koa.callback();
  app = (request, response) => void answer(request, response);

  const send = async (person: Somebody | null, path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${origin}${path}`, {
      redirect: 'manual',
      ...init,
      headers: {
        accept: 'text/html',
        ...(person === null ? {} : { 'x-test-person': person.sub }),
        ...(init.headers as Record<string, string>),
      },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      location: response.headers.get('location'),
      text: bytes.toString('utf8'),
      headers: response.headers,
      bytes,
    };
  };
  const as: TestDossier['as'] = (person) => {
    let token: { value: string; cookie: string } | null = null;
    const csrf = async (): Promise<{ value: string; cookie: string }> => {
      if (token === null) {
        const page = await send(person, '/lookup');
        token = {
          value: /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '',
          cookie: (page.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '',
        };
      }
      return token;
    };
    return {
      get: (path) => send(person, path),
      async post(path, fields = {}, headers = {}) {
        const { value, cookie } = await csrf();
        return send(person, path, {
          method: 'POST',
          body: new URLSearchParams({ _csrf: value, ...fields }),
          headers: { cookie, ...headers },
        });
      },
      async upload(path, content, name = 'anh.png') {
        const { value, cookie } = await csrf();
        const form = new FormData();
        form.set('_csrf', value);
        form.set('file', new Blob([new Uint8Array(content)], { type: 'text/html' }), name);
        return send(person, path, { method: 'POST', body: form, headers: { cookie } });
      },
    };
  };
  const notify: TestDossier['notify'] = async (notice, how = {}) => {
    const body = JSON.stringify(notice);
    const headers = signatureHeaders(
      { id: webhookKey.id, secret: how.secret ?? webhookKey.secret },
      randomBytes(12).toString('hex'),
      how.timestamp ?? clock.epoch(),
      { method: 'POST', path: '/webhooks/payment', body },
    );
    const response = await fetch(`${origin}/webhooks/payment`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    return { status: response.status, body: (await response.json()) as { outcome?: string } };
  };
  return {
    origin,
    service,
    clock,
    catalogue,
    payment,
    sent,
    as,
    notify,
    paid: (order, eventId = `event-${order.id}`) =>
      notify({
        id: eventId,
        type: 'order.paid',
        order: { ...order, paidAt: clock.now().toISOString(), receiptNumber: '00000001' },
        at: clock.now().toISOString(),
      }),
    async work() {
      const stop = new AbortController();
      const runner = await startRunner({
        db,
        schema: 'dossier_jobs',
        concurrency: 2,
        // What is due is done, however often the payment service has failed: lanes have tests of their own.
        lanes: { failures: 1_000_000 },
        tasks: service.tasks,
        log,
        metrics: createMetrics(),
        signal: stop.signal,
      });
      for (let round = 0; round < 100; round += 1) {
        const { due, running } = await jobs.depth(db);
        if (due === 0 && running === 0) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      stop.abort();
      await runner.stopped;
    },
    async stop() {
      await everyAnswerIsDocumented().finally(async () => {
        for (const each of [server, catalogueServer.server, paymentServer.server]) {
          each.closeAllConnections();
          await new Promise((resolve) => each.close(resolve));
        }
      });
    },
  };
}

type Handler = (
  path: string,
  method: string,
  body: string,
  headers: Record<string, unknown>,
  end: (status: number, body: object) => void,
) => void | Promise<void>;
async function serve(handle: Handler): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void Promise.resolve(
        handle(
          new URL(request.url ?? '/', 'http://x').pathname,
          request.method ?? 'GET',
          Buffer.concat(chunks).toString(),
          request.headers,
          (status, body) => {
            response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
          },
        ),
        // Work that fails is a connection that breaks.
      ).catch(() => request.socket.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, origin: `http://localhost:${String((server.address() as AddressInfo).port)}` };
}
