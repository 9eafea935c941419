import type { Tx } from '#shared/db';
import type { AuditEvent } from '#identity/events';
import type { Write } from '#identity/writes';
import { continuedSession, type Ending, levelReached, proofsOf, type Step, type Visit } from '#identity/sign-in/flow';
import type { At, SignInParts } from './parts.ts';

type Done = Visit & { step: Extract<Step, { at: 'done' }> };
export const isDone = (visit: Visit): visit is Done => visit.step.at === 'done';

/** An audit event about this sign-in. */
export const eventOf = (call: At, event: Pick<AuditEvent, 'type' | 'accountId' | 'detail'>): AuditEvent => ({
  actor: event.accountId ?? 'visitor',
  clientId: call.principal.portal.id,
  ip: call.ip,
  traceId: call.traceId,
  ...event,
});

/** How a sign-in ends: its audit event, and what the provider is told. */
export interface Outcome {
  record(tx: Tx, call: At, done: Done): Promise<void>;
  /** Tells the provider, and answers where the browser goes. */
  tell(call: At, done: Done): Promise<string>;
  /** Both, for a sign-in that was never stored; with what comes beside it they are one list of writes. */
  recordAndTell(call: At, done: Done, beside: readonly Write[]): Promise<string>;
}

export function createOutcome({ accounts, clock, events, interactions, knownBrowser, writes }: SignInParts): Outcome {
  const succeeded = (call: At, { interaction, step, subject }: Done): AuditEvent =>
    eventOf(call, {
      type: 'sign-in.succeeded',
      accountId: subject?.account.id ?? null,
      detail: { level: interaction.requested.level, amr: step.amr },
    });
  /**
   * The browser is known from now on, unless others use it too. More than one proof, or a passkey, is stronger than any secret that
   * strangers may have guessed at: what they failed at is forgotten.
   */
  const end = async (call: At, { interaction, flow, subject, step }: Done): Promise<Ending & { readonly beside: readonly Write[] }> => {
    if (subject === null) throw new Error('a sign-in is done for nobody');
    const session = continuedSession(interaction, flow);
    const remember = !flow.sharedComputer && !(session?.accountId === subject.account.id && !session.remember);
    if (remember) knownBrowser.write(call.koa, accounts.limits.remember(knownBrowser.read(call.koa), subject.account));
    const proofs = proofsOf(step.amr, step.authTime);
    const strong = proofs.length > 1 || proofs.some(({ kind }) => kind === 'passkey');
    const ending = await interactions.finish(call.koa, interaction.uid, {
      accountId: subject.account.id,
      level: levelReached(subject.account.identityLevel, proofs, clock.epoch()) ?? 'LoA1',
      amr: step.amr,
      authTime: step.authTime,
      remember,
    });
    return { ...ending, beside: strong ? [accounts.limits.provedStrongly(subject.account)] : [] };
  };
  return {
    record: (tx, call, done) => events.record(tx, succeeded(call, done)),
    async tell(call, done) {
      const { to, write, beside } = await end(call, done);
      await writes.apply([...beside, write]);
      return to;
    },
    async recordAndTell(call, done, beside) {
      const { to, write, beside: forgotten } = await end(call, done);
      const event = events.prepare(succeeded(call, done));
      await writes.apply([...beside, ...forgotten, event.write, write]);
      event.written();
      return to;
    },
  };
}
