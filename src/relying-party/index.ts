export type { ApiCall, ApiClient } from './api-client.ts';
export { levels, satisfies, type Level } from './assurance.ts';
export { relyingPartyMessages } from './messages/index.ts';
export type { Arrival, RelyingPartyOptions, Visitor } from './options.ts';
export { relyingPartyPages } from './pages.ts';
export { relyingPartyProblems } from './problems.ts';
export { createRelyingParty, type RelyingParty } from './relying-party.ts';
export type { Person } from './sessions.ts';
export type { Caller, TokenDemand } from './token-guard.ts';
