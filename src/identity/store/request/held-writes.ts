import type { Write, Writes } from '#identity/writes';
import type { RequestMemory, RequestSlots } from './memory.ts';
import { runningRequest } from './running.ts';

export interface HeldWrites {
  /** Keeps the writes until the request ends, if it is one that ends with {@link flush}; otherwise applies them at once. */
  write(...writes: Write[]): Promise<void>;
  /** Applies what the running request holds, in one transaction. Must be the last that can fail before the answer goes out. */
  flush(): Promise<void>;
  /** True while what is written is held. */
  holding(): boolean;
  /** From now on this request's writes may be held: whoever calls it sees to it that {@link flushStanding} ends the request. */
  open(request: object): void;
  /** For a request that has failed: applies what stands and forgets the rest. Returns how many writes were forgotten. */
  flushStanding(request: object): Promise<number>;
}

/** The routes whose last step flushes: see `held-provider.ts` and the models of sessions and pushed requests. */
const holding = new Set(['token', 'pushed_authorization_request', 'authorization', 'resume']);

/** The writes of a protocol request, held until its end and then applied together; see docs/decisions/0010-held-writes.md. */
export function createHeldWrites({ apply }: Pick<Writes, 'apply'>, memory: RequestMemory): HeldWrites {
  /** What the running request holds; undefined where nothing is held. */
  const kept = (): Write[] | undefined => (holding.has(runningRequest()?.oidc?.route ?? '') ? memory.running()?.held : undefined);
  const take = (slots: RequestSlots): readonly Write[] => slots.held?.splice(0) ?? [];

  return {
    holding: () => kept() !== undefined,
    async write(...writes) {
      const held = kept();
      if (held === undefined) await apply(writes);
      else held.push(...writes);
    },
    async flush() {
      const request = runningRequest();
      if (request === undefined) return;
      try {
        // A loser that goes on may have something of its own to write.
        for (let writes = take(memory.of(request)); writes.length > 0; writes = take(memory.of(request))) await apply(writes);
      } catch (error) {
        // The answer may be ready already. Nothing it speaks of exists.
        request.body = undefined;
        request.remove('Location');
        throw error;
      }
    },
    open: (request) => void (memory.of(request).held = []),
    async flushStanding(request) {
      const writes = take(memory.of(request));
      const standing = writes.filter((each) => each.stands === true);
      if (standing.length > 0) await apply(standing);
      return writes.length - standing.length;
    },
  };
}
