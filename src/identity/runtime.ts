import { createCookieKeys } from '#shared/http';
import { hmacSha256 } from '#shared/crypto';
import type { Listener } from '#shared/db';
import { createGuardedFetch } from '#shared/fetch';
import { LONGEST_WAIT_MS } from '#shared/jobs';
import {
  createAccountSessions,
  createBrowserSecrets,
  createLiveProvider,
  createPortals,
  createSignedOut,
  createStandings,
  createSubjects,
  type AccountSessions,
  type BrowserSecrets,
  type LiveProvider,
  type Portals,
  type SignedOut,
} from '#identity/provider';
import { ensureAccountCentre } from './account-centre-client.ts';
import { createProviderPages } from './provider-pages.ts';
import type { IdentityServices } from './services.ts';

/** Identity with its protocol engine running: for the identity origin and for the jobs that sign logout tokens. */
export interface IdentityRuntime extends IdentityServices {
  readonly live: LiveProvider;
  readonly sessions: AccountSessions;
  readonly browserSecrets: BrowserSecrets;
  readonly portals: Portals;
  readonly signedOut: SignedOut;
}

/** Makes sure that keys and the account centre's client exist, then builds the provider. `listener` is started by the caller. */
export async function createRuntime(services: IdentityServices, listener: Listener): Promise<IdentityRuntime> {
  const { db, clock, log, options, keys, accounts } = services;
  await db.transaction((tx) => keys.ensure(tx));
  await ensureAccountCentre(services);
  const cookieKey = options.cookieKeys[0];
  if (cookieKey === undefined) throw new Error('there is no cookie key');
  const reach = { allowLoopback: options.localhost, allowedNetworks: options.allowedPrivateNetworks };
  const https = options.issuer.protocol === 'https:';
  const browserSecrets = createBrowserSecrets({ https, memory: services.memory });
  const portals = createPortals({ clients: services.clientCache, https });
  const signedOut = createSignedOut({ db, clients: services.clientCache, deliveries: services.deliveries, https });
  const live = await createLiveProvider({
    ...services,
    browserSecrets,
    portals,
    signedOut,
    issuer: options.issuer,
    clients: services.clientCache,
    standings: createStandings({ db, clock, changes: (handler) => listener.on('identity_account', handler) }),
    subjects: createSubjects({ db, clock, peppers: options.subjectPeppers }),
    cookieKeys: createCookieKeys(options.cookieKeys),
    // The same in every process, so that a nonce given by one is good at another.
    dpopNonceSecret: hmacSha256(cookieKey, 'dpop-nonce'),
    lifetimes: options.lifetimes,
    fetch: createGuardedFetch(reach),
    logoutFetch: createGuardedFetch({ ...reach, timeoutMs: LONGEST_WAIT_MS }),
    pages: createProviderPages({ clientCache: services.clientCache, memory: services.memory, portals, signedOut }),
  });
  listener.on(
    'identity_keys',
    () => void live.reload().catch((error: unknown) => log.error({ err: error }, 'could not read the signing keys')),
  );
  const sessions = createAccountSessions({ issuer: options.issuer, live, db, accounts, clock, key: cookieKey });
  return { ...services, live, sessions, browserSecrets, portals, signedOut };
}
