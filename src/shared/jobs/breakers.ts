import { many, maybe, one, run, type Db } from '#shared/db';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import type { LaneLimits, Ticket } from './lane.ts';
import { laneStatements } from './lane-sql.ts';
import type { LaneState } from './slots.ts';

export interface BreakerOptions {
  readonly db: Db;
  readonly schema: string;
  readonly limits: LaneLimits;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Is told what the processes know of lanes, whenever it was read. */
  readonly learned: (states: readonly LaneState[]) => void;
}

/**
 * The breakers of one queue, one a lane, in a table all processes share: what one has found out the others need not find out again, a process
 * that starts anew knows it at once, and one probe stands for all. Closed: jobs run. Open, after several failures in a row: none does, they
 * wait outside the search for work. Half-open, when the pause is over: one job is tried; if it is answered all that waited runs, else the
 * pause is doubled. A lane that answers costs no statement.
 */
export interface Breakers {
  answered(ticket: Ticket, tookMs: number): Promise<void>;
  /** The job ended without the other side being asked. */
  unasked(ticket: Ticket): Promise<void>;
  /** The other side is there, and did not take this one. */
  refused(ticket: Ticket, job: string, tookMs: number): Promise<void>;
  /** Keeps the job in the lane of retries; the lane may then be shut, and is at once where it is `hopeless`. */
  failed(ticket: Ticket, job: string, how: { readonly why: string; readonly hopeless: boolean }): Promise<void>;
  /** Reads what the others know, puts aside what waits for lanes that are shut, and sends probes. */
  look(): Promise<void>;
  /** Forgets lanes nobody waits for. */
  sweep(): Promise<void>;
}

export function createBreakers({ db, schema, limits, log, metrics, learned }: BreakerOptions): Breakers {
  const sql = laneStatements(schema);
  let states = new Map<string, LaneState>();
  const read = async (): Promise<readonly (LaneState & { readonly due: boolean })[]> => {
    const found = await many(db, sql.known, []);
    states = new Map(found.map((state) => [state.lane, state]));
    learned(found);
    return found;
  };
  const breakers: Breakers = {
    async answered({ lane, kind }, tookMs) {
      const slow = tookMs > limits.firstMs;
      const known = states.get(lane);
      if (kind !== 'probe' && (known === undefined ? !slow : known.patient && slow && known.failures === 0)) return;
      const woken = await db.transaction(async (tx) => {
        const before = await maybe(tx, sql.hold, [lane]);
        // Somebody else has let it in again.
        if (before === null && kind === 'probe') return null;
        await (slow ? run(tx, sql.patient, [lane]) : run(tx, sql.forget, [lane]));
        return before?.open === true ? (await one(tx, sql.wake, [lane])).jobs : null;
      });
      if (woken !== null) {
        metrics.event('lane.closed');
        log.warn({ schema, lane, woken }, 'the other side answers again: what waited for it runs');
      }
      await read();
    },
    async unasked({ lane, kind }) {
      if (kind === 'probe') await run(db, sql.probeAgain, [lane, limits.pauseMs]);
    },
    async refused(ticket, job, tookMs) {
      await run(db, sql.stumble, [job, ticket.lane, 0]);
      await breakers.answered(ticket, tookMs);
    },
    async failed({ lane, kind }, job, { why, hopeless }) {
      await run(db, sql.stumble, [job, lane, kind === 'probe' ? 1 : 0]);
      const weight = hopeless ? limits.failures : 1;
      const { opened } = await one(db, sql.failed, [lane, why.slice(0, 300), limits.failures, limits.pauseMs, weight]);
      if (opened) {
        metrics.event('lane.opened');
        log.error({ schema, lane, why }, 'the other side does not answer: its jobs wait until it does');
      }
      await read();
    },
    async look() {
      const found = await read();
      if (!found.some(({ open }) => open)) return;
      await run(db, sql.park, []);
      if (found.some(({ due }) => due)) await many(db, sql.probe, [limits.longestPauseMs]);
    },
    async sweep() {
      await run(db, sql.sweep, []);
    },
  };
  return breakers;
}
