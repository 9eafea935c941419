import {
  annotate,
  createModels,
  endSession,
  endSessionsOf,
  findGrantId,
  finishSignIn,
  flowOf,
  installGrantMerge,
  installReplayClaim,
  isOf,
  rebind,
  revokeGrants,
  sessionsOf,
  type ModelParts,
  type StoreOptions,
} from '#identity/store/models';
import { createAnyToken, createCompanions, createHeldWrites, createRequestMemory, createVisits } from '#identity/store/request';
import { createWrites } from '#identity/writes';
import { deleteExpired } from './clean-up.ts';
import type { Store } from './contract.ts';

/** The PostgreSQL store of one oidc-provider. See the module's README for what it guarantees. */
export function createStore(options: StoreOptions): Store {
  const writes = options.writes ?? createWrites(options);
  const memory = options.memory ?? createRequestMemory();
  const companions = createCompanions(memory);
  const held = createHeldWrites(writes, memory);
  const anyToken = createAnyToken(options.db, memory, companions);
  const visits = createVisits(options, companions);
  const parts: ModelParts = { ...options, writes, memory, companions, held, anyToken, visits };
  const adapter = createModels(parts);
  return {
    adapter,
    createProvider(issuer, configuration) {
      const provider = held.createProvider(issuer, { ...configuration, adapter });
      installReplayClaim(parts, provider);
      installGrantMerge(provider);
      return provider;
    },
    flowOf,
    isOf,
    rebind,
    finishSignIn: finishSignIn(parts),
    findGrantId: findGrantId(parts),
    revokeGrants,
    endSession: (tx, input) => endSession(options, tx, input),
    endSessionsOf: (tx, input) => endSessionsOf(options, tx, input),
    listSessions: (tx, accountId) => sessionsOf(options, tx, accountId),
    annotateSession: annotate,
    deleteExpired: deleteExpired(options),
  };
}
