import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, parseCronItems, run, type Runner as GraphileRunner, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Db } from '#shared/db';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import { resume } from '#shared/tracing';
import type { Recurring, Task } from './jobs.ts';
import { holdLease } from './lease.ts';
import { createJobs } from './queue.ts';
import { queueStatements } from './queue-sql.ts';

export interface RunnerOptions {
  /** Acts in the role that owns the queue; its pool should have room for `concurrency` + 2 connections. */
  readonly db: Db;
  readonly schema: string;
  /** Jobs done at the same time by this process. */
  readonly concurrency: number;
  readonly tasks: Readonly<Record<string, Task>>;
  readonly recurring?: readonly Recurring[];
  readonly log: Log;
  readonly metrics: Metrics;
  /** Stops the runner: running jobs get five seconds to end, then their signal is aborted. */
  readonly signal: AbortSignal;
  /** How often abandoned jobs are looked for and the gauges are read; 15 s unless stated. */
  readonly everyMs?: number;
}

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
  const stopGauges = startGauges(options);
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
  const events: WorkerEvents = new EventEmitter();
  let holder = '';
  events.on('pool:create', ({ workerPool }) => {
    holder = workerPool.id;
  });
  events.on('job:success', ({ job }) => {
    options.metrics.event(`job.${job.task_identifier}.succeeded`);
  });
  events.on('job:error', ({ job, error }) => {
    options.metrics.event(`job.${job.task_identifier}.failed`);
    const given = job.attempts >= job.max_attempts;
    options.log[given ? 'error' : 'warn'](
      { task: job.task_identifier, job: job.id, attempt: job.attempts, err: error },
      given ? 'job given up' : 'job failed, will be tried again',
    );
  });
  const runner = await run(
    {
      pgPool: options.db.pool,
      schema: options.schema,
      concurrency: options.concurrency,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: 5000,
      pollInterval: 2000,
      logger: graphileLogger(options.log),
      events,
    },
    taskList(options.tasks),
    parseCronItems(
      (options.recurring ?? []).map(({ task, at }) => ({
        task,
        match: at,
        identifier: task,
        // A tick that was missed, or is still waiting, is not worth doing twice.
        options: { backfillPeriod: 0, maxAttempts: 1, jobKey: `recurring:${task}`, jobKeyMode: 'replace' },
      })),
    ),
  );
  let lease;
  try {
    lease = await holdLease({
      db: options.db,
      holder,
      sql: queueStatements(options.schema),
      everyMs: options.everyMs ?? 15_000,
      log: options.log,
    });
  } catch (error) {
    await runner.stop().catch(() => undefined);
    throw error;
  }
  return {
    ended: endOf(runner, options.signal)
      .then(() => lease.close())
      .catch((error: unknown) => {
        options.log.warn({ err: error }, 'the job lease did not close cleanly');
      }),
  };
}

async function endOf(runner: GraphileRunner, signal: AbortSignal): Promise<void> {
  const stop = (): void => {
    void runner.stop('stopping').catch(() => undefined);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  await runner.promise.catch(() => undefined);
  signal.removeEventListener('abort', stop);
}

function taskList(tasks: RunnerOptions['tasks']): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (given: unknown, helpers: { job: { attempts: number; max_attempts: number }; abortSignal: AbortSignal }) =>
        resume(name, given, (payload) =>
          task(payload, {
            number: helpers.job.attempts,
            last: helpers.job.attempts >= helpers.job.max_attempts,
            signal: helpers.abortSignal,
          }),
        ),
    ]),
  );
}

/** graphile-worker reports every job; the events above say what an operator needs, so its own words are for debugging. */
function graphileLogger(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    log[level === 'error' ? 'warn' : 'debug'](scope, message);
  });
}

function startGauges({ db, schema, metrics, log, everyMs = 15_000 }: RunnerOptions): () => void {
  const queue = createJobs({ schema });
  let depth = { due: 0, waiting: 0, later: 0, running: 0, failed: 0 };
  const read = (): void => {
    queue.depth(db).then(
      (found) => {
        depth = found;
      },
      (error: unknown) => {
        log.warn({ err: error, schema }, 'could not read the length of the queue');
      },
    );
  };
  for (const [name, help] of [
    ['due', 'Jobs that could run now'],
    ['waiting', 'Jobs to be done: those that could run now, and those that failed and will be tried again'],
    ['later', 'Jobs waiting for a later time or a retry'],
    ['running', 'Jobs being done'],
    ['failed', 'Jobs given up after their last attempt'],
  ] as const) {
    metrics.gauge(`${schema}_${name}`, help, () => depth[name]);
  }
  read();
  const timer = setInterval(read, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
