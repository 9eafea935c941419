import type { Log } from '#shared/log';
import type { Breakers } from './breakers.ts';
import type { Attempt, Task } from './jobs.ts';
import { NotTaken, ticketOf, type Ticket } from './lane.ts';
import { GaveWay, type Slots } from './slots.ts';

/** What graphile-worker tells a task of its job. */
export interface JobHelpers {
  readonly job: { readonly id: string; readonly flags: object | null; readonly attempts: number; readonly max_attempts: number };
  readonly abortSignal: AbortSignal;
}

/**
 * Does a job in its lane: its signal is aborted when it has been waited for long enough, and the outcome is told to the breaker of the lane.
 * A task that does not heed the signal keeps its slot until it ends, and no other than one of its lane's.
 */
export function inLane(task: Task, { slots, breakers, log }: { slots: Slots; breakers: Breakers; log: Log }) {
  const work = async (payload: unknown, helpers: JobHelpers, ticket: Ticket): Promise<void> => {
    const { job, abortSignal } = helpers;
    const tell = (telling: Promise<void>): Promise<void> =>
      telling.catch((error: unknown) => {
        log.warn({ err: error, lane: ticket.lane }, 'could not note how a lane did');
      });
    const patience = slots.patience(ticket);
    const given = new AbortController();
    const breakOff = (why: unknown): void => {
      given.abort(why);
    };
    const stopping = (): void => {
      breakOff(abortSignal.reason);
    };
    const late = setTimeout(() => {
      breakOff(new Error(`no answer within ${patience / 1000} s`));
    }, patience);
    abortSignal.addEventListener('abort', stopping, { once: true });
    slots.mayBreakOff(job.id, breakOff);
    const began = performance.now();
    try {
      let asked = true;
      const unasked = (): void => {
        asked = false;
      };
      await task(payload, { ...attemptOf(helpers, ticket), signal: given.signal, unasked });
      if (asked) slots.answered(ticket.lane);
      await tell(!asked ? breakers.unasked(ticket) : breakers.answered(ticket, performance.now() - began));
    } catch (error) {
      if (error instanceof NotTaken) {
        slots.answered(ticket.lane);
        await tell(breakers.refused(ticket, job.id, performance.now() - began));
        throw error;
      }
      // A process that stops says nothing of the other side.
      if (!abortSignal.aborted)
        await tell(breakers.failed(ticket, job.id, { why: messageOf(error), hopeless: given.signal.reason instanceof GaveWay }));
      throw error;
    } finally {
      clearTimeout(late);
      abortSignal.removeEventListener('abort', stopping);
    }
  };
  return async (payload: unknown, helpers: JobHelpers): Promise<void> => {
    const ticket = ticketOf(helpers.job.flags);
    if (ticket !== null) return work(payload, helpers, ticket);
    await task(payload, { ...attemptOf(helpers, ticket), signal: helpers.abortSignal });
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A probe uses up no attempt, so it never is the last. */
export const isLast = ({ attempts, max_attempts: most }: JobHelpers['job'], ticket: Ticket | null): boolean =>
  ticket?.kind !== 'probe' && attempts >= most;

const attemptOf = ({ job }: JobHelpers, ticket: Ticket | null): Omit<Attempt, 'signal'> => ({
  number: job.attempts,
  last: isLast(job, ticket),
});
