// The ground of every page of the account centre: who may enter, what each page has around it, and how a change is made.
export { carriedBy, type Carries, sampleCarries } from './carries.ts';
export { createChange, type ChangeTerms, type Ground, type MakeChange } from './change.ts';
export { doneQuery, frameOf, sampleFrame, type Frame, type Signed } from './frame.ts';
export { createGate, strongerPage, type Gate } from './gate.ts';
export { messages, type GateMessages } from './messages/index.ts';
export type { AccountCentreParts } from './parts.ts';
export { standingOf, type Standing } from './strength.ts';
