import type { Metrics } from '#shared/metrics';
import { problem } from '#shared/problem';
import type { Counted } from './limits-sql.ts';

/** What is looked at when a limit is over: whether it refuses, or is on trial and merely told of. */
export interface Watch {
  /** Names of limits that refuse nobody. */
  readonly trackOnly: ReadonlySet<string>;
  /** A try went over the limit of this name; told of those that refuse and of those on trial. */
  reached(name: string): void;
}

/** Watches limits as the operator chose: each that is over is the event `limit.<name>`, or `limit.<name>.tracked` of one on trial. */
export function watchLimits(metrics: Pick<Metrics, 'event'>, trackOnly: readonly string[]): Watch {
  const tracked = new Set(trackOnly);
  return { trackOnly: tracked, reached: (name) => void metrics.event(`limit.${name}${tracked.has(name) ? '.tracked' : ''}`) };
}

/** Nothing is on trial, nobody is told. */
export const unwatched: Watch = { trackOnly: new Set(), reached: () => undefined };

/** A limit is named by its key up to the colon; what follows says whose it is. */
export const nameOf = (key: string): string => key.slice(0, key.indexOf(':') < 0 ? key.length : key.indexOf(':'));

/** What a limit allows in the statement that counts: one on trial stops nothing. */
export const allowed = (watch: Watch, { key, points }: { readonly key: string; readonly points: number }): number =>
  watch.trackOnly.has(nameOf(key)) ? 2_147_483_647 : points;

/**
 * Throws `limit.exceeded` with the time to wait (at `now`, in milliseconds since the epoch) when a limit is over that is not on trial.
 * A limit that was not counted had one before it that is over, unless nothing is known of it.
 */
export function refuseOver(
  watch: Watch,
  limits: readonly { readonly key: string; readonly points: number }[],
  { points, ends, now }: Counted & { readonly now: number },
): void {
  for (const [index, limit] of limits.entries()) {
    const count = points[index] ?? null;
    if (count !== null && count <= limit.points) continue;
    const name = nameOf(limit.key);
    if (count !== null) watch.reached(name);
    if (count !== null && watch.trackOnly.has(name)) continue;
    throw problem('limit.exceeded', {
      retryAfter: Math.max(1, Math.ceil((Number(ends[index] ?? now) - now) / 1000)),
      detail: name,
    });
  }
}
