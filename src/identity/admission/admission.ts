import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '#shared/clock';
import type { HashingLoad } from '#identity/accounts';

/** Says how many newcomers this process takes in. */
export interface Admission {
  /** Whether there is room for one more now; who is told so is counted. */
  admit(): boolean;
}

/** How busy this process is. */
export interface Pressure {
  /** The passwords that wait to be hashed: what every newcomer will need. */
  readonly hashing: () => HashingLoad;
  /** By how many milliseconds the process was late of late, on average since it was last asked. */
  readonly late: () => number;
}

/** How often it looks, in milliseconds. */
const LOOK = 250;
/** As late as this, those who are inside notice it. */
const LATE = 250;
/** So many newcomers a second at least, however busy it is. */
const LEAST = 1;

/**
 * Admission before work. While passwords wait for no more than half of their queue and the process answers in time, everybody is let
 * in. From then on as many a second as hashes are finished, a tenth less at every look for as long as it stays so; once the
 * queue is nearly empty as many as can be hashed, and a twentieth more at every look until nobody would be refused. So the hashes are always busy, and nobody gets a form whose password would be
 * refused. State is this process's own: each has its own processors.
 */
export function createAdmission({ clock, pressure }: { readonly clock: Clock; readonly pressure: Pressure }): Admission {
  let rate = Infinity;
  let places = 0;
  let looked = clock.now().getTime();

  const look = (now: number): void => {
    const passed = now - looked;
    if (passed < LOOK) return;
    looked = now;
    const { waiting, queue, perSecond } = pressure.hashing();
    const uncounted = rate === Infinity;
    if (waiting > queue / 2 || pressure.late() > LATE) rate = Math.max(LEAST, Math.min(rate, perSecond) * 0.9);
    else if (waiting < queue / 8) rate = rate > 4 * perSecond ? Infinity : Math.max(perSecond, rate * 1.05);
    // What nobody used is not saved up beyond a second, nor from the time when nobody was counted: it would come at once.
    places = uncounted ? 0 : Math.min(rate, places + (rate * Math.min(passed, 1000)) / 1000);
  };

  return {
    admit() {
      look(clock.now().getTime());
      if (rate === Infinity) return true;
      if (places < 1) return false;
      places -= 1;
      return true;
    },
  };
}

/** The lateness of this process's event loop, for `Pressure.late`. */
export function createLateness(): () => number {
  const resolution = 20;
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  return () => {
    const mean = Number.isNaN(histogram.mean) ? 0 : histogram.mean / 1e6 - resolution;
    histogram.reset();
    return mean;
  };
}
