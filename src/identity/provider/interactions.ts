import type { Context } from 'koa';
import { errors, type Grant, type Provider } from 'oidc-provider';
import type { Clock } from '#shared/clock';
import { leadsOutside } from '#shared/http';
import type { ClientCache, ClientRow } from '#identity/clients';
import {
  type Beyond,
  InteractionEnded,
  type Interaction,
  type InteractionError,
  type Interactions,
  type SignedIn,
} from '#identity/sign-in';
import type { RequestMemory, Store } from '#identity/store';
import { ACCOUNT_CENTRE } from './account-centre-id.ts';
import type { BrowserSecrets } from './browser-secret.ts';
import { levelsAsked } from './policy.ts';
import { releasesOf } from './releases.ts';
import type { Portals } from './ways-on.ts';

export interface InteractionsDeps {
  readonly provider: () => Provider;
  readonly clients: ClientCache;
  readonly store: Pick<Store, 'flowOf' | 'isOf' | 'rebind' | 'finishSignIn'>;
  readonly memory: RequestMemory;
  readonly browserSecrets: BrowserSecrets;
  readonly portals: Pick<Portals, 'ofSignIn'>;
  readonly clock: Clock;
  /** Time to finish one sign-in, and what an extension gives anew. */
  readonly seconds: number;
  /** Ends one session and tells its portals. */
  readonly endSession: (sessionUid: string, reason: string) => Promise<void>;
}

/** Whoever needs longer may say so ten times (WCAG 2.2, 2.2.1); then one sign-in ends, however often it is extended. */
const EXTENSIONS = 10;

type Stored = Awaited<ReturnType<Provider['interactionDetails']>>;

/** The sign-in pages' seam, over oidc-provider's interactions. */
export function createInteractions(deps: InteractionsDeps): Interactions {
  /** The running sign-in, for its own browser, with the session it began with still there and still that person's. */
  const details = async (ctx: Context, uid: string): Promise<Stored | null> => {
    const { holds } = deps.browserSecrets(ctx);
    if (holds.length === 0) return null;
    const found = await deps.provider().Interaction.find(uid);
    if (found === undefined || !deps.store.isOf(found, holds)) return null;
    if (found.session?.uid !== undefined) {
      const session = await deps.provider().Session.findByUid(found.session.uid);
      if (session?.accountId !== found.session.accountId) return null;
    }
    return found;
  };
  /** What `load` found for the request, if it did: the rest of that request goes on from it. */
  const required = async (ctx: Context, uid: string): Promise<Stored> => {
    const known = deps.memory.of(ctx).interaction;
    const found = known?.uid === uid ? known : await details(ctx, uid);
    if (found === null) throw new Error('the interaction ended while it was being answered');
    return found;
  };
  /** The session of the browser as it is now; one without an account when nobody is signed in. */
  const sessionOf = async (ctx: Context) => (deps.memory.of(ctx).session ??= await deps.provider().Session.get(ctx as never));
  const clientOf = async (found: Stored): Promise<ClientRow> => {
    const client = await deps.clients.find(String(found.params['client_id']));
    if (client === null) throw new Error('the client of an interaction is not registered any more');
    return client;
  };
  const conclude = (ctx: Context, found: Stored, result: Stored['result'] & object): void => {
    leadsOutside(ctx, redirectTarget(found).host);
    found.result = 'error' in result ? result : { ...found.lastSubmission, ...result };
  };
  const store = async (ctx: Context, found: Stored, result: Stored['result'] & object): Promise<string> => {
    conclude(ctx, found, result);
    await found.persist();
    return found.returnTo;
  };

  return {
    async load(ctx, uid) {
      const found = await details(ctx, uid);
      if (found === null || (found.exp ?? 0) <= deps.clock.epoch()) return null;
      deps.memory.of(ctx).interaction = found;
      const [client, session] = [await clientOf(found), await sessionOf(ctx)];
      const stored = deps.store.flowOf(found);
      const interaction = describe(found, client, session);
      // Somebody has signed in or proved more in another tab while this one waited untouched: the provider looks again.
      const overtaken = stored === null && overtakes(session, found);
      const goesOn = hasAnswer(found) || (overtaken && found.prompt.name === 'login' && !interaction.requested.mustAuthenticateAgain);
      return { ...interaction, stored, answered: goesOn ? found.returnTo : null };
    },
    async finish(ctx, uid, result: SignedIn) {
      const found = await required(ctx, uid);
      const { accountId, uid: sessionUid } = await sessionOf(ctx);
      if (accountId !== undefined && accountId !== result.accountId) {
        // Somebody else used this browser: their session ends here, with all portals told, before the new one begins.
        await deps.endSession(sessionUid, 'another-person');
        found.session = undefined as never;
      }
      const login = {
        accountId: result.accountId,
        acr: result.level,
        amr: [...result.amr],
        ts: result.authTime,
        remember: result.remember,
      };
      // Each prompt is resolved under its own name.
      conclude(ctx, found, found.prompt.name === 'login' ? { login } : { login, [found.prompt.name]: {} });
      const write = deps.store.finishSignIn(found, deps.browserSecrets(ctx).renew());
      const lost = async (): Promise<never> => {
        await write.lost?.().catch((error: unknown) => {
          if (!(error instanceof errors.SessionNotFound)) throw error;
        });
        throw new InteractionEnded();
      };
      return { to: found.returnTo, write: { ...write, lost } };
    },
    async waysOn(ctx, uid) {
      return { signedIn: (await sessionOf(ctx)).accountId !== undefined, portal: await deps.portals.ofSignIn(ctx, uid) };
    },
    async goOn(tx, ctx, uid) {
      return deps.store.rebind(tx, await required(ctx, uid), deps.browserSecrets(ctx).renew());
    },
    async grant(ctx, uid) {
      const found = await required(ctx, uid);
      const grant = await consentedGrant(deps.provider(), found);
      return store(ctx, found, { consent: { grantId: await grant.save() } });
    },
    async extend(ctx, uid) {
      const found = await required(ctx, uid);
      const longest = (found.iat ?? deps.clock.epoch()) + deps.seconds * (1 + EXTENSIONS);
      const ends = Math.max(found.exp ?? 0, Math.min(deps.clock.epoch() + deps.seconds, longest));
      await found.save(ends - deps.clock.epoch());
      return new Date(ends * 1000);
    },
    async fail(ctx, uid, error: InteractionError, description) {
      return store(ctx, await required(ctx, uid), { error, error_description: description });
    },
  };
}

