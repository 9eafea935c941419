// The ground of every page of the account centre: who may enter, what each page has around it, and how a change is made.
export { createChange, type ChangeTerms, type MakeChange } from './change.ts';
export { doneQuery, frameOf, sampleFrame, type Frame, type Signed } from './frame.ts';
export { createGate, strongerPage, type Gate } from './gate.ts';
export { messages, type GateMessages } from './messages/index.ts';
export type { AccountCentreParts } from './parts.ts';
export { strongestOf } from './strength.ts';
