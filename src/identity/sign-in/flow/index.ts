export { type Offer, type RecoveryOffer, type Step, type Subject } from './decide-step.ts';
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
export { continuedSession, look, type Visit } from './visit.ts';
export { addressOf, baseOf } from './addresses.ts';
export {
  InteractionEnded,
  type Bilingual,
  type EndSessions,
  type Ending,
  type Interaction,
  type Interactions,
  type Release,
} from './contract.ts';
export { FlowMoved, createFlowStore, flowKey } from './flow-store.ts';
export { atLeast, levelReached, proofsOf, type ProofKind } from './assurance.ts';
