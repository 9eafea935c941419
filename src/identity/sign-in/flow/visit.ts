import type { Tx } from '#shared/db';
import type { Account, Accounts, Factors } from '#identity/accounts';
import { proofsOf, type Level, type Proof } from './assurance.ts';
import type { Interaction } from './contract.ts';
import { decideStep, type Step, type Subject } from './decide-step.ts';
import type { Flow } from './flow.ts';
import { canReach, levelAsked } from './level-asked.ts';

/** One look at a running sign-in: what is asked, what is known, and the step that follows from both. */
export interface Visit {
  readonly interaction: Interaction;
  readonly flow: Flow;
  readonly subject: Subject | null;
  readonly step: Step;
}

/** Reads the account the flow is about and decides the step. What the caller has just read (`known`) is not read again. */
export async function look(
  tx: Tx,
  input: {
    accounts: Accounts;
    interaction: Interaction;
    flow: Flow;
    now: number;
    known?: { readonly account?: Account | undefined; readonly factors?: Factors | undefined };
  },
): Promise<Visit> {
  const { flow, now } = input;
  const id = subjectId(input.interaction, flow);
  const known = id !== null && input.known?.account?.id === id ? input.known : undefined;
  const account = id === null ? null : (known?.account ?? (await input.accounts.find(tx, id)));
  const subject = account === null ? null : { account, factors: known?.factors ?? (await input.accounts.factors(tx, account.id)) };
  const interaction = resolved(input.interaction, (level) => subject === null || canReach(level, subject, now));
  const request = {
    consent: interaction.prompt === 'consent',
    level: interaction.requested.level,
    beyond: interaction.requested.beyond,
    sessionProofs: account === null ? [] : sessionProofs({ interaction, flow, accountId: account.id, now }),
    now,
  };
  return { interaction, flow, subject, step: decideStep(flow, request, flow.wary === true ? cautious(subject) : subject) };
}

/** The sign-in, asking for the level that this account is to reach. */
function resolved(interaction: Interaction, reachable: (level: Level) => boolean): Interaction {
  const { requested } = interaction;
  return { ...interaction, requested: { ...requested, level: levelAsked(requested, reachable) } };
}

/** A password from a browser nobody knows is followed by a code as if the person had chosen that, where there is a phone to send it to and no app. */
const cautious = (subject: Subject | null): Subject | null =>
  subject === null || subject.factors.totp || subject.account.phone === ''
    ? subject
    : { ...subject, factors: { ...subject.factors, sms: true } };

/** Whom the flow is about: who has proved something, else who is being recovered, else who is signed in. */
function subjectId(interaction: Interaction, flow: Flow): string | null {
  if (flow.journey === 'recover') return flow.recovery?.accountId ?? null;
  return flow.accountId ?? continuedSession(interaction, flow)?.accountId ?? null;
}

/** The session this sign-in builds on; none after "not you?". */
export const continuedSession = (interaction: Interaction, flow: Flow): Interaction['session'] =>
  flow.ignoreSession ? null : interaction.session;

function sessionProofs(input: { interaction: Interaction; flow: Flow; accountId: string; now: number }): readonly Proof[] {
  const { requested } = input.interaction;
  const session = continuedSession(input.interaction, input.flow);
  if (session === null || session.accountId !== input.accountId || requested.mustAuthenticateAgain) return [];
  if (requested.maxAge !== undefined && input.now - session.authTime > requested.maxAge) return [];
  return proofsOf(session.amr, session.authTime);
}
