/** The one place that reads the system clock; everything else is given a Clock so that tests can move time. */
export interface Clock {
  /** The present instant. */
  now(): Date;
  /** Whole seconds since the Unix epoch, as JWTs count them (RFC 7519 section 2, NumericDate). */
  epoch(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  epoch: () => Math.floor(Date.now() / 1000),
};

/** A clock that stands still until it is moved; for tests. */
export function fixedClock(start: Date): Clock & { advance(seconds: number): void } {
  let current = start.getTime();
  return {
    now: () => new Date(current),
    epoch: () => Math.floor(current / 1000),
    advance: (seconds) => {
      current += seconds * 1000;
    },
  };
}

/** The instant so many milliseconds later; earlier for a negative number. */
export const later = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds);

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
