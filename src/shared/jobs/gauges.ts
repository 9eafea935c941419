import { many, type Db } from '#shared/db';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import { laneStatements } from './lane-sql.ts';
import { createJobs } from './queue.ts';

/** So many lanes are named in the metrics, those that are worst; the rest is one, `other`. There are as many portals as agencies want. */
const NAMED = 20;

interface LaneDepth {
  readonly lane: string;
  readonly waiting: number;
  readonly retrying: number;
  readonly failed: number;
  readonly oldest: number;
  readonly open: number;
}

/** Reads how long the queue is, as a whole and by lane, every so often; the gauges show what was read last. Stops when the answer is called. */
export function startGauges(options: { db: Db; schema: string; metrics: Metrics; log: Log; everyMs: number }): () => void {
  const { db, schema, metrics, log, everyMs } = options;
  const queue = createJobs({ schema });
  const sql = laneStatements(schema);
  let depth = { due: 0, waiting: 0, later: 0, running: 0, failed: 0 };
  let lanes: readonly LaneDepth[] = [];
  const read = async (): Promise<void> => {
    depth = await queue.depth(db);
    const open = new Set((await many(db, sql.known, [])).flatMap((state) => (state.open ? [state.lane] : [])));
    const found = (await many(db, sql.depth, [])).map((each) => ({ ...each, open: open.has(each.lane) ? 1 : 0 }));
    lanes = worst(found);
  };
  const tick = (): void => {
    read().catch((error: unknown) => {
      log.warn({ err: error, schema }, 'could not read the length of the queue');
    });
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
  for (const [measure, name, help] of [
    ['waiting', 'lane_waiting', 'Jobs of a lane that have not been tried, those being tried included'],
    ['retrying', 'lane_retrying', 'Jobs of a lane that failed and are tried again'],
    ['failed', 'lane_failed', 'Jobs of a lane that were given up'],
    ['oldest', 'lane_oldest_seconds', 'Age of the oldest job of a lane that is not given up'],
    ['open', 'lane_open', '1 while the breaker of a lane is open'],
  ] as const) {
    metrics.gauges(`${schema}_${name}`, help, 'lane', () => lanes.map((each) => [each.lane, each[measure]]));
  }
  tick();
  const timer = setInterval(tick, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** The worst by name, the others added up. */
export function worst(found: readonly LaneDepth[], named = NAMED): readonly LaneDepth[] {
  const sorted = found.toSorted((left, right) => right.open - left.open || right.oldest - left.oldest);
  const rest = sorted.slice(named);
  if (rest.length === 0) return sorted;
  const sum = (measure: 'waiting' | 'retrying' | 'failed' | 'open'): number => rest.reduce((total, each) => total + each[measure], 0);
  return [
    ...sorted.slice(0, named),
    {
      lane: 'other',
      waiting: sum('waiting'),
      retrying: sum('retrying'),
      failed: sum('failed'),
      open: sum('open'),
      oldest: Math.max(...rest.map(({ oldest }) => oldest)),
    },
  ];
}
