export { createClientCache, type ClientCache } from './cache.ts';
export { createClients, type ClientView, type Clients, type CreatedClient } from './clients.ts';
export type { ChangedClient } from './client-update.ts';
export type { ClientRow, ResourceRow } from './client-sql.ts';
export { keySetAtAddress } from './key-set-address.ts';
export { RegistrationRefused, judgeRegistration } from './registration.ts';
export { claimsByScope, defaultGrant, identityScopes, type ScopeGrant } from './scopes.ts';
