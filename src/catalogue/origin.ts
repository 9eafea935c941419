import type Koa from 'koa';
import { relyingPartyMessages, type RelyingParty } from '#relying-party';
import { randomToken } from '#shared/crypto';
import type { Db } from '#shared/db';
import { createAssets, createOrigin, problemPage } from '#shared/http';
import type { Log } from '#shared/log';
import { withShared } from '#shared/texts';
import type { Metrics } from '#shared/metrics';
import { createView, viewFolders } from '#shared/view';
import type { Catalogue } from './catalogue.ts';
import { messages } from './messages/index.ts';

/** The catalogue behind the same edge as every other origin. */
export function createCatalogueOrigin(options: {
  readonly catalogue: Catalogue;
  readonly rp: Pick<RelyingParty, 'displayName'>;
  readonly db: Db;
  readonly publicUrl: URL;
  readonly trustedProxies: number;
  readonly cookieKey: Buffer;
  /** Public addresses of the other origins, by role; `dossier` gives the link to one's dossiers. */
  readonly urls: Readonly<Record<string, string>>;
  readonly sandbox: boolean;
  readonly log: Log;
  readonly metrics: Metrics;
}): Koa {
  const assets = createAssets();
  return createOrigin({
    ...options,
    name: 'catalogue',
    routes: options.catalogue.routes,
    before: [assets.middleware],
    view: createView({ folders: viewFolders, messages: catalogueTexts, asset: assets.url, cache: true }),
    problemPage,
    async ready() {
      await options.db.query('SELECT 1');
    },
    person: (ctx) => options.rp.displayName(ctx),
    traceId: () => randomToken(9),
  });
}

/** All texts the catalogue's pages may need: its own, the kit's and the shared ones. */
export const catalogueTexts = withShared({
  vi: { ...relyingPartyMessages.vi, ...messages.vi },
  en: { ...relyingPartyMessages.en, ...messages.en },
});
