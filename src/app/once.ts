import type { Config } from '#config';
import type { Host, Module } from '#module';
import type { Log } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { createPools, databases } from './databases.ts';
import { createHosts } from './hosts.ts';
import { migrateDatabases } from './schemas.ts';

export interface OnceOptions {
  readonly config: Config;
  readonly modules: readonly Module[];
  readonly log: Log;
  /** `DATABASE_URL` or the embedded database. */
  readonly primary: string;
  /** Puts this program's rules in place even where a newer program has put others. */
  readonly rulesBack: boolean;
}

/** Does one piece of work with the modules' hosts, on migrated databases, and closes everything it opened. For commands. */
export async function workOnce<T>(
  { config, modules, log, primary, rulesBack }: OnceOptions,
  work: (hostOf: (module: Module) => Host) => Promise<T>,
): Promise<T> {
  const where = databases(config, modules, primary);
  await migrateDatabases({ modules, databases: where, log, rulesBack });
  const pools = createPools(where, { modules, max: 4, applicationName: 'mocua cli', onIdleError: () => undefined });
  const stop = new AbortController();
  const endings: (() => Promise<void>)[] = [];
  const hosts = createHosts({
    ...{ config, modules, log, metrics: createMetrics(), signal: stop.signal, open: pools.open },
    beforeEnd: (finish) => void endings.unshift(finish),
  });
  try {
    return await work(hosts.hostOf);
  } finally {
    stop.abort();
    for (const finish of endings) await finish();
    await pools.close();
  }
}
