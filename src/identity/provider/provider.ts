import type { Context, Middleware, Next } from 'koa';
import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Clock } from '#shared/clock';
import type { Db } from '#shared/db';
import type { GuardedFetch } from '#shared/fetch';
import { allowFormTarget, type CookieKeys } from '#shared/http';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import type { Accounts } from '#identity/accounts';
import { claimsByScope, type ClientCache } from '#identity/clients';
import { JWKS_MAX_AGE_SECONDS, type KeySet } from '#identity/keys';
import { canReach, levelReached, proofsOf, type Level } from '#identity/sign-in';
import type { RequestMemory, Store } from '#identity/store';
import type { BrowserSecrets } from './browser-secret.ts';
import { claimsOf } from './claims.ts';
import { allowEmptyClaims } from './empty-claims.ts';
import { installClients } from './clients.ts';
import { configuration, type ConfigurationDeps, type Lifetimes } from './configuration.ts';
import type { Disclosures } from './disclosures.ts';
import { createExplain } from './explain.ts';
import { formOf, showFormPost } from './form-post.ts';
import { aboutTheSignIn, createLoadGrant } from './grants.ts';
import { hideInteractionCookies } from './interaction-cookies.ts';
import { takeOverLogout, type DeliverLogout } from './logout.ts';
import { createPolicy } from './policy.ts';
import { ownPagesOnly } from './own-pages.ts';
import { protocolEdge } from './protocol-edge.ts';
import { describeRedirect } from './redirect-errors.ts';
import { createRotation } from './refresh.ts';
import { reportOutcomes } from './report.ts';
import type { SignedOut } from './signed-out.ts';
import type { Standing, Standings } from './standings.ts';
import type { Subjects } from './subjects.ts';
import type { Portals } from './ways-on.ts';

export interface ProviderDeps {
  readonly issuer: URL;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly memory: RequestMemory;
  readonly accounts: Accounts;
  readonly standings: Standings;
  readonly clients: ClientCache;
  readonly subjects: Subjects;
  readonly disclosures: Disclosures;
  readonly browserSecrets: BrowserSecrets;
  readonly portals: Pick<Portals, 'remember'>;
  readonly signedOut: Pick<SignedOut, 'note'>;
  readonly cookieKeys: CookieKeys;
  readonly dpopNonceSecret: Buffer;
  readonly lifetimes: Lifetimes;
  readonly fetch: NonNullable<Configuration['fetch']>;
  /** Reaches the portals' logout addresses; waits longer than `fetch`, since nobody waits for it. */
  readonly logoutFetch: GuardedFetch;
  readonly pages: ConfigurationDeps['pages'] & {
    readonly notSignedIn: (ctx: KoaContextWithOIDC, form: { readonly action: string; readonly xsrf: string }) => Promise<void>;
  };
}

/** What oidc-provider calls an account, with what our policy needs of it. */
interface ProviderAccount {
  accountId: string;
  readonly standing: Standing;
  claims(use: string, scope: string, claims: object, rejected: string[]): Promise<{ sub: string; [claim: string]: unknown }>;
  [key: string]: unknown;
}

export interface BuiltProvider {
  readonly provider: Provider;
  /** Serves the protocol routes and calls `next` for every other path. */
  readonly middleware: Middleware;
  readonly deliverLogout: DeliverLogout;
}

/** One provider for one set of keys. A changed key set means a new one; everything that lasts is in the store. */
export function buildProvider(deps: ProviderDeps, keys: KeySet): BuiltProvider {
  const { accounts, clients, clock, db, standings, store, subjects } = deps;
  let provider: Provider;
  let clientOf: ReturnType<typeof installClients>;

  const reached = (ctx: KoaContextWithOIDC): Level | null => {
    const { session } = ctx.oidc;
    const account = ctx.oidc.account as ProviderAccount | undefined;
    if (session?.accountId === undefined || account === undefined) return null;
    return levelReached(account.standing.identityLevel, proofsOf(session.amr ?? [], session.loginTs ?? 0), clock.epoch());
  };

  const reachable = async (ctx: KoaContextWithOIDC): Promise<(level: Level) => boolean> => {
    const id = ctx.oidc.session?.accountId ?? '';
    const account = await accounts.find(db, id);
    if (account === null) return () => false;
    const subject = { account, factors: await accounts.factors(db, id) };
    return (level) => canReach(level, subject, clock.epoch());
  };

  provider = store.createProvider(
    deps.issuer.origin,
    configuration({
      ...deps,
      jwks: keys.jwks as ConfigurationDeps['jwks'],
      adapter: store.adapter,
      clientOf: (client) => clientOf(client),
      resource: (identifier) => clients.resource(identifier),
      now: () => clock.now(),
      policy: createPolicy({
        reached,
        reachable,
        client: (ctx) => clientOf(ctx.oidc.client as { clientId: string }),
        subject: (ctx) => subjects.of(ctx.oidc.session?.accountId ?? '', clientOf(ctx.oidc.client as { clientId: string }).agency_code),
      }),
      subject: (accountId, client) => subjects.of(accountId, clientOf(client).agency_code),
      rotate: createRotation({ clock, store, lifetimes: deps.lifetimes }),
      loadExistingGrant: createLoadGrant({
        provider: () => provider,
        clock,
        clientOf: (client) => clientOf(client),
        findGrantId: (accountId, clientId) => store.findGrantId(db, accountId, clientId),
      }),
      async findAccount(ctx, id, token): Promise<ProviderAccount | undefined> {
        const standing = await standings.of(id);
        // Disabled and locked accounts exist for nobody: not at authorization, refresh or userinfo.
        if (standing === null || standing.status !== 'active') return undefined;
        return {
          accountId: id,
          standing,
          async claims(use, scope, requested, rejected) {
            const client = ctx.oidc.client;
            if (client === undefined) throw new Error('claims were asked for without a client');
            // An ID token that comes with a token for userinfo carries only what was asked for by name (conformIdTokenClaims).
            const forUserinfo = use === 'id_token' && ctx.oidc.entities.AccessToken?.aud === undefined;
            const wanted = wantedNames(forUserinfo ? 'openid' : scope, Object.keys(requested), rejected);
            if (wanted.length === 0) return { sub: id };
            const account = await accounts.find(db, id);
            if (account === null) throw new Error('an account vanished while its claims were read');
            const acr = acrOf(token) ?? ctx.oidc.session?.acr;
            const all = claimsOf(account, { sub: await subjects.of(id, clientOf(client).agency_code), acr });
            const released = wanted.filter((name) => all[name] !== undefined);
            if (released.length > 0) await deps.disclosures.note({ accountId: id, clientId: client.clientId, claims: released });
            return all as { sub: string };
          },
        };
      },
    }),
  );
  allowEmptyClaims(provider);
  clientOf = installClients(provider, { cache: clients, clock });
  const deliverLogout = takeOverLogout(provider, deps.logoutFetch);
  const explain = createExplain({ issuer: deps.issuer.origin, clock, memory: deps.memory, clientOf });
  reportOutcomes(provider, { log: deps.log, metrics: deps.metrics, memory: deps.memory, explain });
  return { provider, middleware: mount(provider, deps), deliverLogout };
}

