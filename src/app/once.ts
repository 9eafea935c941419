import type { Config } from '#config';
import type { Host, Module } from '#module';
import type { Log } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { migrate } from '#shared/migrate';
import { createPools, databases, schemasByDatabase } from './databases.ts';
import { createHosts } from './hosts.ts';

export interface OnceOptions {
  readonly config: Config;
  readonly modules: readonly Module[];
  readonly log: Log;
  /** `DATABASE_URL` or the embedded database. */
  readonly primary: string;
}

/** Does one piece of work with the modules' hosts, on migrated databases, and closes everything it opened. For commands. */
export async function workOnce<T>(
  { config, modules, log, primary }: OnceOptions,
  work: (hostOf: (module: Module) => Host) => Promise<T>,
): Promise<T> {
  const where = databases(config, modules, primary);
  for (const connectionString of schemasByDatabase(modules, where).keys()) await migrate({ connectionString, log });
  const pools = createPools(where, { max: 4, applicationName: 'mocua cli', onIdleError: () => undefined });
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
