import { errors, Provider, type Configuration, type TokenEndpointGrantContext } from 'oidc-provider';
import type { Clock } from '#shared/clock';
import type { Write, Writes } from '#identity/writes';
import { runningRequest, type RequestMemory } from './memory.ts';

export interface HeldWrites {
  /** Keeps the writes until the request ends, if it is one that ends with {@link flush}; otherwise applies them at once. */
  write(...writes: Write[]): Promise<void>;
  /** Applies what the running request holds, in one transaction. Must be the last that can fail before the answer goes out. */
  flush(): Promise<void>;
  /** Claims now what the running request has shown (its `jti`); throws when that was used before. */
  claim(): Promise<void>;
  /** True while what is written is held. */
  holding(): boolean;
  /**
   * A provider whose requests hold their writes. Its token endpoint applies them when the grant type has done its work: inside the
   * provider's own error handling, so that a value used twice is answered exactly as if the provider had noticed, and before anything
   * leaves. The models of sessions and pushed requests do the same for the other routes, whose last step is to save one.
   */
  createProvider(issuer: string, configuration: Configuration): Provider;
}

/** The routes whose last step flushes. */
const holding = new Set(['token', 'pushed_authorization_request', 'authorization', 'resume']);

type Names = string | readonly string[] | ReadonlySet<string>;

/** The writes of a protocol request, held until its end and then applied together; see docs/decisions/0010-held-writes.md. */
export function createHeldWrites({ apply, clock }: Pick<Writes, 'apply'> & { clock: Clock }, memory: RequestMemory): HeldWrites {
  /** What the running request holds; undefined where nothing is held. */
  const kept = (): Write[] | undefined => (holding.has(runningRequest()?.oidc?.route ?? '') ? memory.running()?.held : undefined);
  const take = (request: object): readonly Write[] => memory.of(request).held?.splice(0) ?? [];

  const flush: HeldWrites['flush'] = async () => {
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
  };
  /** For a request that has failed: applies what stands and forgets the rest. Returns how many writes were forgotten. */
  const flushStanding = async (request: object): Promise<number> => {
    const writes = take(request);
    const standing = writes.filter((each) => each.stands === true);
    if (standing.length > 0) await apply(standing);
    return writes.length - standing.length;
  };

  class HoldingProvider extends Provider {
    override registerGrantType<Params extends object>(
      name: string,
      handler: (ctx: TokenEndpointGrantContext<Params>) => Promise<void> | void,
      ...parameters: Names[]
    ): void {
      const flushed = async (ctx: TokenEndpointGrantContext<Params>): Promise<void> => {
        try {
          await handler(ctx);
        } catch (error) {
          await flushStanding(ctx);
          throw error;
        }
        await flush();
      };
      super.registerGrantType(name, flushed, ...parameters);
    }
  }

  return {
    holding: () => kept() !== undefined,
    async write(...writes) {
      const held = kept();
      if (held === undefined) await apply(writes);
      else held.push(...writes);
    },
    flush,
    async claim() {
      const held = kept() ?? [];
      const claims = held.filter((each) => each.kind === 'claim');
      held.splice(0, held.length, ...held.filter((each) => each.kind !== 'claim'));
      if (claims.length > 0) await apply(claims);
    },
    createProvider(issuer, configuration) {
      const provider = new HoldingProvider(issuer, configuration);
      provider.use(async (ctx, next) => {
        const slots = memory.of(ctx);
        slots.held = [];
        slots.arrived = clock.now();
        await next();
        // A request refused before its grant type was asked: the assertion it showed is used up all the same.
        const forgotten = await flushStanding(ctx).catch((error: unknown) => {
          if (error instanceof errors.OIDCProviderError) return 0;
          throw error;
        });
        if (forgotten > 0 && ctx.status < 400) throw new Error('a request was answered before its writes were applied');
      });
      return provider;
    },
  };
}
