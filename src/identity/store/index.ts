export { createStore } from './store.ts';
export type { Store } from './contract.ts';
export type { EndedSession, Logout, Race, SessionSummary, StoreOptions } from '#identity/store/models';
export { createRequestMemory, type RequestMemory, type RequestingBrowser } from '#identity/store/request';
