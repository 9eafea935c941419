import Router from '@koa/router';
import { vi } from 'vitest';
import { createCatalogue } from '#catalogue';
import { createDossier, type DossierService } from '#dossier';
import { createPayment, type Payment } from '#payment';
import { createRelyingParty, type RelyingParty } from '#relying-party';
import { systemClock } from '#shared/clock';
import { createBlindIndex, createSealer, ecKeyOf } from '#shared/crypto';
import type { Route } from '#shared/http';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import type { TestDatabase } from '../database.ts';

export type Service = 'catalogue' | 'dossier' | 'payment';

/** A route as tests name it: `GET /drafts/:id`. */
export const nameOf = (route: Pick<Route, 'method' | 'path'>): string => `${route.method} ${route.path}`;

/**
 * What the three services declare, read from their own factories with parts that nobody uses: only the tables are looked
 * at. `watchRouters` proves that these are the routes the running program has.
 */
export function declaredRoutes(database: TestDatabase): Readonly<Record<Service, readonly Route[]>> {
  const nowhere = 'http://localhost:1';
  const key = Buffer.alloc(32, 1);
  const log = createLog({ level: 'silent' });
  const sealer = createSealer(new Map([[1, key]]));
  const parts = { db: database.db, clock: systemClock, log, sealer };
  const rp: RelyingParty = createRelyingParty({
    ...parts,
    ...{ name: 'table', cookieKey: key, issuer: nowhere, clientId: 'table', baseUrl: new URL(nowhere), scopes: ['openid'] },
    keys: { client: ecKeyOf(key).privateJwk, dpop: ecKeyOf(key).privateJwk },
  });
  const common = { ...parts, rp, fetch, blindIndex: createBlindIndex(key), metrics: createMetrics() };
  const unused: never = undefined as never;
  const dossier: DossierService = createDossier({
    ...common,
    ...{ jobs: unused, notifier: unused, channels: { sms: unused, email: unused }, webhookKeys: [] },
    urls: { dossier: nowhere, catalogue: nowhere, payment: nowhere },
  });
  const payment: Payment = createPayment({
    ...common,
    ...{ jobs: unused, webhookFetch: unused, gatewayFetch: fetch, linkKey: key, allowLoopback: true, lookupsPerMinute: 1 },
    baseUrl: new URL(nowhere),
    webhookKey: { id: 'x', secret: key },
    vnpay: { tmnCode: 'X', secret: 'x', payUrl: new URL(nowhere), apiUrl: new URL(nowhere) },
    vietqr: { bin: '970436', account: '1', accountName: 'X', keys: [] },
    collector: { series: 'X', name: 'X', taxCode: '1' },
  });
  const catalogue = createCatalogue({
    ...common,
    publicUrl: new URL(nowhere),
    urls: { dossier: new URL(nowhere), payment: new URL(nowhere) },
    services: { identity: new URL(nowhere) },
  });
  return { catalogue: catalogue.routes, dossier: dossier.routes, payment: payment.routes };
}

/** Writes down what every router of this process is given from now on, one list of `GET /path` for each origin. */
export function watchRouters(): { readonly found: () => readonly ReadonlySet<string>[]; stop(): void } {
  const spy = vi.spyOn(Router.prototype, 'register');
  return {
    found() {
      const byRouter = new Map<unknown, Set<string>>();
      for (const [index, [path, methods]] of spy.mock.calls.entries()) {
        const router: unknown = spy.mock.contexts[index];
        const known = byRouter.get(router) ?? new Set<string>();
        for (const method of methods) known.add(`${method.toUpperCase()} ${String(path)}`);
        byRouter.set(router, known);
      }
      return [...byRouter.values()];
    },
    stop: () => spy.mockRestore(),
  };
}
