// Limits on trying: who is counted, under which names, how many tries are allowed, and which browsers are known.
export { ALONE_CHARACTERS, WARY } from './budgets.ts';
export type { Action, GivenBack, Try, TryLimits } from './contract.ts';
export { createLimits, type Limits } from './limits.ts';
export { rateLimits } from './rate-limits.ts';
