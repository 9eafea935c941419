import { errors, Provider, type Configuration, type TokenEndpointGrantContext } from 'oidc-provider';
import type { HeldWrites } from './held-writes.ts';

/**
 * A provider whose token endpoint applies the writes of a request when its grant type has done its work: inside the provider's own
 * error handling, so that a value used twice is answered exactly as if the provider had noticed, and before anything leaves. The
 * models of sessions and pushed requests do the same for the other routes, whose last step is to save one.
 */
export function createHeldProvider(held: HeldWrites, issuer: string, configuration: Configuration): Provider {
  class HeldProvider extends Provider {
    override registerGrantType<Params extends object>(
      name: string,
      handler: (ctx: TokenEndpointGrantContext<Params>) => Promise<void> | void,
      ...parameters: Names[]
    ): void {
      const flushed = async (ctx: TokenEndpointGrantContext<Params>): Promise<void> => {
        try {
          await handler(ctx);
        } catch (error) {
          await held.flushStanding(ctx);
          throw error;
        }
        await held.flush();
      };
      super.registerGrantType(name, flushed, ...parameters);
    }
  }
  const provider = new HeldProvider(issuer, configuration);
  provider.use(async (ctx, next) => {
    held.open(ctx);
    await next();
    // A request refused before its grant type was asked: the assertion it showed is used up all the same.
    const forgotten = await held.flushStanding(ctx).catch((error: unknown) => {
      if (error instanceof errors.OIDCProviderError) return 0;
      throw error;
    });
    if (forgotten > 0 && ctx.status < 400) throw new Error('a request was answered before its writes were applied');
  });
  return provider;
}

type Names = string | readonly string[] | ReadonlySet<string>;
