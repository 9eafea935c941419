import type { Adapter } from 'oidc-provider';
import { createWrites } from '#identity/writes';
import { completeAdapter } from './adapter.ts';
import { createAnyToken } from './any-token.ts';
import { deleteExpired } from './clean-up.ts';
import { createCompanions } from './companions.ts';
import type { Store, StoreOptions } from './contract.ts';
import { findGrantId, grantAdapter, installGrantMerge, revokeGrants } from './grant.ts';
import { isPlausible } from './identifiers.ts';
import { createHeldProvider } from './held-provider.ts';
import { createHeldWrites } from './held-writes.ts';
import { refreshTokenAdapter } from './refresh.ts';
import { installReplayClaim, replayAdapter } from './replay.ts';
import { createSignIns, interactionAdapter } from './interaction.ts';
import { pushedRequestAdapter } from './sealed-adapter.ts';
import { sessionAdapter } from './session.ts';
import { annotate, endSession, endSessionsOf, sessionsFor } from './session-end.ts';
import { aloneWrites, clientCredentialsAdapter, codeWrites, deviceCodeAdapter, singleUseAdapter, tokenAdapter } from './token-adapter.ts';
import { authorizationCode, backchannelRequest, deviceCode } from './token-sql.ts';

/** The PostgreSQL store of one oidc-provider. See the module's README for what it guarantees. */
export function createStore(options: StoreOptions): Store {
  const companions = createCompanions();
  const writes = options.writes ?? createWrites(options);
  const held = createHeldWrites(writes);
  const signIns = createSignIns();
  const any = createAnyToken(options, companions);
  const adapters: Readonly<Record<string, Adapter>> = {
    AuthorizationCode: singleUseAdapter(options, companions, 'AuthorizationCode', authorizationCode, codeWrites(options, held)),
    AccessToken: tokenAdapter(options, companions, held, any),
    RefreshToken: refreshTokenAdapter(options, companions, held, any),
    ClientCredentials: clientCredentialsAdapter(options, held, any),
    DeviceCode: deviceCodeAdapter(options, companions, deviceCode),
    BackchannelAuthenticationRequest: singleUseAdapter(
      options,
      companions,
      'BackchannelAuthenticationRequest',
      backchannelRequest,
      aloneWrites(options, backchannelRequest),
    ),
    PushedAuthorizationRequest: pushedRequestAdapter(options, companions, held),
    ReplayDetection: replayAdapter(options, held),
    Interaction: interactionAdapter(options, signIns),
    Session: sessionAdapter(options, companions, { held, writes }),
    Grant: grantAdapter(options, companions, held),
    Client: clientAdapter(options),
  };
  const adapter = (name: string): Adapter => {
    const found = adapters[name];
    if (found === undefined) throw new Error(`the store has no ${name}`);
    return found;
  };
  return {
    adapter,
    createProvider(issuer, configuration) {
      const provider = createHeldProvider(held, issuer, { ...configuration, adapter });
      installReplayClaim(options, held, provider);
      installGrantMerge(provider);
      return provider;
    },
    readSignIn: signIns.read,
    holdSignIn: signIns.hold,
    findGrantId: findGrantId(options, companions),
    revokeGrants,
    endSession: (tx, input) => endSession(options, tx, input),
    endSessionsOf: endSessionsOf(options),
    listSessions: sessionsFor(options),
    annotateSession: annotate,
    deleteExpired: deleteExpired(options),
  };
}

/** Clients belong to the registry; the provider only reads them. */
function clientAdapter(options: StoreOptions): Adapter {
  return completeAdapter('Client', {
    find: async (id) => (isPlausible(id) ? ((await options.findClient(id)) as Record<string, unknown> | undefined) : undefined),
  });
}
