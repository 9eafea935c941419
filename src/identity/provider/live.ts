import type { Middleware } from 'koa';
import type { Clock } from '#shared/clock';
import type { Db } from '#shared/db';
import type { Log } from '#shared/log';
import type { Keys } from '#identity/keys';
import { buildProvider, type BuiltProvider, type ProviderDeps } from './provider.ts';

/** The provider with the key set of this moment. */
export interface LiveProvider {
  readonly middleware: Middleware;
  current(): BuiltProvider;
  /** Reads the keys again and builds anew if they changed; called on notification and by its own timer. */
  reload(): Promise<void>;
  stop(): void;
}

/** However notifications fare, the key set is looked at this often. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Keeps a provider built with the present keys: rebuilt when they change and at the very moment a scheduled key becomes
 * current. Requests that are under way finish with the provider they began with.
 */
export async function createLiveProvider(deps: ProviderDeps & { keys: Keys; db: Db; clock: Clock; log: Log }): Promise<LiveProvider> {
  let built: BuiltProvider | undefined;
  let fingerprint = '';
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  const load = async (): Promise<void> => {
    const set = await deps.keys.current(deps.db);
    const order = set.jwks.map((jwk) => jwk.kid).join(' ');
    if (order !== fingerprint) {
      built = buildProvider(deps, set);
      if (fingerprint !== '') deps.log.info({ keys: set.jwks.length }, 'the key set changed');
      fingerprint = order;
    }
    if (stopped) return;
    clearTimeout(timer);
    const wait = set.changesAt === null ? LOOK_AGAIN_MS : set.changesAt.getTime() - deps.clock.now().getTime();
    timer = setTimeout(reloadQuietly, Math.max(0, Math.min(wait, LOOK_AGAIN_MS)));
    timer.unref();
  };
  const reload = (): Promise<void> => {
    running = running.then(load, load);
    return running;
  };
  const reloadQuietly = (): void => {
    reload().catch((error: unknown) => {
      deps.log.error({ err: error }, 'could not read the signing keys; the present ones stay in use');
      if (!stopped) timer = setTimeout(reloadQuietly, 5000).unref();
    });
  };

  await reload();
  const current = (): BuiltProvider => {
    if (built === undefined) throw new Error('the provider was used before it was built');
    return built;
  };
  return {
    middleware: (ctx, next) => current().middleware(ctx, next),
    current,
    reload,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