type BrowserSession = Awaited<ReturnType<Provider['Session']['get']>>;

/**
 * Whether the browser's session knows more than the one a sign-in began with: it had none, or the same one has had proofs added or made anew since.
 * Another session than the one it began with is none of its business.
 */
function overtakes(now: BrowserSession, { session: began, iat }: Pick<Stored, 'session' | 'iat'>): boolean {
  if (now.accountId === undefined) return false;
  if (began === undefined) return true;
  const proofs = (amr: readonly string[] | undefined): string => [...(amr ?? [])].sort().join(' ');
  const more = proofs(now.amr) !== proofs(began.amr) || (now.loginTs ?? 0) > (iat ?? Infinity);
  return now.uid === began.uid && now.accountId === began.accountId && more;
}

/** Where the portal wants its answer. */
function redirectTarget({ params, returnTo }: Stored): URL {
  const { redirect_uri: target } = params;
  return new URL(typeof target === 'string' ? target : returnTo);
}

/** The person has signed in; only the browser has not followed yet. */
const hasAnswer = ({ prompt, result }: Stored): boolean => prompt.name !== 'consent' && result?.login !== undefined;

async function consentedGrant(provider: Provider, found: Stored): Promise<Grant> {
  const accountId = found.session?.accountId;
  if (accountId === undefined) throw new Error('consent without a signed-in person');
  const known = found.grantId === undefined ? undefined : await provider.Grant.find(found.grantId);
  const grant = known ?? new provider.Grant({ accountId, clientId: String(found.params['client_id']) });
  const missing = found.prompt.details as {
    missingOIDCScope?: string[];
    missingOIDCClaims?: string[];
    missingResourceScopes?: Record<string, string[]>;
  };
  if (missing.missingOIDCScope !== undefined) grant.addOIDCScope(missing.missingOIDCScope.join(' '));
  if (missing.missingOIDCClaims !== undefined) grant.addOIDCClaims(missing.missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missing.missingResourceScopes ?? {})) grant.addResourceScope(resource, scopes.join(' '));
  return grant;
}

function describe(found: Stored, client: ClientRow, session: BrowserSession): Interaction {
  const text = (name: string): string | undefined => {
    const value = found.params[name];
    return typeof value === 'string' ? value : undefined;
  };
  const claims = JSON.parse(text('claims') ?? '{}') as {
    id_token?: { acr?: { essential?: boolean; value?: unknown; values?: unknown } | null };
  };
  const maxAge = Number(found.params['max_age'] ?? Number.NaN);
  const prompt = found.prompt.name;
  const prompts = new Set((text('prompt') ?? '').split(' '));
  const signedIn = session.accountId !== undefined && session.accountId === found.session?.accountId;
  return {
    uid: found.uid,
    prompt: prompt === 'create' || prompt === 'consent' ? prompt : 'login',
    portal: {
      id: client.id,
      name: { vi: client.name_vi, en: client.name_en },
      agencyName: { vi: client.agency_vi, en: client.agency_en },
      redirectOrigin: redirectTarget(found).origin,
    },
    requested: {
      ...levelsAsked({ acrValues: text('acr_values'), acr: claims.id_token?.acr ?? undefined, client }),
      beyond: client.id === ACCOUNT_CENTRE ? beyondOf(text('acr_values')) : undefined,
      mustAuthenticateAgain:
        prompts.has('login') || found.prompt.reasons.includes('id_token_hint') || found.prompt.reasons.includes('account_unavailable'),
      ...(Number.isFinite(maxAge) ? { maxAge } : {}),
      loginHint: text('login_hint'),
      uiLocales: text('ui_locales')?.split(' ') ?? [],
    },
    session: signedIn
      ? {
          accountId: session.accountId as string,
          amr: session.amr ?? [],
          authTime: session.loginTs ?? 0,
          remember: session.transient !== true,
        }
      : null,
    releases: releasesOf(client, askedScopes(found, prompt)),
    expiresAt: new Date((found.exp ?? 0) * 1000),
  };
}

/** What the account's own pages ask for beside the levels. */
function beyondOf(acrValues: string | undefined): Beyond | undefined {
  const asked = (acrValues ?? '').split(' ');
  return (['everything', 'strongest'] as const).find((each) => asked.includes(each));
}

function askedScopes(found: Stored, prompt: string): ReadonlySet<string> {
  const missing = found.prompt.details as { missingOIDCScope?: string[] };
  if (prompt === 'consent' && missing.missingOIDCScope !== undefined) return new Set(missing.missingOIDCScope);
  const { scope } = found.params;
  return new Set(typeof scope === 'string' ? scope.split(' ') : []);
}
