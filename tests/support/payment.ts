import { randomBytes } from 'node:crypto';
import { anyone, type Access, type Request } from '#shared/http';
import { createBlindIndex, createSealer } from '#shared/crypto';
import type { Clock } from '#shared/clock';
import { createGuardedFetch } from '#shared/fetch';
import { createJobs } from '#shared/jobs';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import type { Caller, Person, RelyingParty } from '#relying-party';
import { createPayment, createPaymentOrigin, type PaymentOptions } from '#payment';
import type { TestDatabase } from './database.ts';
import { watchAnswers } from './documented.ts';
import { listen, stopServer } from './test-provider.ts';

export const vnpaySecret = 'TESTSECRET';
export const bankKey = { id: 'bank', secret: Buffer.alloc(32, 5) };
export const webhookKey = { id: 'payment', secret: Buffer.alloc(32, 6) };

/** Who the next requests come from; the kit itself has its own tests. */
export interface Standing {
  caller: Caller | null;
  person: Person | null;
}

export const callerOf = (clientId: string, scope: string): Caller => ({
  sub: clientId,
  clientId,
  scopes: new Set(scope.split(' ')),
  acr: null,
  authTime: null,
  claims: {},
});

export const personOf = (sub: string, acr: string, claims: Record<string, unknown> = {}): Person => ({
  iss: 'http://localhost',
  sub,
  acr,
  amr: [],
  authTime: null,
  claims,
  name: 'Nguyễn Văn Thử',
  session: 's',
  sid: null,
  signedInAt: new Date(0),
});

/** A relying party that admits whoever stands there, so that a test says in one line who calls. */
export function standingParty(standing: Standing): RelyingParty {
  const refuse = (request: Request) => {
    request.koa.type = 'application/problem+json';
    const body = { type: 'urn:mot-cua:problem:token.missing', title: 'token.missing', status: 401, trace_id: request.traceId };
    return { instead: { kind: 'json', body, status: 401 } } as const;
  };
  const signedIn = (): Access<Person> => ({
    name: 'signed in',
    admit: async () =>
      standing.person === null ? { instead: { kind: 'redirect', to: '/sign-in/start' } } : { principal: standing.person },
  });
  return {
    routes: [],
    signedIn,
    requireAssurance: signedIn,
    requireToken: ({ scope }) => ({
      name: `token with ${scope}`,
      scopes: scope.split(' '),
      admit: async (request) =>
        standing.caller !== null && scope.split(' ').every((one) => standing.caller?.scopes.has(one))
          ? { principal: standing.caller }
          : refuse(request),
    }),
    visitor: { name: anyone.name, admit: async () => ({ principal: standing.person }) },
    api: null as never,
    displayName: async () => standing.person?.name ?? undefined,
    minutesLeft: async () => undefined,
    signInPath: (to) => `/sign-in/start?return=${encodeURIComponent(to)}`,
    sweep: async () => 0,
  };
}

/** Sets the clock that the database's rules go by so many seconds ahead of the real one. */
export const moveDatabaseClock = (database: TestDatabase, seconds: number): Promise<unknown> =>
  database.admin.query(
    `CREATE OR REPLACE FUNCTION payment.clock() RETURNS timestamptz LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
       AS 'SELECT clock_timestamp() + interval ''${seconds} seconds'''`,
  );

/** An order whose time has passed, all of a sudden. */
export async function expire(database: TestDatabase, id: string): Promise<void> {
  await moveDatabaseClock(database, 24 * 3600);
  await database.db.query(`UPDATE payment.payment_order SET status = 'expired' WHERE id = $1`, [id]);
  await moveDatabaseClock(database, 0);
}

/** The payment origin on a free port, on a test database, with everything outside of it in the test's hands. */
export async function startPayment(database: TestDatabase, given: Partial<PaymentOptions> & { clock: Clock }) {
  const place = await listen();
  const standing: Standing = { caller: callerOf('dossier', 'payment:order payment:read fines:write'), person: null };
  const log = createLog({ level: process.env['TEST_LOG'] ?? 'silent' });
  const metrics = createMetrics();
  const options: PaymentOptions = {
    db: database.db,
    log,
    metrics,
    sealer: createSealer(new Map([[1, Buffer.alloc(32, 7)]])),
    blindIndex: createBlindIndex(Buffer.alloc(32, 8)),
    jobs: createJobs({ schema: 'payment_jobs' }),
    rp: standingParty(standing),
    baseUrl: new URL(place.origin),
    linkKey: Buffer.alloc(32, 9),
    webhookKey,
    webhookFetch: createGuardedFetch({ allowLoopback: true, allowedNetworks: [] }),
    gatewayFetch: fetch,
    vnpay: {
      tmnCode: 'DEMO0001',
      secret: vnpaySecret,
      payUrl: new URL('http://localhost:9/paymentv2/vpcpay.html'),
      apiUrl: new URL('http://localhost:9/merchant_webapi/api/transaction'),
    },
    vietqr: { bin: '970436', account: '0123456789', accountName: 'KHO BAC MAU', keys: [bankKey] },
    collector: { series: 'MC', name: 'Trung tâm thanh toán mẫu', taxCode: '0100000000' },
    allowLoopback: true,
    lookupsPerMinute: 10_000,
    ...given,
  };
  const payment = createPayment(options);
  const app = createPaymentOrigin({
    ...{ payment, rp: options.rp, publicUrl: options.baseUrl, log: options.log, metrics: options.metrics },
    ...{ cookieKey: randomBytes(32), urls: {}, trustedProxies: 1, sandbox: false },
  });
  const everyAnswerIsDocumented = watchAnswers(app, place.origin);
  place.serve(app.callback() as never);
  const stop = async (): Promise<void> => {
    await everyAnswerIsDocumented().finally(() => stopServer(place.server));
  };
  return { origin: place.origin, options, payment, standing, stop };
}

export type RunningPayment = Awaited<ReturnType<typeof startPayment>>;
