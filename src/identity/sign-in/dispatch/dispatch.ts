import { z } from 'zod';
import type { Tx } from '#shared/db';
import { allowFormTarget, redirect, route, show, type Access, type Reply, type Request, type Route } from '#shared/http';
import type { AuditEvent } from '#identity/events';
import { addressOf, createFlowStore, look, type Interaction, type Step, type Visit } from '#identity/sign-in/flow';
import { expiredPage } from '#identity/sign-in/pages';
import { paused } from './paused.ts';
import { createMove, type Change } from './move.ts';
import { createOutcome, eventOf } from './outcome.ts';
import type { At, SignInParts } from './parts.ts';

export interface Dispatcher {
  readonly parts: SignInParts;
  /** The present state of the caller's flow. */
  open(call: At): Promise<Visit>;
  /** Where the browser goes for this visit: the page of its step, or back to the portal when it is done. */
  destination(call: At, visit: Visit): Promise<string>;
  /**
   * Changes the flow in one transaction with everything `change` does, and answers where to go next. When another
   * request was faster, nothing of this one remains, and the answer leads to where that one went, if it was this browser's. `change` may answer null:
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
  const { db, clock, accounts, events, interactions } = parts;
  const flows = createFlowStore(parts);
  const outcome = createOutcome(parts);

  /** Who may call: the browser that owns a running interaction. Everybody else is told that it has ended. */
  const owner: Access<Interaction> = {
    name: 'browser of the interaction',
    async admit(request: Request) {
      const named = params.safeParse(request.koa['params']);
      const interaction = named.success ? await interactions.load(request.koa, named.data.uid) : null;
      if (interaction === null) {
        const ways = await interactions.waysOn(request.koa, named.success ? named.data.uid : '');
        return { instead: show(expiredPage, { ways }, 410) };
      }
      // A form sent twice, or the back button: the answer is there and leads on.
      if (typeof interaction.answered === 'string' && request.koa.method === 'GET') return { instead: redirect(interaction.answered) };
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

  return {
    parts,
    open,
    destination,
    move: createMove(parts, { flows, outcome, open, destination }) as Dispatcher['move'],
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
          return paused(() => definition.show(call, visit), { call: call as At, visit, clock });
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
          const here = definition.at === undefined || definition.at.includes(visit.step.at);
          if (here && definition.accepts === 'json') return definition.handle(call, visit);
          if (here) return paused(() => definition.handle(call, visit), { call: call as At, visit, clock });
          return (definition.elsewhere ?? redirect)(await destination(call as At, visit));
        },
      }),
  };
}
