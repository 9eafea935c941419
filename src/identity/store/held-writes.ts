import type { Write, Writes } from '#identity/writes';
import { runningRequest, type RunningRequest } from './request.ts';

export interface HeldWrites {
  /** Keeps the writes until the request ends, if it is one that ends with {@link flush}; otherwise applies them at once. */
  write(...writes: Write[]): Promise<void>;
  /** Applies what the running request holds, in one transaction. Must be the last that can fail before the answer goes out. */
  flush(): Promise<void>;
  /** True while what is written is held. */
  holding(): boolean;
  /** For a request that has failed: applies what stands and forgets the rest. Returns how many writes were forgotten. */
  flushStanding(request?: object): Promise<number>;
  /** Requests of this provider end with {@link flush}. */
  holdFor(provider: object): void;
}

/** The routes whose last step flushes: see `held-provider.ts` and the adapters of sessions and pushed requests. */
const holding = new Set(['token', 'pushed_authorization_request', 'authorization', 'resume']);

/** The writes of a protocol request, held until its end and then applied together; see docs/decisions/0010-held-writes.md. */
export function createHeldWrites({ apply }: Writes): HeldWrites {
  const held = new WeakMap<object, Write[]>();
  const providers = new WeakSet();
  const take = (request: object | undefined): Write[] => {
    const writes = request === undefined ? undefined : held.get(request);
    if (request !== undefined) held.delete(request);
    return writes ?? [];
  };
  const holds = (request: RunningRequest | undefined): request is RunningRequest =>
    request?.oidc !== undefined && holding.has(request.oidc.route ?? '') && providers.has(request.oidc.provider);

  return {
    holding: () => holds(runningRequest()),
    async write(...writes) {
      const request = runningRequest();
      if (!holds(request)) return void (await apply(writes));
      const known = held.get(request);
      if (known === undefined) held.set(request, writes);
      else known.push(...writes);
    },
    async flush() {
      const request = runningRequest();
      if (request === undefined) return;
      try {
        // A loser that goes on may have something of its own to write.
        for (let writes = take(request); writes.length > 0; writes = take(request)) await apply(writes);
      } catch (error) {
        // The answer may be ready already. Nothing it speaks of exists.
        request.body = undefined;
        request.remove('Location');
        throw error;
      }
    },
    async flushStanding(request = runningRequest()) {
      const writes = take(request);
      const standing = writes.filter((each) => each.stands === true);
      if (standing.length > 0) await apply(standing);
      return writes.length - standing.length;
    },
    holdFor: (provider) => void providers.add(provider),
  };
}
