import type { HashInput } from './calls.ts';
import { drive, percentile } from './load.ts';
import type { Path, Work } from './paths.ts';
import type { Portal } from './portal.ts';
import type { PostgresCpu } from './postgres-cpu.ts';
import type { Process } from './process.ts';
import type { Side as Result } from './report.ts';
import type { Side, World } from './steps.ts';

/** A path is warm after so many requests, or when they have taken so long. */
const WARM_REQUESTS = 2000;
const WARM_MS = 40_000;

export interface Around {
  before(): Promise<unknown>;
  after(): Promise<unknown>;
}

/** One side of one row, measured in rounds that others may come between. */
export interface Measured {
  /** Fills caches, lets the compiler work, and finds out how much fits into a round. */
  warmUp(): Promise<void>;
  round(): Promise<void>;
  /** A round that does not count, because something in `around` slows it down. */
  apart(around: Around): Promise<void>;
  result(): Result;
}

interface Tally {
  requests: number;
  errors: number;
  firstError: string | null;
  milliseconds: number;
  readonly rounds: number[];
  readonly latencies: number[];
  readonly cpu: { server: number; postgres: number; generator: number };
  readonly statements: Map<string, number>;
}

const empty = (): Tally => ({
  requests: 0,
  errors: 0,
  firstError: null,
  milliseconds: 0,
  rounds: [],
  latencies: [],
  cpu: { server: 0, postgres: 0, generator: 0 },
  statements: new Map(),
});

interface Usage {
  readonly server: number;
  readonly postgres: number;
  readonly generator: number;
  readonly statements: ReadonlyMap<string, number>;
}

async function usage(processes: readonly Process[], database: PostgresCpu | null): Promise<Usage> {
  const each = await Promise.all(processes.map((process) => process.call('usage', null)));
  const statements = new Map<string, number>();
  for (const one of each) for (const [name, times] of one.statements) statements.set(name, (statements.get(name) ?? 0) + times);
  const { user, system } = process.cpuUsage();
  return {
    server: each.reduce((sum, one) => sum + one.cpuMs, 0),
    postgres: (await database?.()) ?? 0,
    generator: (user + system) / 1000,
    statements,
  };
}

function add(
  tally: Tally,
  driven: { milliseconds: number; latencies: readonly number[]; errors: number; firstError: string | null },
  before: Usage,
  after: Usage,
): void {
  tally.requests += driven.latencies.length;
  tally.errors += driven.errors;
  tally.firstError ??= driven.firstError;
  tally.milliseconds += driven.milliseconds;
  tally.rounds.push((driven.latencies.length * 1000) / driven.milliseconds);
  tally.latencies.push(...driven.latencies);
  for (const part of ['server', 'postgres', 'generator'] as const) tally.cpu[part] += after[part] - before[part];
  for (const [name, times] of after.statements) {
    const sent = times - (before.statements.get(name) ?? 0);
    if (sent > 0) tally.statements.set(name, (tally.statements.get(name) ?? 0) + sent);
  }
}

function resultOf(tally: Tally, knowsPostgres: boolean): Result {
  const per = (total: number): number => (tally.requests === 0 ? 0 : total / tally.requests);
  return {
    requests: tally.requests,
    errors: tally.errors,
    firstError: tally.firstError,
    perSecond: tally.milliseconds === 0 ? 0 : (tally.requests * 1000) / tally.milliseconds,
    rounds: tally.rounds,
    p50: percentile(tally.latencies, 0.5),
    p95: percentile(tally.latencies, 0.95),
    p99: percentile(tally.latencies, 0.99),
    cpu: { server: per(tally.cpu.server), postgres: knowsPostgres ? per(tally.cpu.postgres) : null, generator: per(tally.cpu.generator) },
    statements: Object.fromEntries([...tally.statements].map(([name, times]) => [name, per(times)] as const).sort(([, a], [, b]) => b - a)),
  };
}

/** A provider under load. Work is spread evenly over its processes. */
export function measure(input: {
  side: Side;
  path: Path;
  portals: readonly Portal[];
  concurrency: number;
  seconds: number;
  iterations: number | undefined;
  database: PostgresCpu | null;
}): Measured {
  const { side, path, portals, concurrency, seconds, iterations, database } = input;
  const tally = empty();
  let count = iterations ?? concurrency * 4;
  const prepare = async (): Promise<readonly Work[]> => {
    const share = Math.ceil(count / side.worlds.length);
    const each = await Promise.all(side.worlds.map((world: World) => path.prepare(world, portals, share)));
    return Array.from({ length: share }, (_, index) => each.flatMap((works) => works[index] ?? [])).flat();
  };
  return {
    async warmUp() {
      if (iterations !== undefined) return;
      // Until the compiler has seen enough; how long a round's work takes is known from the last and fastest pass.
      let done = 0;
      let spent = 0;
      while (done < WARM_REQUESTS && spent < WARM_MS) {
        const { milliseconds } = await drive(await prepare(), concurrency);
        done += count;
        spent += milliseconds;
        const perSecond = (count * 1000) / milliseconds;
        const enough = done >= WARM_REQUESTS || spent >= WARM_MS;
        count = Math.min(20_000, Math.max(concurrency * 2, Math.round(perSecond * (enough ? seconds : 1))));
      }
    },
    async round() {
      const works = await prepare();
      const before = await usage(side.processes, database);
      const driven = await drive(works, concurrency);
      add(tally, driven, before, await usage(side.processes, database));
    },
    async apart(around) {
      const works = await prepare();
      await around.before();
      await drive(works, concurrency);
      await around.after();
    },
    result: () => resultOf(tally, database !== null),
  };
}

/** The password hash with nothing around it, as many at once as a server's pool lets run. */
export function measureHash(input: {
  processes: readonly Process[];
  atOnce: number;
  seconds: number;
  iterations: number | undefined;
  argon2: HashInput['argon2'];
}): Pick<Measured, 'warmUp' | 'round' | 'result'> {
  const { processes, atOnce, argon2, seconds, iterations } = input;
  const tally = empty();
  let count = iterations ?? atOnce * 4;
  const hash = async () => {
    const began = performance.now();
    const each = await Promise.all(processes.map((process) => process.call('hash', { count, atOnce, argon2 })));
    return {
      milliseconds: performance.now() - began,
      longest: Math.max(...each.map((one) => one.milliseconds)),
      latencies: each.flatMap((one) => one.latencies),
    };
  };
  return {
    async warmUp() {
      const { longest } = await hash();
      if (iterations === undefined) count = Math.max(atOnce * 2, Math.round((count / longest) * 1000 * seconds));
    },
    async round() {
      const before = await usage(processes, null);
      const { longest, latencies } = await hash();
      add(tally, { milliseconds: longest, latencies, errors: 0, firstError: null }, before, await usage(processes, null));
    },
    result: () => resultOf(tally, false),
  };
}
