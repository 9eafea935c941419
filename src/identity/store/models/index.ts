// oidc-provider's models in their tables: one file each, and what they share.
// Knows rows, requests and writes; `createModels` is the way in for the provider, the other functions for everybody else.
export { createModels } from './models.ts';
export { findGrantId, installGrantMerge, revokeGrants } from './grant.ts';
export { installReplayClaim } from './replay.ts';
export { finishSignIn, flowOf, isOf, rebind } from './interaction.ts';
export { endSession, endSessionsOf } from './session-end.ts';
export { annotate, sessionsOf } from './session-list.ts';
export { expireGrants } from './grant-sql.ts';
export { expiredSessions } from './session-sql.ts';
export {
  accessToken,
  authorizationCode,
  clientCredentials,
  interaction,
  pushedRequest,
  refreshToken,
  replayDetection,
} from './token-sql.ts';
export type {
  Browser,
  EndedSession,
  EndReason,
  Logout,
  ModelParts,
  Race,
  SessionSummary,
  StoredFlow,
  StoredInteraction,
  StoreOptions,
} from './contract.ts';
