import { FIRST, firstOf, INNER, RETRY, retryOf, ticketOf, VENDOR_SHARE, type LaneLimits, type Ticket } from './lane.ts';

/** What the processes know together of a lane that gave trouble. */
export interface LaneState {
  readonly lane: string;
  readonly failures: number;
  readonly patient: boolean;
  readonly open: boolean;
}

/** A first try that has gone on for so long gives way when others wait for a slot, unless its lane has answered somebody lately. */
const GIVES_WAY_MS = 500;
const LATELY_MS = 1500;

/** Why a try was broken off that hung while others waited: there is no time to find out three times. */
export class GaveWay extends Error {
  override readonly name = 'GaveWay';
}

interface Running {
  readonly ticket: Ticket | null;
  readonly inner: boolean;
  readonly began: number;
  /** Set by a task that can be broken off. */
  breakOff: ((why: Error) => void) | null;
}

export interface Slots {
  /**
   * What may not be begun now: lanes that are full or whose breaker is open, and kinds of tries that have no slot left. Whoever asks has the
   * turn until `claimed` or `nothing` is called, so that no two searches for work count the same free slot.
   */
  forbidden(): Promise<string[]>;
  claimed(job: { readonly id: string; readonly flags: object | null }): void;
  nothing(): void;
  ended(id: string): void;
  /** The other side has answered: it is slow at most, and does not hang. */
  answered(lane: string): void;
  /** How long a job is waited for. */
  patience(ticket: Ticket): number;
  /** Lets `makeRoom` break a try off. */
  mayBreakOff(id: string, how: (why: Error) => void): void;
  /** Breaks off first tries that hang while others wait for a slot. */
  makeRoom(): void;
  /** Told what is known of lanes; answers what it was told last. */
  learn(states: readonly LaneState[]): void;
  known(lane: string): LaneState | undefined;
}

/**
 * The slots of one process: who may be begun. A job that may not is left in the queue and takes none, so a lane that hangs has its own few
 * slots and nobody else's; and where so many lanes hang that all slots of first tries are taken, those give way to whoever waits.
 */
export function createSlots(limits: LaneLimits & { readonly inner: number }): Slots {
  const running = new Map<string, Running>();
  let states: ReadonlyMap<string, LaneState> = new Map();
  const answers = new Map<string, number>();
  let turn: Promise<void> = Promise.resolve();
  let endTurn = (): void => undefined;
  let wanted = false;

  const room = (lane: string): number => {
    const wide = lane.startsWith('vendor:') ? VENDOR_SHARE : 1;
    const all = Math.min(limits.laneSlots * wide, Math.max(1, Math.floor((limits.slots * 3) / 8)));
    // Whoever has just failed is asked by few.
    return (states.get(lane)?.failures ?? 0) > 0 ? Math.ceil(all / 4) : all;
  };
  const forbiddenNow = (): string[] => {
    const first = new Map<string, number>();
    const retry = new Map<string, number>();
    let [firsts, retries, inner] = [0, 0, 0];
    for (const { ticket, inner: within } of running.values()) {
      if (within) inner += 1;
      if (ticket?.kind === 'first') {
        firsts += 1;
        first.set(ticket.lane, (first.get(ticket.lane) ?? 0) + 1);
      } else if (ticket !== null) {
        retries += 1;
        retry.set(ticket.lane, (retry.get(ticket.lane) ?? 0) + 1);
      }
    }
    const full = firsts >= limits.slots;
    wanted ||= full;
    const perLane = Math.max(1, Math.floor(limits.retrySlots / 4));
    return [
      ...(inner >= limits.inner ? [INNER] : []),
      ...(full ? [FIRST] : []),
      ...(retries >= limits.retrySlots ? [RETRY] : []),
      ...[...first].flatMap(([lane, count]) => (count >= room(lane) ? [firstOf(lane)] : [])),
      ...[...retry].flatMap(([lane, count]) => (count >= perLane ? [retryOf(lane)] : [])),
      ...[...states.values()].flatMap(({ lane, open }) => (open ? [firstOf(lane), retryOf(lane)] : [])),
    ];
  };

  return {
    async forbidden() {
      const before = turn;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      turn = promise;
      await before;
      endTurn = () => {
        resolve(undefined);
      };
      return forbiddenNow();
    },
    claimed({ id, flags }) {
      const inner = flags !== null && INNER in flags;
      running.set(id, { ticket: ticketOf(flags), inner, began: performance.now(), breakOff: null });
      endTurn();
    },
    nothing() {
      endTurn();
    },
    ended(id) {
      running.delete(id);
    },
    answered(lane) {
      answers.set(lane, performance.now());
    },
    patience: ({ lane, kind }) => (kind === 'first' && states.get(lane)?.patient !== true ? limits.firstMs : limits.retryMs),
    mayBreakOff(id, how) {
      const one = running.get(id);
      if (one !== undefined) one.breakOff = how;
    },
    makeRoom() {
      const firsts = [...running.values()].filter(({ ticket }) => ticket?.kind === 'first');
      if (firsts.length < limits.slots) wanted = false;
      if (!wanted) return;
      const now = performance.now();
      for (const [lane, at] of answers) if (at <= now - LATELY_MS) answers.delete(lane);
      for (const { ticket, began, breakOff } of firsts) {
        if (began <= now - GIVES_WAY_MS && !answers.has(ticket?.lane ?? '')) breakOff?.(new GaveWay('no answer while others were waiting'));
      }
    },
    learn(found) {
      states = new Map(found.map((state) => [state.lane, state]));
    },
    known: (lane) => states.get(lane),
  };
}
