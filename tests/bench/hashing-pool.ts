import { createHash } from 'node:crypto';
import argon2 from 'argon2';
import { HashingPool } from '../../src/identity/accounts/password/hashing-pool.ts';
import type { HashInput } from './calls.ts';

/** One way of going on after a hash: each as soon as it is done, or in groups of a quarter of those in line, sixteen at most. */
type Way = 'each' | 'grouped';
export interface PoolRound {
  readonly perSecond: number;
  /** Milliseconds of processor time for each, the hash included: what a busy machine disturbs least. */
  readonly cpu: number;
  /** Milliseconds from asking to having gone on. */
  readonly p50: number;
  readonly p95: number;
}
export interface PoolReport {
  readonly rounds: Readonly<Record<Way, readonly PoolRound[]>>;
}

const GROUP = 16;
/** What a sign-in does after its hash, without a database: reads, renders, signs. About 2 ms on warm caches. */
const facts = JSON.stringify(Array.from({ length: 2000 }, (_, index) => ({ index, name: `fact ${String(index)}`, value: index * 31 })));
const goOn = (): void => {
  const read = JSON.parse(facts) as { index: number; name: string; value: number }[];
  const page = read.map(({ index, name, value }) => `<li id="${String(index)}">${name}: ${String(value)}</li>`).join('');
  createHash('sha256').update(page).digest('base64url');
};

/** Finished hashes that wait for one another behind a line; decision 14 had this in the pool. */
function grouping(pool: HashingPool): () => Promise<void> {
  let finished: (() => void)[] = [];
  return async () => {
    if (finished.length + 1 < Math.min(GROUP, Math.floor(pool.waiting / 4))) {
      await new Promise<void>((resolve) => finished.push(resolve));
      return;
    }
    const together = finished;
    finished = [];
    for (const next of together) next();
  };
}

async function round(
  way: Way,
  digest: string,
  password: Buffer,
  input: { size: number; atOnce: number; count: number },
): Promise<PoolRound> {
  const pool = new HashingPool(input.size, input.atOnce);
  const gather = way === 'grouped' ? grouping(pool) : () => Promise.resolve();
  const took: number[] = [];
  const began = performance.now();
  const before = process.cpuUsage();
  let left = input.count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const asked = performance.now();
      await pool.run(() => argon2.verify(digest, password));
      await gather();
      goOn();
      took.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: input.atOnce }, lane));
  const seconds = (performance.now() - began) / 1000;
  const spent = process.cpuUsage(before);
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { perSecond: took.length / seconds, cpu: (spent.user + spent.system) / 1000 / took.length, p50: at(0.5), p95: at(0.95) };
}

/** The pool alone under a rush of three times as many as come at once: the same work, both ways in turn, the first of a pair changing with each. */
export async function benchHashingPool(
  input: Pick<HashInput, 'argon2'> & { size: number; atOnce: number; rounds: number },
): Promise<PoolReport> {
  const password = Buffer.from('a password of the bench', 'utf8');
  const digest = await argon2.hash(password, { ...input.argon2, type: argon2.argon2id, hashLength: 32 });
  const rounds: Record<Way, PoolRound[]> = { each: [], grouped: [] };
  const turn = { ...input, count: 3 * input.atOnce };
  for (let at = 0; at < input.rounds; at += 1) {
    for (const way of at % 2 === 0 ? (['each', 'grouped'] as const) : (['grouped', 'each'] as const)) {
      rounds[way].push(await round(way, digest, password, turn));
    }
  }
  return { rounds };
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Medians over the rounds, their spread, and the medians of the ratios of neighbouring rounds, which a slow change of the machine leaves alone. */
export function poolTable({ rounds }: PoolReport): string {
  const spread = (values: readonly number[], digits: number): string =>
    `${middle(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;
  const values = (way: Way, key: keyof PoolRound): number[] => rounds[way].map((each) => each[key]);
  const pairs = (key: keyof PoolRound): number[] => values('each', key).map((alone, at) => (values('grouped', key)[at] ?? 0) / alone);
  return [
    ...(['each', 'grouped'] as const).map(
      (way) =>
        `${way.padEnd(8)} ${spread(values(way, 'perSecond'), 1)}/s, CPU ${spread(values(way, 'cpu'), 2)} ms, p50 ${spread(values(way, 'p50'), 0)} ms, p95 ${spread(values(way, 'p95'), 0)} ms`,
    ),
    `grouped / each, of ${String(rounds.each.length)} pairs: rate ${spread(pairs('perSecond'), 3)}, CPU ${spread(pairs('cpu'), 3)}, p50 ${spread(pairs('p50'), 3)}`,
    '',
  ].join('\n');
}
