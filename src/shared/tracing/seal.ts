import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '#shared/crypto';

/** Vouches that a `traceparent` was written by a process of this program. */
export interface TraceSeal {
  /** The `tracestate` that goes with a `traceparent`. */
  make(traceparent: string): string;
  fits(traceparent: string, tracestate: string | undefined): boolean;
}

/**
 * Anybody can send a `traceparent`; whoever could have it continued would choose our trace ids, fill our store and join other people's
 * requests to theirs (W3C Trace Context, sections 3.6 and 7). So our own processes seal theirs, in the member `mocua` of `tracestate`, with keys
 * that all of them have: the newest seals, each opens.
 */
export function createTraceSeal(keys: readonly Buffer[]): TraceSeal {
  const derived = keys.map((key) => hmacSha256(key, 'traces'));
  const [newest] = derived;
  if (newest === undefined) throw new Error('traces need a key');
  const made = (key: Buffer, traceparent: string): string => hmacSha256(key, traceparent).toString('hex').slice(0, 32);
  return {
    make: (traceparent) => `mocua=${made(newest, traceparent)}`,
    fits(traceparent, tracestate) {
      const found = /^mocua=([0-9a-f]{32})$/.exec(tracestate ?? '')?.[1];
      return found !== undefined && derived.some((key) => timingSafeEqual(Buffer.from(made(key, traceparent)), Buffer.from(found)));
    },
  };
}
