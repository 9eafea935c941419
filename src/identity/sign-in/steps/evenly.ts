import { setTimeout as sleep } from 'node:timers/promises';

/** Does `work` in not less than `milliseconds`, whether it succeeds or fails: its duration tells nothing. */
export async function evenly<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work(), sleep(milliseconds)]);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
