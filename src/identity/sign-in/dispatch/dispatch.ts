import { z } from 'zod';
import type { Account, Accounts, Factors } from '#identity/accounts';
import type { AuditEvent, Events } from '#identity/events';
import type { Write, Writes } from '#identity/writes';
import type { Clock } from '#shared/clock';
import type { Sealer } from '#shared/crypto';
import type { Db, Tx } from '#shared/db';
import { allowFormTarget, redirect, route, show, type Access, type Call, type Reply, type Request, type Route } from '#shared/http';
import { Problem } from '#shared/problem';
import type { Log } from '#shared/log';
import type { Notifier } from '#shared/notify';
import {
  addressOf,
  codeRefusal,
  codeSent,
  createFlowStore,
  type EndSessions,
  type Flow,
  flowKey,
  FlowMoved,
  type Interaction,
  InteractionEnded,
  type Interactions,
  look,
  type Step,
  type Visit,
} from '#identity/sign-in/flow';
import { createOutcome, eventOf, isDone } from './outcome.ts';
import { expiredPage } from '#identity/sign-in/pages';

export interface SignInParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly accounts: Accounts;
  readonly events: Events;
  readonly writes: Writes;
  readonly notifier: Notifier;
  readonly interactions: Interactions;
  readonly endSessions: EndSessions;
  readonly log: Log;
  /** Milliseconds a step takes at least whose work depends on whether somebody has an account. */
  readonly evenMilliseconds: number;
}

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

export type At<Query = unknown, Body = unknown> = Call<Interaction, { uid: string }, Query, Body>;

export interface Dispatcher {
  readonly parts: SignInParts;
  /** The present state of the caller's flow. */
  open(call: At): Promise<Visit>;
  /** Where the browser goes for this visit: the page of its step, or back to the portal when it is done. */
  destination(call: At, visit: Visit): Promise<string>;
  /**
   * Changes the flow in one transaction with everything `change` does, and answers where to go next. When another
   * request was faster, nothing of this one remains, and the answer is where that one led. `change` may answer null:
   * what it wrote (a counted try) is kept, the flow is not changed, and null is answered, unless the flow has moved.
   * A change that writes nothing of its own is given as it is, and takes a transaction only where more than one fact is
   * written.
   */
  move(call: At, visit: Visit, change: Change | ((tx: Tx) => Promise<Change>)): Promise<string>;
  move(call: At, visit: Visit, change: (tx: Tx) => Promise<Change | null>): Promise<string | null>;
  /** Keeps a stored flow until `expiresAt`. */
  prolong(visit: Visit, expiresAt: Date): Promise<void>;
  /** Writes an audit event about this sign-in. */
  record(tx: Tx, call: At, event: Pick<AuditEvent, 'type' | 'accountId' | 'detail'>): Promise<void>;
  /** A page that is shown at the named steps; at any other the browser is sent to where its flow is. */
  page<Query = unknown>(definition: PageDefinition<Query>): Route;
  /** What a form at the named steps does; posted at any other it changes nothing and leads to where the flow is. */
  action<Body>(definition: ActionDefinition<Body>): Route;
}

interface PageDefinition<Query> {
  readonly path: string;
  readonly at: readonly Step['at'][];
  readonly query?: z.ZodType<Query>;
  show(call: At<Query>, visit: Visit): Promise<Reply> | Reply;
}

interface ActionDefinition<Body> {
  readonly path: string;
  /** Every step when absent. */
  readonly at?: readonly Step['at'][];
  readonly body: z.ZodType<Body>;
  readonly accepts?: 'form' | 'json';
  readonly elsewhere?: (to: string) => Reply;
  handle(call: At<unknown, Body>, visit: Visit): Promise<Reply>;
}

const params = z.object({ uid: z.string().regex(/^[\w-]{16,64}$/) });

/** The dispatcher: the only place that sends a browser from one step to another. */
export function createDispatcher(parts: SignInParts): Dispatcher {
  const { db, clock, accounts, events, interactions, writes } = parts;
  const flows = createFlowStore(parts);
  const outcome = createOutcome(parts);

  /** Who may call: the browser that owns a running interaction. Everybody else is told that it has ended. */
  const owner: Access<Interaction> = {
    name: 'browser of the interaction',
    async admit(request: Request) {
      const named = params.safeParse(request.koa['params']);
      const interaction = named.success ? await interactions.load(request.koa, named.data.uid) : null;
      if (interaction === null) return { instead: show(expiredPage, {}, 410) };
      request.koa.state['uiLocales'] = [...interaction.requested.uiLocales];
      allowFormTarget(request.koa, interaction.portal.redirectOrigin);
      return { principal: interaction };
    },
  };

  const open: Dispatcher['open'] = async (call) => {
    const flow = await flows.load(call.principal, clock.now());
    return look(db, { accounts, interaction: call.principal, flow, now: clock.epoch() });
  };

  const destination: Dispatcher['destination'] = async (call, visit) => {
    const { interaction, step } = visit;
    return step.at === 'done' ? outcome.tell(call, { ...visit, step }) : addressOf(interaction.uid, step.at);
  };

  const record: Dispatcher['record'] = (tx, call, event) => events.record(tx, eventOf(call, event));

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
    return { ...next, flow: await flows.save(tx, { interaction: next.interaction, flow, now: clock.now() }) };
  };

  const apply = (call: At, visit: Visit, change: (tx: Tx) => Promise<Change | null>): Promise<Visit | null> =>
    db.transaction(async (tx) => {
      const changed = await change(tx);
      if (changed === null) return null;
      if (changed.writes !== undefined) await writes.applyIn(tx, changed.writes);
      return settle(tx, call, await after(tx, visit, changed));
    });

  const attempt = async (call: At, visit: Visit, change: Change | ((tx: Tx) => Promise<Change | null>)): Promise<string | null> => {
    try {
      if (typeof change !== 'function') {
        const next = await after(db, visit, change);
        if (isDone(next) && next.flow.version === 0) return await outcome.recordAndTell(call, next, change.writes ?? []);
      }
      const moved = await apply(call, visit, typeof change === 'function' ? change : async () => change);
      if (moved !== null) return await destination(call, moved);
      const present = await open(call);
      return present.flow.version === visit.flow.version ? null : await destination(call, present);
    } catch (error) {
      // Its first page tells that it has ended.
      if (error instanceof InteractionEnded) return addressOf(visit.interaction.uid, 'credentials');
      if (!(error instanceof FlowMoved)) throw error;
      return destination(call, await open(call));
    }
  };

  return {
    parts,
    open,
    destination,
    move: attempt as Dispatcher['move'],
    record,
    prolong: (visit, expiresAt) => flows.prolong(visit.interaction, expiresAt),
    page: (definition) =>
      route({
        method: 'GET',
        path: `/sign-in/:uid${definition.path}`,
        who: owner,
        params,
        ...(definition.query === undefined ? {} : { query: definition.query }),
        async handle(call) {
          const visit = await open(call as At);
          if (!definition.at.includes(visit.step.at)) return redirect(await destination(call as At, visit));
          return definition.show(call, visit);
        },
      }),
    action: (definition) =>
      route({
        method: 'POST',
        path: `/sign-in/:uid${definition.path}`,
        who: owner,
        params,
        body: definition.body,
        accepts: definition.accepts ?? 'form',
        async handle(call) {
          const visit = await open(call as At);
          if (definition.at === undefined || definition.at.includes(visit.step.at)) return definition.handle(call, visit);
          return (definition.elsewhere ?? redirect)(await destination(call as At, visit));
        },
      }),
  };
}
