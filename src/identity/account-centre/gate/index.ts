export { doneQuery, frameOf, sampleFrame, type Frame, type Signed } from './frame.ts';
export { type Gate } from './gate.ts';
export { type AccountCentreParts } from './parts.ts';
export { type ChangeTerms, type MakeChange } from './change.ts';
