/**
 * Whom a job has to reach outside this program; everything that waits for the same other side goes by one lane. The name says what it is and
 * which: `portal:<client id>`, `vendor:sms`, `webhook:<host>`, `service:payment`, `gateway:vnpay`.
 */
export type Lane = `${'portal' | 'vendor' | 'webhook' | 'service' | 'gateway'}:${string}`;

/** How many jobs one process does at once in one queue, and how long it waits for others. */
export interface LaneLimits {
  /** First tries, all lanes together. */
  readonly slots: number;
  /** First tries of one lane; a vendor, by whom all messages go, has {@link VENDOR_SHARE} times as many. */
  readonly laneSlots: number;
  /** Further tries, all lanes together; one lane has a quarter of them. */
  readonly retrySlots: number;
  /** A first try is given up after so long, and goes on as a retry. */
  readonly firstMs: number;
  readonly retryMs: number;
  /** After so many failures in a row, in all processes together, the breaker of a lane opens. */
  readonly failures: number;
  /** How long it then stays open before one job is tried; doubled each time that fails, up to `longestPauseMs`. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

/** The defaults; a setting each where an operator may want another. */
export const laneLimits: LaneLimits = {
  slots: 32,
  laneSlots: 4,
  retrySlots: 8,
  firstMs: 3000,
  retryMs: 10_000,
  failures: 3,
  pauseMs: 5000,
  longestPauseMs: 60_000,
};

export const VENDOR_SHARE = 3;

/** No retry waits longer; what a client allows by itself where the job's signal says when to stop. */
export const LONGEST_WAIT_MS = 60_000;

/** What kind of try a job is waiting for; a probe finds out whether the other side is back, whatever the breaker says. */
export type Try = 'first' | 'retry' | 'probe';

/** Flags are how a waiting job says which lane it waits in: graphile-worker leaves jobs alone whose flags a runner names (`forbiddenFlags`). */
export const INNER = 'inner';
export const FIRST = 'first';
export const RETRY = 'retry';
export const firstOf = (lane: string): string => `lane ${lane}`;
export const retryOf = (lane: string): string => `retry ${lane}`;

export const flagsOf = (lane: Lane | null): readonly string[] => (lane === null ? [INNER] : [FIRST, firstOf(lane.replaceAll(/\s/g, '_'))]);

/** Thrown by a task when the other side is there and did not take this one: it is tried again, and says nothing against its lane. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
}

/** Whether an answer is about what was sent, not about who sent it, where to, or when: those an operator repairs, or they pass. */
export const isAboutContent = (status: number): boolean =>
  status >= 400 && status < 500 && ![401, 403, 404, 408, 425, 429].includes(status);

export interface Ticket {
  readonly lane: string;
  readonly kind: Try;
}

/** Which lane a job goes by; null for one that reaches nobody, or that was queued before there were lanes. */
export function ticketOf(flags: object | null): Ticket | null {
  for (const flag of Object.keys(flags ?? {})) {
    const [, kind, lane] = /^(lane|retry|probe) (.+)$/.exec(flag) ?? [];
    if (lane !== undefined) return { lane, kind: kind === 'lane' ? 'first' : (kind as Try) };
  }
  return null;
}
