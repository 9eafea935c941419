import { hmacSha256, randomToken } from '#shared/crypto';
import { createAssets, createCookieKeys, createLanguageChoice, createOrigin, type Origin, problemPage } from '#shared/http';
import { withShared } from '#shared/texts';
import { createView, viewFolders } from '#shared/view';
import { createAccountCentre } from '#identity/account-centre';
import { admitNewcomers, createAdmission } from '#identity/admission';
import { createHasSession, createInteractions, createKnownBrowserCookie } from '#identity/provider';
import { createSignIn } from '#identity/sign-in';
import { identityMessages } from './messages.ts';
import type { IdentityRuntime } from './runtime.ts';

/** The identity origin: the protocol, the sign-in pages and the account centre behind one edge. */
export function createIdentityOrigin(runtime: IdentityRuntime): Origin {
  const { accounts, clock, clientCache, db, disclosures, events, live, log, memory, metrics, notifier, options } = runtime;
  const { sealer, sessions, store, writes } = runtime;
  const cookieKey = options.cookieKeys[0];
  if (cookieKey === undefined) throw new Error('there is no cookie key');
  const interactions = createInteractions({
    provider: () => live.current().provider,
    clients: clientCache,
    store,
    memory,
    browserSecrets: runtime.browserSecrets,
    portals: runtime.portals,
    clock,
    seconds: options.lifetimes.interaction,
    async endSession(sessionUid, reason) {
      await db.transaction((tx) => store.endSession(tx, { sessionUid, reason }));
    },
  });
  const signIn = createSignIn({
    db,
    clock,
    sealer,
    accounts,
    events,
    writes,
    notifier,
    interactions,
    knownBrowser: createKnownBrowserCookie({ https: options.issuer.protocol === 'https:' }),
    log,
    async endSessions(tx, accountId, reason) {
      await store.endSessionsOf(tx, { accountId, reason });
    },
  });
  const centre = createAccountCentre({
    ...{ db, clock, accounts, store, sessions, disclosures, events, notifier, live, signedOut: runtime.signedOut },
    phoneChangeSeconds: options.phoneChangeSeconds,
  });
  const assets = createAssets();
  const view = createView({ folders: viewFolders, messages: withShared(identityMessages), asset: assets.url, cache: true });
  // Cookies of the sign-in pages and of oidc-provider are signed with the same keys, newest first.
  const cookieKeys = createCookieKeys(options.cookieKeys);
  const door = admitNewcomers({
    admission: createAdmission({ clock, hashing: accounts.password.load }),
    view,
    language: createLanguageChoice({ cookie: 'identity_lang', secure: options.issuer.protocol === 'https:' }),
    site: { origin: 'identity', urls: options.urls, sandbox: options.localhost },
    isInside: createHasSession({ https: options.issuer.protocol === 'https:', keys: cookieKeys }),
    metrics,
  });
  const origin = createOrigin({
    name: 'identity',
    publicUrl: options.issuer,
    trustedProxies: options.trustedProxies,
    cookieKey: hmacSha256(cookieKey, 'identity-csrf'),
    routes: [...centre.routes, ...signIn.routes],
    before: [assets.middleware, door, live.middleware],
    view,
    problemPage,
    urls: options.urls,
    sandbox: options.localhost,
    log,
    metrics,
    async ready() {
      await db.query('SELECT 1');
    },
    traceId: () => randomToken(9),
  });
  origin.keys = cookieKeys;
  return origin;
}
