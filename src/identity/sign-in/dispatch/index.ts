// The dispatcher: the only place that sends a browser from one step to another, and the only way a flow changes or ends.
export { createDispatcher, type Dispatcher } from './dispatch.ts';
export type { Change } from './move.ts';
export type { At, SignInParts } from './parts.ts';
