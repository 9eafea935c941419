import type Koa from 'koa';
import { createRelyingParty } from '#relying-party';
import { systemClock } from '#shared/clock';
import { createBlindIndex, createSealer, ecKeyOf, hmacSha256, randomToken } from '#shared/crypto';
import { createDb } from '#shared/db';
import { listen } from '#shared/listen';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import type { Served } from '../calls.ts';
import { countStatements } from '../statements.ts';
import { serveCatalogue } from './catalogue.ts';
import type { Prepare, ServiceInput, ServicePathName } from './contract.ts';
import { serveDossier } from './dossier.ts';
import { servePayment } from './payment.ts';

/** What every service is made from, as the program makes it; the identity provider is never asked. */
export type Parts = ReturnType<typeof open>;

/** A service's origin, and how its paths are prepared. */
export interface ServedService {
  readonly origin: Koa;
  readonly prepare: Readonly<Partial<Record<ServicePathName, Prepare>>>;
}

export interface RunningService extends Served {
  prepare(path: ServicePathName, count: number): ReturnType<Prepare>;
}

function open({ service, databaseUrl, poolSize, port, origin, options }: ServiceInput) {
  const log = createLog({ level: 'info' });
  const metrics = createMetrics();
  const db = createDb({
    connectionString: databaseUrl,
    role: `mocua_${service}`,
    searchPath: service,
    max: poolSize,
    applicationName: 'bench',
    onStatement: metrics.statement,
    onIdleError: (error) => log.error({ err: error }, 'a database connection broke'),
  });
  const sealer = createSealer(new Map(options.keyEncryptionKeys));
  const key = hmacSha256(options.blindIndexKey, `${service} key`);
  const cookieKey = hmacSha256(options.cookieKeys[0] ?? Buffer.from(randomToken()), `${service}-cookies`);
  const publicUrl = new URL(origin);
  const common = { db, clock: systemClock, log, sealer };
  const rp = createRelyingParty({
    ...common,
    name: service,
    cookieKey,
    issuer: 'http://localhost:1',
    clientId: service,
    baseUrl: publicUrl,
    keys: { client: ecKeyOf(key).privateJwk, dpop: ecKeyOf(hmacSha256(key, 'dpop')).privateJwk },
    scopes: ['openid', 'profile', 'citizen_id'],
  });
  const blindIndex = createBlindIndex(hmacSha256(options.blindIndexKey, service));
  return { ...common, metrics, blindIndex, cookieKey, publicUrl, rp, port, trustedProxies: options.trustedProxies };
}

/** One service exactly as the program runs it, in this process. */
export async function serveService(input: ServiceInput): Promise<RunningService> {
  const parts = open(input);
  const statements = countStatements(parts.db);
  const { origin, prepare } = await { catalogue: serveCatalogue, dossier: serveDossier, payment: servePayment }[input.service](parts);
  await listen(origin.callback(), { port: input.port, host: '127.0.0.1' });
  return {
    sessions: () => Promise.reject(new Error('a service signs nobody in')),
    statements: () => statements,
    prepare(path, count) {
      const make = prepare[path];
      if (make === undefined) throw new Error(`the ${input.service} service has no path ${path}`);
      return make(count);
    },
  };
}
