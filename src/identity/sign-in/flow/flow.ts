import { z } from 'zod';
import type { Bound } from '#identity/accounts';
import { proofKinds, type ProofKind } from './assurance.ts';

/**
 * Everything a running sign-in knows. Facts only, never "the page we are on": which step comes next is decided from
 * these facts each time (decide-step.ts), so no request can move a flow forward by naming a step.
 */
export const flowState = z.strictObject({
  journey: z.enum(['sign-in', 'register', 'recover']),
  /** Whose proofs are collected below; set only together with a first proof. */
  accountId: z.uuid().nullable(),
  /** What a passkey was bound at is known only here; of the others it is looked up each time. */
  proofs: z
    .array(z.strictObject({ kind: z.enum(proofKinds), at: z.int(), bound: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(1) }))
    .max(8),
  sharedComputer: z.boolean(),
  /** The password alone is not enough from this browser, whatever the portal asks for; absent from flows of earlier versions. */
  wary: z.boolean().optional(),
  /** The person said "not you?": the session in this browser is not continued. */
  ignoreSession: z.boolean(),
  /** Codes sent by SMS in this flow, over all journeys; `lastAt` belongs to the present one. */
  codes: z.strictObject({ sent: z.int(), lastAt: z.int().nullable() }),
  registration: z
    .strictObject({
      /** The number or phone belongs to somebody: no code was sent and none will ever be right. */
      taken: z.boolean(),
      phoneConfirmed: z.boolean(),
      /** The id the account will have, so that a passkey can be bound to it before it exists. */
      newAccountId: z.uuid(),
    })
    .nullable(),
  recovery: z
    .strictObject({
      /** Null when nobody has the identifier: the pages stay the same, and no code will ever be right. */
      accountId: z.uuid().nullable(),
      /** How tries of codes are counted, which tells nothing about whether there is an account; absent from flows of earlier versions. */
      subject: z.string().optional(),
      phoneConfirmed: z.boolean(),
      proof: z.enum(['otp', 'recovery', 'birth-date']).nullable(),
    })
    .nullable(),
});
export type FlowState = z.infer<typeof flowState>;

/** Personal data of somebody who has no account yet; stored sealed. */
export const personalData = z.strictObject({
  person: z.strictObject({ citizenNumber: z.string(), name: z.string(), birthDate: z.string() }),
  phone: z.string().nullable(),
});
export type PersonalData = z.infer<typeof personalData>;

export interface Flow extends FlowState {
  /** Version of the stored row; 0 while there is none. */
  readonly version: number;
  readonly personal: PersonalData | null;
}

/** At most this many SMS codes in one flow (what one number may get in ten minutes), and this many seconds between two. */
export const MOST_CODES = 3;
export const BETWEEN_CODES = 60;

export function freshFlow(journey: 'sign-in' | 'register'): Flow {
  return {
    version: 0,
    personal: null,
    journey,
    accountId: null,
    proofs: [],
    sharedComputer: false,
    ignoreSession: false,
    codes: { sent: 0, lastAt: null },
    registration: null,
    recovery: null,
  };
}

/** Back to the sign-in page; forgets everything but the number of codes sent. */
export function startOver(flow: Flow, choice: { ignoreSession: boolean }): Flow {
  return {
    ...freshFlow('sign-in'),
    version: flow.version,
    codes: { sent: flow.codes.sent, lastAt: null },
    ignoreSession: flow.ignoreSession || choice.ignoreSession,
  };
}

/** A passkey says what it was bound at. */
type NewProof = { readonly accountId: string; readonly at: number } & (
  { readonly kind: Exclude<ProofKind, 'passkey'> } | { readonly kind: 'passkey'; readonly bound: Bound }
);

/** Adds a proof of `accountId`. Proofs of another account are dropped: they are never added together. */
export function proved(flow: Flow, proof: NewProof): Flow {
  const kept = flow.accountId === proof.accountId ? flow.proofs.filter((known) => known.kind !== proof.kind) : [];
  return {
    ...flow,
    journey: 'sign-in',
    accountId: proof.accountId,
    proofs: [...kept, { kind: proof.kind, at: proof.at, bound: proof.kind === 'passkey' ? proof.bound : 3 }],
    personal: null,
    registration: null,
    recovery: null,
  };
}

export const codeSent = (flow: Flow, at: number): Flow => ({ ...flow, codes: { sent: flow.codes.sent + 1, lastAt: at } });

/** Why no code may be sent now, or null; `wait` in seconds. */
export function codeRefusal(flow: Flow, now: number): { readonly wait: number } | 'no-more' | null {
  if (flow.codes.sent >= MOST_CODES) return 'no-more';
  const wait = flow.codes.lastAt === null ? 0 : flow.codes.lastAt + BETWEEN_CODES - now;
  return wait > 0 ? { wait } : null;
}

/** The data of the first registration page; whatever came after it has to be proved again. */
export function personDeclared(flow: Flow, input: { person: PersonalData['person']; newAccountId: string }): Flow {
  return {
    ...startOver(flow, { ignoreSession: false }),
    journey: 'register',
    personal: { person: input.person, phone: null },
    registration: { taken: false, phoneConfirmed: false, newAccountId: input.newAccountId },
  };
}

export function phoneDeclared(flow: Flow, input: { phone: string; taken: boolean }): Flow {
  if (flow.personal === null || flow.registration === null) throw new Error('a phone was declared before the person');
  return {
    ...flow,
    personal: { ...flow.personal, phone: input.phone },
    registration: { ...flow.registration, taken: input.taken, phoneConfirmed: false },
  };
}

/** The code sent to the declared phone was right. Impossible for a number that belongs to somebody. */
export function phoneConfirmed(flow: Flow): Flow {
  if (flow.registration === null || flow.registration.taken || flow.personal?.phone == null) throw new Error('no phone to confirm');
  return { ...flow, registration: { ...flow.registration, phoneConfirmed: true } };
}

/** Somebody else took the number or the phone meanwhile: back to waiting for a code that will not come. */
export function registrationLost(flow: Flow): Flow {
  if (flow.registration === null) throw new Error('no registration to lose');
  return { ...flow, registration: { ...flow.registration, taken: true, phoneConfirmed: false } };
}

export function recoveryBegun(flow: Flow, whom: { accountId: string | null; subject: string }): Flow {
  return { ...startOver(flow, { ignoreSession: false }), journey: 'recover', recovery: { ...whom, phoneConfirmed: false, proof: null } };
}

export function recoveryPhoneConfirmed(flow: Flow): Flow {
  if (flow.recovery === null || flow.recovery.accountId === null) throw new Error('nobody to recover');
  return { ...flow, recovery: { ...flow.recovery, phoneConfirmed: true } };
}

export function recoveryProved(flow: Flow, proof: 'otp' | 'recovery' | 'birth-date'): Flow {
  if (flow.recovery === null || !flow.recovery.phoneConfirmed) throw new Error('the phone comes first');
  return { ...flow, recovery: { ...flow.recovery, proof } };
}
