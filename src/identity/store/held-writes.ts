import { one, type Tx } from '#shared/db';
import type { StoreOptions } from './contract.ts';
import { applyWrites, usedAlready } from './held-writes-sql.ts';
import { runningRequest, type RunningRequest } from './request.ts';

/** One thing to be written, in the words of `identity.apply_writes`. */
export interface Write {
  /** Its JSON object; begins with `do`. */
  readonly json: string;
  /** True for what stands even if the request comes to nothing: a `jti` that was shown, and the session. */
  readonly stands?: boolean;
  /**
   * Called when the value was used already. Throws what the client is told, or resolves: go on without this write, with the others
   * changed by what it resolves with.
   */
  lost?(): Promise<void | ((json: string) => string)>;
}

export interface HeldWrites {
  /** Keeps the writes until the request ends, if it is one that ends with {@link flush}; otherwise applies them at once. */
  write(...writes: Write[]): Promise<void>;
  /** Applies what the running request holds, in one transaction. Must be the last that can fail before the answer goes out. */
  flush(): Promise<void>;
  /** True while what is written is held. */
  holding(): boolean;
  /** For a request that has failed: applies what stands and forgets the rest. Returns how many writes were forgotten. */
  flushStanding(request?: object): Promise<number>;
  /** False when a session to be saved is gone. */
  apply(tx: Tx, writes: readonly Write[]): Promise<boolean>;
  /** Requests of this provider end with {@link flush}. */
  holdFor(provider: object): void;
}

/** The routes whose last step flushes: see `held-provider.ts` and the adapters of sessions and pushed requests. */
const holding = new Set(['token', 'pushed_authorization_request', 'authorization', 'resume']);

/** All requests apply their writes in this order, so that no two wait for each other. */
const order = ['claim', 'use-', 'save-', 'keep-', 'enter-', 'leave-'];

/** The writes of a protocol request, held until its end and then applied together; see docs/decisions/0010-held-writes.md. */
export function createHeldWrites({ db, clock }: Pick<StoreOptions, 'db' | 'clock'>): HeldWrites {
  const held = new WeakMap<object, Write[]>();
  const providers = new WeakSet();
  const take = (request: object | undefined): Write[] => {
    const writes = request === undefined ? undefined : held.get(request);
    if (request !== undefined) held.delete(request);
    return writes ?? [];
  };
  const holds = (request: RunningRequest | undefined): request is RunningRequest =>
    request?.oidc !== undefined && holding.has(request.oidc.route ?? '') && providers.has(request.oidc.provider);

  const apply: HeldWrites['apply'] = async (tx, writes) => {
    const ordered = sorted(writes);
    try {
      const json = `[${ordered.map((each) => each.json).join(',')}]`;
      return (await one(tx, applyWrites, [clock.now().toISOString(), json])).had_session;
    } catch (error) {
      const loser = ordered[placeOf(error)];
      if (loser?.lost === undefined) throw error;
      return await without(tx, loser, ordered);
    }
  };

  /** Nothing was written. Either the request comes to nothing, and only what stands is written, or it goes on without the loser. */
  const without = async (tx: Tx, loser: Write, writes: readonly Write[]): Promise<boolean> => {
    let rest = writes.filter((each) => each !== loser);
    try {
      const change = await loser.lost?.();
      if (change !== undefined) rest = rest.map((each) => ({ ...each, json: change(each.json) }));
    } catch (refusal) {
      const standing = rest.filter((each) => each.stands === true);
      if (standing.length > 0) await apply(tx, standing);
      throw refusal;
    }
    return rest.length === 0 ? true : apply(tx, rest);
  };

  return {
    apply,
    holding: () => holds(runningRequest()),
    async write(...writes) {
      const request = runningRequest();
      if (!holds(request)) return void (await apply(db, writes));
      const known = held.get(request);
      if (known === undefined) held.set(request, writes);
      else known.push(...writes);
    },
    async flush() {
      const request = runningRequest();
      if (request === undefined) return;
      try {
        // A loser that goes on may have something of its own to write.
        for (let writes = take(request); writes.length > 0; writes = take(request)) await apply(db, writes);
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
      if (standing.length > 0) await apply(db, standing);
      return writes.length - standing.length;
    },
    holdFor: (provider) => void providers.add(provider),
  };
}

/** Claims among themselves by their key; everything else keeps the order in which it came. */
function sorted(writes: readonly Write[]): readonly Write[] {
  if (writes.length < 2) return writes;
  const rank = (each: Write): number => order.findIndex((verb) => each.json.startsWith(verb, 7));
  const claims = (a: Write, b: Write): number => (a.json < b.json ? -1 : a.json > b.json ? 1 : 0);
  return [...writes].sort((a, b) => rank(a) - rank(b) || (rank(a) === 0 ? claims(a, b) : 0));
}

function placeOf(error: unknown): number {
  const { code, detail } = (error ?? {}) as { code?: unknown; detail?: unknown };
  return code === usedAlready ? Number(detail) : -1;
}
