export { createStore } from './store.ts';
export type { Browser, EndedSession, EndReason, Logout, Race, SessionSummary, Store, StoreOptions } from './contract.ts';
