import type Koa from 'koa';
import { type RelyingParty, relyingPartyMessages } from '#relying-party';
import { randomToken } from '#shared/crypto';
import type { Db } from '#shared/db';
import { createAssets, createOrigin, problemPage } from '#shared/http';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import { withShared } from '#shared/texts';
import { createView, viewFolders } from '#shared/view';
import type { DossierService } from './dossier.ts';
import { messages } from './messages.ts';

/** The dossier service behind the same edge as every other origin. */
export function createDossierOrigin(options: {
  readonly dossier: DossierService;
  readonly db: Db;
  readonly rp: Pick<RelyingParty, 'displayName'>;
  readonly publicUrl: URL;
  readonly trustedProxies: number;
  readonly cookieKey: Buffer;
  readonly urls: Readonly<Record<string, string>>;
  readonly sandbox: boolean;
  readonly log: Log;
  readonly metrics: Metrics;
}): Koa {
  const assets = createAssets();
  const texts = { vi: { ...relyingPartyMessages.vi, ...messages.vi }, en: { ...relyingPartyMessages.en, ...messages.en } };
  return createOrigin({
    ...options,
    name: 'dossier',
    routes: options.dossier.routes,
    before: [assets.middleware],
    view: createView({ folders: viewFolders, messages: withShared(texts), asset: assets.url, cache: true }),
    problemPage,
    async ready() {
      await options.db.query('SELECT 1');
    },
    person: (ctx) => options.rp.displayName(ctx),
    staff: (ctx) => options.dossier.isStaff(ctx),
    traceId: () => randomToken(9),
  });
}
