import type { Server } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import { createRelyingParty, relyingPartyMessages, type RelyingParty, type RelyingPartyOptions } from '#relying-party';
import { createSealer } from '#shared/crypto';
import { createDb, type Db } from '#shared/db';
import { anyone, createOrigin, json, problemPage, route } from '#shared/http';
import { systemClock, type Clock } from '#shared/clock';
import { createLog } from '#shared/log';
import { renderTemplate } from '#shared/migrate';
import { withShared } from '#shared/texts';
import { createMetrics } from '#shared/metrics';
import { createView, viewFolders } from '#shared/view';
import type { TestDatabase } from './database.ts';
import { apiAudience, publicJwk, stopServer, type listen } from './test-provider.ts';

/** The schema the tests create the kit's tables in, and a connection that finds them there. */
export async function rpDatabase(database: TestDatabase): Promise<Db> {
  await database.admin.transaction(async (tx) => {
    await tx.query('CREATE SCHEMA rp_test');
    await tx.query(renderTemplate('relying-party', 'rp_test'));
  });
  return createDb({
    connectionString: database.url,
    searchPath: 'rp_test',
    max: 25,
    applicationName: 'rp-test',
    onIdleError: () => undefined,
  });
}

export const clientId = 'things-portal';

export interface Place {
  readonly origin: string;
  readonly serve: Awaited<ReturnType<typeof listen>>['serve'];
  readonly server: Server;
}

/** The kit's registration at the test provider. */
export function kitClient(origin: string, key: JWK): object {
  return {
    client_id: clientId,
    redirect_uris: [`${origin}/callback`],
    post_logout_redirect_uris: [`${origin}/signed-out`],
    backchannel_logout_uri: `${origin}/backchannel-logout`,
    backchannel_logout_session_required: true,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    jwks: { keys: [publicJwk(key)] },
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types: ['code'],
    dpop_bound_access_tokens: true,
    require_pushed_authorization_requests: true,
    scope: 'openid profile phone offline_access',
  };
}

export interface Things {
  readonly rp: RelyingParty;
  readonly origin: string;
  stop(): Promise<void>;
}

/** A small module that uses the kit as a real one would. */
export function serveThings(
  place: Place,
  given: Omit<RelyingPartyOptions, 'name' | 'log' | 'clientId' | 'baseUrl' | 'scopes'> & Partial<RelyingPartyOptions> & { clock: Clock },
): Things {
  const log = createLog({ level: 'silent' });
  const rp = createRelyingParty({
    name: 'things',
    log,
    clientId,
    baseUrl: new URL(place.origin),
    scopes: ['openid', 'profile', 'phone', 'things:read', 'things:write'],
    resources: [apiAudience],
    ...given,
  });
  const routes = [
    ...rp.routes,
    route({ method: 'GET', path: '/', who: rp.visitor, handle: async (call) => json({ home: true, sub: call.principal?.sub ?? null }) }),
    route({
      method: 'GET',
      path: '/private',
      who: rp.signedIn(),
      handle: async (call) => json({ sub: call.principal.sub, acr: call.principal.acr, name: call.principal.name, here: call.here }),
    }),
    route({ method: 'GET', path: '/strong', who: rp.requireAssurance('LoA2'), handle: async (call) => json({ acr: call.principal.acr }) }),
    route({ method: 'GET', path: '/fresh', who: rp.requireAssurance('LoA1', { maxAge: 300 }), handle: async () => json({ fresh: true }) }),
    route({ method: 'POST', path: '/form', who: rp.signedIn({ formPage: () => '/private' }), handle: async () => json({ sent: true }) }),
    route({ method: 'GET', path: '/csrf', who: anyone, handle: async (call) => json({ csrf: call.csrf }) }),
    route({
      method: 'GET',
      path: '/use-api',
      who: rp.signedIn(),
      async handle(call) {
        const response = await rp.api.call({
          as: call.principal,
          resource: apiAudience,
          method: 'GET',
          url: new URL('/api/strong', place.origin),
        });
        return rp.api.stepUp(response, call.here) ?? json({ status: response.status, body: await response.json() });
      },
    }),
    route({
      method: 'GET',
      path: '/api/things',
      surface: 'api',
      who: rp.requireToken({ audience: apiAudience, scope: 'things:read' }),
      handle: async (call) => json({ sub: call.principal.sub, client: call.principal.clientId }),
    }),
    route({
      method: 'GET',
      path: '/api/strong',
      surface: 'api',
      who: rp.requireToken({ audience: apiAudience, scope: 'things:read', assurance: 'LoA2', maxAge: 600 }),
      handle: async (call) => json({ acr: call.principal.acr }),
    }),
    route({
      method: 'GET',
      path: '/api/basic',
      surface: 'api',
      who: rp.requireToken({ audience: apiAudience, scope: 'things:read', senderConstrained: false }),
      handle: async () => json({ basic: true }),
    }),
  ];
  const app = createOrigin({
    name: 'things',
    publicUrl: new URL(place.origin),
    trustedProxies: 0,
    cookieKey: randomBytes(32),
    routes,
    view: createView({ folders: viewFolders, messages: withShared(relyingPartyMessages), asset: (name) => `/assets/${name}`, cache: true }),
    problemPage,
    urls: {},
    sandbox: false,
    log,
    metrics: createMetrics(),
    ready: async () => undefined,
    person: (ctx) => rp.displayName(ctx),
    minutesLeft: (ctx) => rp.minutesLeft(ctx),
    traceId: () => randomBytes(16).toString('hex'),
  });
  place.serve(app.callback() as never);
  return { rp, origin: place.origin, stop: () => stopServer(place.server) };
}

export const testSealer = createSealer(new Map([[1, Buffer.alloc(32, 7)]]));
export const testCookieKey = Buffer.alloc(32, 9);

/** The real time, moved on at will; the provider under test lives in real time. */
export function movableClock(): Clock & { advance(seconds: number): void; reset(): void } {
  let ahead = 0;
  return {
    now: () => new Date(systemClock.now().getTime() + ahead * 1000),
    epoch: () => systemClock.epoch() + ahead,
    advance: (seconds) => {
      ahead += seconds;
    },
    reset: () => {
      ahead = 0;
    },
  };
}
