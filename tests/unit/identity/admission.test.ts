import { expect, test } from 'vitest';
import { createAdmission } from '../../../src/identity/admission/admission.ts';

/** A process that ends `perSecond` hashes and to which `coming` people come a second; answers how many were let in, and how long the queue was. */
function simulate(input: { perSecond: number; coming: number; seconds: number; queue?: number }) {
  const { perSecond, coming, seconds, queue = 64 } = input;
  let now = 0;
  let waiting = 0;
  let turnedAway = 0;
  const clock = { now: () => new Date(now), epoch: () => Math.floor(now / 1000) };
  const admission = createAdmission({
    clock,
    hashing: () => ({ waiting: Math.floor(waiting), queue, perSecond }),
  });
  const admitted: number[] = [];
  for (; now < seconds * 1000; now += 10) {
    waiting = Math.max(0, waiting - perSecond / 100);
    const second = Math.floor(now / 1000);
    admitted[second] ??= 0;
    for (let at = Math.floor(((now - 10) * coming) / 1000); at < Math.floor((now * coming) / 1000); at += 1) {
      if (!admission.admit()) continue;
      admitted[second] += 1;
      // A form is given, and its password comes back at once.
      if (waiting >= queue) turnedAway += 1;
      else waiting += 1;
    }
  }
  return { admitted, turnedAway };
}

test('everybody is let in while passwords hardly wait', () => {
  const { admitted, turnedAway } = simulate({ perSecond: 60, coming: 50, seconds: 20 });
  expect(turnedAway).toBe(0);
  expect(admitted.reduce((sum, each) => sum + each, 0)).toBe(50 * 20);
});

test('when six times as many come as can be served, the hashes stay busy and hardly anybody fills in a form for nothing', () => {
  const { admitted, turnedAway } = simulate({ perSecond: 60, coming: 360, seconds: 60 });
  const settled = admitted.slice(10);
  const mean = settled.reduce((sum, each) => sum + each, 0) / settled.length;
  expect(mean).toBeGreaterThan(0.85 * 60);
  expect(mean).toBeLessThan(1.05 * 60);
  expect(turnedAway).toBeLessThan(60);
});

test('when the crowd has gone, everybody is let in again within seconds', () => {
  const clock = { at: 0, now: () => new Date(clock.at), epoch: () => 0 };
  let waiting = 64;
  const admission = createAdmission({ clock, hashing: () => ({ waiting, queue: 64, perSecond: 60 }) });
  for (; clock.at < 5000; clock.at += 50) admission.admit();
  waiting = 0;
  let refused = 0;
  for (; clock.at < 20_000; clock.at += 10) if (!admission.admit() && clock.at > 15_000) refused += 1;
  expect(refused).toBe(0);
});

test('however busy it is, somebody new is let in now and then', () => {
  const { admitted } = simulate({ perSecond: 0.1, coming: 100, seconds: 30 });
  expect(admitted.at(-1)).toBeGreaterThan(0);
  expect(admitted.at(-1)).toBeLessThan(10);
});
