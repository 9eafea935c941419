// What a running sign-in knows, and which step follows from it: facts and decisions, no page and no route.
export { addressOf, baseOf } from './addresses.ts';
export {
  amrOf,
  atLeast,
  boundBy,
  boundByRecovery,
  counted,
  levelReached,
  levels,
  proofsOf,
  type Level,
  type Proof,
  type ProofKind,
} from './assurance.ts';
export {
  InteractionEnded,
  type Bilingual,
  type EndSessions,
  type Ending,
  type Interaction,
  type InteractionError,
  type Interactions,
  type KnownBrowserCookie,
  type PortalInfo,
  type Release,
  type SessionInfo,
  type SignedIn,
  type WaysOn,
} from './contract.ts';
export { nothingElse, type Offer, type RecoveryOffer, type Step, type Subject } from './decide-step.ts';
export { amounting, isStrongest, provesAll, strongestOf, type Beyond, type Strength } from './strength.ts';
export {
  codeRefusal,
  codeSent,
  personDeclared,
  phoneConfirmed,
  phoneDeclared,
  proved,
  recoveryBegun,
  recoveryPhoneConfirmed,
  recoveryProved,
  registrationLost,
  startOver,
  type Flow,
  type PersonalData,
} from './flow.ts';
export { deleteExpiredFlows } from './flow-sql.ts';
export { canReach, levelAsked } from './level-asked.ts';
export { FlowMoved, createFlowStore, flowKey } from './flow-store.ts';
export { continuedSession, look, type Visit } from './visit.ts';
