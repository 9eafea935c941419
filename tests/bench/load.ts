import type { Work } from './paths.ts';

export interface Driven {
  readonly milliseconds: number;
  /** Of each request or journey that succeeded. */
  readonly latencies: readonly number[];
  readonly errors: number;
  readonly firstError: string | null;
}

/** Does all the work, `concurrency` at a time: whoever has finished takes the next. */
export async function drive(works: readonly Work[], concurrency: number): Promise<Driven> {
  const latencies: number[] = [];
  let errors = 0;
  let firstError: string | null = null;
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let work = works[next++]; work !== undefined; work = works[next++]) {
      const began = performance.now();
      try {
        await work();
        latencies.push(performance.now() - began);
      } catch (error) {
        errors += 1;
        firstError ??= error instanceof Error ? error.message : String(error);
      }
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { milliseconds: performance.now() - began, latencies, errors, firstError };
}

/** The value below which `share` of the numbers lie (nearest rank); 0 for none. */
export function percentile(numbers: readonly number[], share: number): number {
  const ordered = numbers.toSorted((a, b) => a - b);
  return ordered[Math.max(0, Math.ceil(share * ordered.length) - 1)] ?? 0;
}
