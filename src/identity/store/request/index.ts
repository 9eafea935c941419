// What belongs to one request and ends with it: its memory, the writes it holds, what was read ahead for it.
// Knows rows and writes; the models use it.
export { createAnyToken, type AnyToken } from './any-token.ts';
export { createCompanions, type Companions } from './companions.ts';
export { createHeldWrites, type HeldWrites } from './held-writes.ts';
export { createRequestMemory, currentRoute, runningRequest, type RequestMemory, type RequestingBrowser } from './memory.ts';
export { createVisits, type Visits } from './visits.ts';
