import type { Context } from 'koa';
import type { Access, Route } from '#shared/http';
import { personAccess, type GuardOptions } from './access.ts';
import { createApiClient, type ApiClient } from './api-client.ts';
import type { Level } from './assurance.ts';
import { backchannelLogoutRoute } from './backchannel-logout.ts';
import { callbackRoute } from './callback.ts';
import { extendRoute } from './extend.ts';
import { startPath } from './failure.ts';
import { createKit } from './kit.ts';
import type { RelyingPartyOptions } from './options.ts';
import type { Person } from './sessions.ts';
import { signOutRoutes } from './sign-out.ts';
import { startRoute } from './start.ts';
import { sweep } from './sweep.ts';
import { tokenAccess, type Caller, type TokenDemand } from './token-guard.ts';

/** A module's whole dealings with the identity provider. */
export interface RelyingParty {
  /** `/sign-in/start`, `/callback`, `/sign-out`, `/signed-out`, `/backchannel-logout`; for the module's origin. */
  readonly routes: readonly Route[];
  /** Admits whoever is signed in; others are sent to sign in and come back. */
  signedIn(options?: GuardOptions): Access<Person>;
  /** Admits whoever is signed in at `level` or higher; others are sent to step up and come back. */
  requireAssurance(level: Level, options?: GuardOptions): Access<Person>;
  /** Admits calls with an access token that is for this API; for routes with `surface: 'api'`. */
  requireToken(demand: TokenDemand): Access<Caller>;
  /** The person behind a request without demanding one, for pages that everybody may read. */
  readonly visitor: Access<Person | null>;
  /** Calls other services. */
  readonly api: ApiClient;
  /** For the page header (`OriginOptions.person`). */
  displayName(ctx: Context): Promise<string | undefined>;
  /** Whole minutes until the session of the person in the header ends, for the page to announce (`OriginOptions.minutesLeft`). */
  minutesLeft(ctx: Context): Promise<number | undefined>;
  /** Where signing in begins, coming back to `returnTo`. */
  signInPath(returnTo: string): string;
  /** Deletes expired rows; for a periodic job. */
  sweep(): Promise<number>;
}

/**
 * Makes a module a relying party. Nothing is fetched until somebody comes, so the module starts while the provider is
 * down; until it is up, signing in answers a page with 503.
 */
export function createRelyingParty(options: RelyingPartyOptions): RelyingParty {
  const kit = createKit(options);
  return {
    routes: [startRoute(kit), callbackRoute(kit), ...signOutRoutes(kit), extendRoute(kit), backchannelLogoutRoute(kit)],
    signedIn: (guard) => personAccess(kit, null, guard),
    requireAssurance: (level, guard) => personAccess(kit, level, guard),
    requireToken: (demand) => tokenAccess(kit, demand),
    visitor: { name: 'anyone, known if signed in', admit: async (request) => ({ principal: await kit.person(request) }) },
    api: createApiClient(kit),
    displayName: async (koa) => (await kit.person({ koa }))?.name ?? undefined,
    async minutesLeft(koa) {
      const person = await kit.person({ koa });
      return person === null ? undefined : Math.max(1, Math.floor((person.endsAt.getTime() - options.clock.now().getTime()) / 60_000));
    },
    signInPath: (returnTo) => startPath(returnTo),
    sweep: () => sweep(options.db, options.clock),
  };
}