/** The acr that a code or refresh token carries, or that an access token was given as a claim. */
function acrOf(token: unknown): string | undefined {
  const { acr, extra } = (token ?? {}) as { acr?: unknown; extra?: { acr?: unknown } };
  const found = acr ?? extra?.acr;
  return typeof found === 'string' ? found : undefined;
}

/** Names of the personal claims that are to leave; `sub` alone is not a disclosure. */
function wantedNames(scope: string, requested: readonly string[], rejected: readonly string[]): string[] {
  const byScope: Readonly<Record<string, readonly string[]>> = claimsByScope;
  const names = new Set([...scope.split(' ').flatMap((each) => byScope[each] ?? []), ...requested]);
  for (const name of [...aboutTheSignIn, ...rejected]) names.delete(name);
  return [...names];
}

const PATHS = [
  '/authorize',
  '/sign-out',
  '/sign-out/confirm',
  '/sign-out/success',
  '/introspect',
  '/jwks',
  '/par',
  '/revoke',
  '/token',
  '/userinfo',
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
];

type Handler = (ctx: Context, next: Next) => Promise<void>;
type MountDeps = Pick<ProviderDeps, 'browserSecrets' | 'memory' | 'pages' | 'portals' | 'signedOut'>;

function mount(provider: Provider, deps: MountDeps): Middleware {
  const paths = new Set(PATHS);
  const edge = protocolEdge({
    paths,
    redirectedPosts: new Set(['/authorize', '/sign-out']),
    jwksPath: '/jwks',
    jwksMaxAge: JWKS_MAX_AGE_SECONDS,
  });
  const [settle, exec] = provider.middleware as unknown as [Handler, Handler];
  const handle: Handler = (ctx, next) => settle(ctx, () => exec(ctx, next));
  return async (ctx, next) => {
    const authorizes = ctx.path === '/authorize' || ctx.path.startsWith('/authorize/');
    if (!paths.has(ctx.path) && !authorizes) return next();
    if (authorizes) {
      deps.browserSecrets(ctx);
      hideInteractionCookies(ctx, provider);
    }
    await ownPagesOnly(ctx, async () => {
      await edge(ctx, () => handle(ctx, next));
      describeRedirect(ctx, deps.memory);
      if (authorizes) await afterAuthorization(ctx, provider.issuer, deps);
      else if (ctx.path.startsWith('/sign-out')) await afterSignOut(ctx, deps);
    });
    // An error page may be about the very address that was refused: nothing leads there.
    if (ctx.type !== 'text/html' || ctx.status !== 200) return undefined;
    // The answer to a form here may lead to the portal's own address.
    const params = oidcOf(ctx)?.params ?? {};
    const target = params['post_logout_redirect_uri'];
    if (typeof target === 'string' && URL.canParse(target)) allowFormTarget(ctx, new URL(target).origin);
    return undefined;
  };
}

const oidcOf = (ctx: Context): KoaContextWithOIDC['oidc'] | undefined => (ctx as unknown as Partial<KoaContextWithOIDC>).oidc;

async function afterAuthorization(ctx: Context, issuer: string, { portals }: MountDeps): Promise<void> {
  await showFormPost(ctx, issuer);
  const begun = /^(?:https?:\/\/[^/]+)?\/sign-in\/([\w-]{16,64})$/.exec(ctx.response.get('Location'))?.[1];
  const client = oidcOf(ctx)?.client;
  if (begun !== undefined && client !== undefined) portals.remember(ctx, begun, client.clientId);
}

/** Without a session oidc-provider sends a form by itself that has nothing to show. After the end of one, the browser may see what comes of it. */
async function afterSignOut(ctx: Context, { pages, signedOut }: MountDeps): Promise<void> {
  const form = formOf(ctx.body);
  const xsrf = form?.fields?.find(({ name }) => name === 'xsrf')?.value;
  if (form !== null && xsrf !== undefined) await pages.notSignedIn(ctx as never, { action: '/sign-out/confirm', xsrf });
  const ended = oidcOf(ctx)?.session?.uid;
  if (ctx.path === '/sign-out/confirm' && ctx.status === 303 && ended !== undefined) signedOut.note(ctx, ended);
}
