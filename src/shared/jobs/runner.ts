import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, parseCronItems, run, type Runner as GraphileRunner, type WorkerEvents } from 'graphile-worker';
import type { Db } from '#shared/db';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import { resume } from '#shared/tracing';
import { createBreakers } from './breakers.ts';
import { startGauges } from './gauges.ts';
import type { Recurring, Task } from './jobs.ts';
import { laneLimits, ticketOf, type LaneLimits } from './lane.ts';
import { inLane, isLast, type JobHelpers } from './laned-task.ts';
import { holdLease } from './lease.ts';
import { queueStatements } from './queue-sql.ts';
import { createSlots } from './slots.ts';

export interface RunnerOptions {
  /** Acts in the role that owns the queue; jobs that wait for others hold no connection. */
  readonly db: Db;
  readonly schema: string;
  /** Jobs that reach nobody outside done at the same time by this process. */
  readonly concurrency: number;
  /** Of jobs that do; the usual ones unless stated. */
  readonly lanes?: Partial<LaneLimits>;
  readonly tasks: Readonly<Record<string, Task>>;
  readonly recurring?: readonly Recurring[];
  readonly log: Log;
  readonly metrics: Metrics;
  /** Stops the runner: running jobs get five seconds to end, then their signal is aborted. */
  readonly signal: AbortSignal;
  /** How often abandoned jobs are looked for and the gauges are read; 15 s unless stated. */
  readonly everyMs?: number;
}

/** How often abandoned jobs are looked for and gauges read; the breakers looked at; and whether somebody has to give way. */
const EVERY_MS = 15_000;
const LOOK_MS = 1000;
const ROOM_MS = 100;
/** A search for work by each idle slot; new jobs are announced, so this is for what becomes due. */
const POLL_MS = 4000;

export interface Runner {
  /** Resolves when the runner has stopped and holds no connection any more. Never rejects. */
  readonly stopped: Promise<void>;
}

/**
 * Does the jobs of one queue until the signal aborts. A failing job is tried again after e, e², e³ … seconds (about six
 * hours at most) and stays visible as failed after its last attempt. When the database goes away the runner starts
 * again until it is back. Resolves once the first start has succeeded.
 */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { signal, log } = options;
  const stopGauges = startGauges({ ...options, everyMs: options.everyMs ?? EVERY_MS });
  const first = await startOnce(options);
  const supervise = async (): Promise<void> => {
    for (let current: Started | null = first, failures = 0; ;) {
      if (current !== null) {
        await current.ended;
        failures = 0;
      }
      if (signal.aborted) break;
      failures += 1;
      log.error({ schema: options.schema, failures }, 'the job runner stopped by itself and is started again');
      await pause(Math.min(30_000, 500 * 2 ** failures), undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) break;
      current = await startOnce(options).catch((error: unknown) => {
        log.error({ err: error, schema: options.schema }, 'the job runner could not start');
        return null;
      });
    }
    stopGauges();
  };
  return { stopped: supervise() };
}

interface Started {
  readonly ended: Promise<void>;
}

async function startOnce(options: RunnerOptions): Promise<Started> {
  const { db, schema, log, metrics, concurrency } = options;
  const limits = { ...laneLimits, ...options.lanes };
  const slots = createSlots({ ...limits, inner: concurrency });
  const breakers = createBreakers({ db, schema, limits, log, metrics, learned: slots.learn });
  // Before the first job: what the others have found out is not found out again.
  await breakers.look();
  const events: WorkerEvents = new EventEmitter();
  let holder = '';
  events.on('pool:create', ({ workerPool }) => {
    holder = workerPool.id;
  });
  events.on('job:start', ({ job }) => {
    slots.claimed(job);
  });
  events.on('worker:getJob:empty', slots.nothing);
  events.on('worker:getJob:error', slots.nothing);
  events.on('job:complete', ({ job }) => {
    slots.ended(job.id);
  });
  reportJobs(events, options);
  const runner = await run(
    {
      pgPool: db.pool,
      schema,
      concurrency: concurrency + limits.slots + limits.retrySlots,
      forbiddenFlags: slots.forbidden,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: 5000,
      pollInterval: POLL_MS,
      logger: graphileLogger(log),
      events,
    },
    Object.fromEntries(
      Object.entries(options.tasks).map(([name, task]) => {
        const done = inLane(task, { slots, breakers, log });
        return [name, (given: unknown, helpers: JobHelpers) => resume(name, given, (payload) => done(payload, helpers))];
      }),
    ),
    cronItems(options.recurring ?? []),
  );
  let lease;
  try {
    lease = await holdLease({ db, holder, sql: queueStatements(schema), everyMs: options.everyMs ?? EVERY_MS, log });
  } catch (error) {
    await runner.stop().catch(() => undefined);
    throw error;
  }
  const stopLooking = startLooking(options, { look: breakers.look, sweep: breakers.sweep, makeRoom: slots.makeRoom });
  return {
    ended: endOf(runner, options.signal)
      .then(stopLooking)
      .then(() => lease.close())
      .catch((error: unknown) => {
        log.warn({ err: error }, 'the job lease did not close cleanly');
      }),
  };
}

function reportJobs(events: WorkerEvents, { log, metrics }: RunnerOptions): void {
  events.on('job:success', ({ job }) => {
    metrics.event(`job.${job.task_identifier}.succeeded`);
  });
  events.on('job:error', ({ job, error }) => {
    metrics.event(`job.${job.task_identifier}.failed`);
    const ticket = ticketOf(job.flags);
    const given = isLast(job, ticket);
    log[given ? 'error' : 'warn'](
      { task: job.task_identifier, job: job.id, attempt: job.attempts, lane: ticket?.lane, err: error },
      given ? 'job given up' : 'job failed, will be tried again',
    );
  });
}

/** Does the regular work of lanes; the answer ends it, and waits for what is under way. */
function startLooking(
  { log, schema, everyMs = EVERY_MS }: RunnerOptions,
  work: { look(): Promise<void>; sweep(): Promise<void>; makeRoom(): void },
): () => Promise<void> {
  const busy = new Map<() => Promise<void>, Promise<void>>();
  const once = (what: () => Promise<void>) => () => {
    if (busy.has(what)) return;
    const doing = what()
      .catch((error: unknown) => {
        log.warn({ err: error, schema }, 'could not look after the lanes');
      })
      .finally(() => busy.delete(what));
    busy.set(what, doing);
  };
  const timers = [
    setInterval(work.makeRoom, ROOM_MS),
    setInterval(once(work.look), Math.min(LOOK_MS, everyMs)),
    setInterval(once(work.sweep), everyMs),
  ];
  for (const timer of timers) timer.unref();
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await Promise.all(busy.values());
  };
}

const cronItems = (recurring: readonly Recurring[]) =>
  parseCronItems(
    recurring.map(({ task, at }) => ({
      task,
      match: at,
      identifier: task,
      // A tick that was missed, or is still waiting, is not worth doing twice.
      options: { backfillPeriod: 0, maxAttempts: 1, jobKey: `recurring:${task}`, jobKeyMode: 'replace' },
    })),
  );

async function endOf(runner: GraphileRunner, signal: AbortSignal): Promise<void> {
  const stop = (): void => {
    void runner.stop('stopping').catch(() => undefined);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  await runner.promise.catch(() => undefined);
  signal.removeEventListener('abort', stop);
}

/** graphile-worker reports every job; the events above say what an operator needs, so its own words are for debugging. */
function graphileLogger(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    log[level === 'error' ? 'warn' : 'debug'](scope, message);
  });
}
