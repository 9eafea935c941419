import type { Tx } from '#shared/db';
import { Problem } from '#shared/problem';
import type { Account, Factors } from '#identity/accounts';
import type { Write } from '#identity/writes';
import {
  InteractionEnded,
  FlowMoved,
  addressOf,
  codeRefusal,
  codeSent,
  flowKey,
  look,
  type Flow,
  type Visit,
  type createFlowStore,
} from '#identity/sign-in/flow';
import { isDone, type Outcome } from './outcome.ts';
import type { At, SignInParts } from './parts.ts';

/**
 * A change of a flow: the flow as it is to be, and the account it is now about where that was just read; with its factors
 * only when nothing has changed them since.
 */
export interface Change {
  readonly flow: Flow;
  readonly account?: Account;
  readonly factors?: Factors;
  /** What is written with it. */
  readonly writes?: readonly Write[];
}

/** What moving works with, beside the parts: where flows are kept, how a sign-in ends, and where a visit stands now. */
interface Ways {
  readonly flows: ReturnType<typeof createFlowStore>;
  readonly outcome: Outcome;
  open(call: At): Promise<Visit>;
  destination(call: At, visit: Visit): Promise<string>;
}

export type Move = (call: At, visit: Visit, change: Change | ((tx: Tx) => Promise<Change | null>)) => Promise<string | null>;

/** The one way a flow changes; `Dispatcher.move` says what it guarantees. */
export function createMove(parts: SignInParts, { flows, outcome, open, destination }: Ways): Move {
  const { db, clock, accounts, interactions, writes } = parts;

  /** The only second factor is a code by SMS: it is sent at once, unless too many were. */
  const sendOnlyCode = async (tx: Tx, visit: Visit): Promise<Flow> => {
    const { flow, step, subject, interaction } = visit;
    const only = step.at === 'second-factor' && step.offers.length === 1 && step.offers[0] === 'sms';
    if (!only || subject === null || flow.codes.lastAt !== null || codeRefusal(flow, clock.epoch()) !== null) return flow;
    const { phone, language } = subject.account;
    try {
      await accounts.sms.sendCode(tx, { purpose: 'sign-in', subject: flowKey(interaction.uid), phone, language });
      return codeSent(flow, clock.epoch());
    } catch (error) {
      if (error instanceof Problem && error.code === 'limit.exceeded') return flow;
      throw error;
    }
  };

  const after = (tx: Tx, visit: Visit, { flow, ...known }: Change): Promise<Visit> =>
    look(tx, { accounts, interaction: visit.interaction, flow, now: clock.epoch(), known });

  /** Writes what `next` is. A sign-in that begins and ends in one request is never stored. */
  const settle = async (tx: Tx, call: At, next: Visit): Promise<Visit> => {
    if (isDone(next)) {
      await outcome.record(tx, call, next);
      if (next.flow.version === 0) return next;
    }
    const flow = await sendOnlyCode(tx, next);
    if (!(await interactions.goOn(tx, call.koa, next.interaction.uid))) throw new FlowMoved();
    return { ...next, flow: await flows.save(tx, { interaction: next.interaction, flow, now: clock.now() }) };
  };

  const apply = (call: At, visit: Visit, change: (tx: Tx) => Promise<Change | null>): Promise<Visit | null> =>
    db.transaction(async (tx) => {
      const changed = await change(tx);
      if (changed === null) return null;
      if (changed.writes !== undefined) await writes.applyIn(tx, changed.writes);
      return settle(tx, call, await after(tx, visit, changed));
    });

  return async (call, visit, change) => {
    // Its first page leads to where it is by now, but only the browser that it still belongs to; or it tells that it has ended.
    const front = addressOf(visit.interaction.uid, 'credentials');
    try {
      if (typeof change !== 'function') {
        const next = await after(db, visit, change);
        if (isDone(next) && next.flow.version === 0) return await outcome.recordAndTell(call, next, change.writes ?? []);
      }
      const moved = await apply(call, visit, typeof change === 'function' ? change : async () => change);
      if (moved !== null) return await destination(call, moved);
      const present = await open(call);
      return present.flow.version === visit.flow.version ? null : front;
    } catch (error) {
      if (error instanceof InteractionEnded || error instanceof FlowMoved) return front;
      throw error;
    }
  };
}
