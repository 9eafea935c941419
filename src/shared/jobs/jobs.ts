import type { Tx } from '#shared/db';
import type { Lane } from './lane.ts';

export interface JobOptions {
  /**
   * Whom outside this program it has to reach, null for nobody. One that hangs then delays only what waits for it: a lane has its own slots and
   * its own breaker.
   */
  readonly lane: Lane | null;
  /** Not before this instant. */
  readonly runAt?: Date;
  /** A job with the same key that has not started yet is replaced instead of a second one being added. */
  readonly key?: string;
  /** How often it is tried, with exponentially growing waits; 25 unless stated. */
  readonly maxAttempts?: number;
}

/** The queue of one module. A job is added in the transaction of its cause: both happen or neither. */
export interface Jobs {
  add(tx: Tx, task: string, payload: object, options: JobOptions): Promise<void>;
}

/** A job that was given up: every attempt failed. It stays until an operator retries or removes it. */
export interface FailedJob {
  readonly id: string;
  readonly task: string;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly lastTriedAt: Date;
}

export interface QueueDepth {
  /** Due now and not started. */
  readonly due: number;
  /** To be done as soon as may be: due now, failed before and to be tried again, or put aside until its lane answers. What is put off to a later time on purpose is not in it. */
  readonly waiting: number;
  /** Waiting for a later instant, first tries and retries alike. */
  readonly later: number;
  readonly running: number;
  readonly failed: number;
}

/** A queue together with what support and metrics may ask it. */
export interface Queue extends Jobs {
  depth(tx: Tx): Promise<QueueDepth>;
  /** The newest jobs that were given up, at most `limit`. */
  failed(tx: Tx, limit: number): Promise<readonly FailedJob[]>;
  /** Lets the job with this key run now that waits for a later try or was given up; false when there is none, or it is running. */
  hurry(tx: Tx, key: string): Promise<boolean>;
  /** Lets a few jobs of these tasks that failed and wait run now, those tried longest ago: is the other side back? */
  probe(tx: Tx, tasks: readonly string[]): Promise<void>;
  /** Lets every job of these tasks that failed and waits, or was given up, run now with a full set of attempts: the other side is back. */
  wake(tx: Tx, tasks: readonly string[]): Promise<void>;
  /** Gives a failed job another full set of attempts, starting now; false when there is no such failed job. */
  retry(tx: Tx, id: string): Promise<boolean>;
}

/** What a task may know of the try it is part of. */
export interface Attempt {
  /** 1 for the first try. */
  readonly number: number;
  /** No further try follows when this one fails. */
  readonly last: boolean;
  /** Aborted when the process stops or the other side was waited for long enough: the task should give up, and is tried again later. */
  readonly signal: AbortSignal;
  /**
   * Of a job with a lane: to be called when it ends well without the other side having been asked (a message that has expired), which says nothing
   * of whether that is there.
   */
  readonly unasked?: () => void;
}

/** Does one job. It may run more than once for the same job, so its effect must be idempotent; throwing means "later". */
export type Task = (payload: unknown, attempt: Attempt) => Promise<void>;

/** A task that runs by the clock, once per due time however many processes there are. */
export interface Recurring {
  readonly task: string;
  /** Five-field cron expression in UTC, e.g. `* * * * *`. */
  readonly at: string;
}
