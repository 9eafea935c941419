// Limits on trying: who is counted, under which names, and how many tries are allowed.
export type { Action, GivenBack, Try, TryLimits } from './contract.ts';
export type { LimitSubject } from './keys.ts';
export { createLimits, type Limits } from './limits.ts';
export { rateLimits } from './rate-limits.ts';
