// What the store's tables hold and how a row is found: by the SHA-256 of a value only its bearer knows.
// Below everything else in the store; knows no request and no model.
export { handleOf, isPlausible, keyOf, openUnder, sealUnder, storable } from './identifiers.ts';
export { lookUp } from './lookup.ts';
export {
  clientEntries,
  companionColumns,
  companionJoins,
  companionRow,
  foundRow,
  keys,
  payloadColumn,
  sealedRow,
  sessionRow,
  type ClientEntry,
  type CompanionRow,
  type Payload,
  type SealedRow,
  type SessionRow,
} from './rows.ts';
