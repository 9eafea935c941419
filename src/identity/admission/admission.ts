import type { Clock } from '#shared/clock';
import type { HashingLoad } from '#identity/accounts';

/** Says how many newcomers this process takes in. */
export interface Admission {
  /** Whether there is room for one more now; who is told so is counted. */
  admit(): boolean;
}

/** How often it looks, in milliseconds. */
const LOOK = 250;
/** So many newcomers a second at least, however busy it is. */
const LEAST = 1;

/**
 * Admission before work. While passwords wait for no more than half of their queue, everybody is let in. From then on as many a second
 * as hashes are finished, and a tenth less at every look for as long as it stays so; once the queue is nearly empty as many as can be hashed,
 * and a twentieth more every quarter of a second until nobody would be refused. So the hashes are always busy, and hardly anybody gets a form
 * whose password would be refused. State is this process's own: each has its own processors.
 */
export function createAdmission({ clock, hashing }: { readonly clock: Clock; readonly hashing: () => HashingLoad }): Admission {
  let rate = Infinity;
  let places = 0;
  let looked = clock.now().getTime();

  const look = (now: number): void => {
    const passed = now - looked;
    if (passed < LOOK) return;
    looked = now;
    const { waiting, queue, perSecond } = hashing();
    const uncounted = rate === Infinity;
    if (waiting > queue / 2) rate = Math.max(LEAST, Math.min(rate, perSecond) * 0.9);
    else if (waiting < queue / 8) rate = rate > 4 * perSecond ? Infinity : Math.max(perSecond, rate * 1.05 ** (passed / LOOK));
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
