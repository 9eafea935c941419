import type { Context } from 'koa';
import type { Host } from '#module';
import { ecKeyOf, hmacSha256, randomToken } from '#shared/crypto';
import { createAssets, createOrigin, type Origin, problemPage, type Route } from '#shared/http';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import { withShared, type Messages } from '#shared/texts';
import { createView, viewFolders } from '#shared/view';
import { relyingPartyMessages } from './messages/index.ts';
import { createRelyingParty, type RelyingParty } from './relying-party.ts';

/** A module of ours as a relying party: its client, keys and scopes come from its registration. The same for its whole process. */
export const relyingPartyOf = (host: Host): RelyingParty =>
  host.once('relying party', () => {
    const { id, url, issuer, key, scopes } = host.client();
    return createRelyingParty({
      name: host.name,
      db: host.db(),
      clock: host.clock,
      log: host.log,
      sealer: host.sealer,
      cookieKey: host.cookieKey,
      issuer,
      clientId: id,
      baseUrl: url,
      keys: { client: ecKeyOf(key).privateJwk, dpop: ecKeyOf(hmacSha256(key, 'dpop')).privateJwk },
      scopes,
      typedLogoutTokens: true,
    });
  });

/** A service's texts with the kit's and the shared ones beside them, as its pages need them. */
export function serviceTexts<Texts extends object>(own: Messages<Texts>) {
  return withShared({ vi: { ...relyingPartyMessages.vi, ...own.vi }, en: { ...relyingPartyMessages.en, ...own.en } });
}

/** What every service's edge is made of. */
export interface ServiceEdge {
  readonly publicUrl: URL;
  readonly rp: Pick<RelyingParty, 'displayName'> & Partial<Pick<RelyingParty, 'minutesLeft'>>;
  readonly cookieKey: Buffer;
  readonly trustedProxies: number;
  /** Public addresses of the other origins by name, for the ways on between them. */
  readonly urls: Readonly<Record<string, string>>;
  /** Shows the banner of a development system. */
  readonly sandbox: boolean;
  readonly log: Log;
  readonly metrics: Metrics;
}

export const edgeOf = (host: Host): ServiceEdge => ({
  publicUrl: host.client().url,
  rp: relyingPartyOf(host),
  cookieKey: host.cookieKey,
  trustedProxies: host.at.trustedProxies,
  urls: host.at.links,
  sandbox: host.at.localhost,
  log: host.log,
  metrics: host.metrics,
});

/** What differs between services. */
export interface ServiceOwn {
  readonly name: string;
  readonly routes: readonly Route[];
  /** From `serviceTexts`. */
  readonly texts: Messages<object>;
  /** Throws when the service cannot do its work. */
  readonly ready: () => Promise<void>;
  /** Template folders before the program's own. */
  readonly views?: readonly string[];
  /** Whether the person of a request is staff, who are shown other ways on. */
  readonly staff?: (ctx: Context) => Promise<boolean>;
}

/** The origin of one of our services: the same edge for all, with the person signed in here in its header. */
export function serviceOrigin({ rp, ...edge }: ServiceEdge, { texts, views = [], ...own }: ServiceOwn): Origin {
  const assets = createAssets();
  return createOrigin({
    ...edge,
    ...own,
    before: [assets.middleware],
    view: createView({ folders: [...views, ...viewFolders], messages: texts, asset: assets.url, cache: true }),
    problemPage,
    person: (ctx) => rp.displayName(ctx),
    minutesLeft: async (ctx) => rp.minutesLeft?.(ctx),
    traceId: () => randomToken(9),
  });
}
