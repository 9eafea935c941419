import { setTimeout as pause } from 'node:timers/promises';
import { WORKER, type Config } from '#config';
import type { Handler, Module } from '#module';
import type { Route } from '#shared/http';
import { systemClock } from '#shared/clock';
import { listen, type Listening } from '#shared/listen';
import type { Log } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { createPools, type Databases } from './databases.ts';
import { createHosts } from './hosts.ts';
import { createReadiness } from './readiness.ts';
import { startWorker } from './worker.ts';

/** One place the program can be reached at. */
export interface Address {
  readonly name: string;
  readonly url: string;
}

export interface App {
  readonly addresses: readonly Address[];
  /** The routes of each origin that runs here, by its name. */
  readonly routes: Readonly<Record<string, readonly Route[]>>;
  /** Says "not ready" for `DRAIN_SECONDS` and still serves everything; `stop` comes after it. */
  drain(): Promise<void>;
  /** Stops accepting, finishes what is being worked on, then closes the database connections. */
  stop(): Promise<void>;
}

export interface RolesOptions {
  readonly config: Config;
  readonly log: Log;
  readonly modules: readonly Module[];
  readonly databases: Databases;
}

/** Starts the configured roles in this process, in the order of the modules. When one cannot start, those that did are stopped again. */
export async function startRoles({ config, log, modules, databases }: RolesOptions): Promise<App> {
  const metrics = createMetrics();
  const stop = new AbortController();
  const servers: Listening[] = [];
  const addresses: Address[] = [];
  const routes: Record<string, readonly Route[]> = {};
  const endings: (() => Promise<void>)[] = [];
  const pools = createPools(databases, {
    modules,
    max: config.database.pool,
    applicationName: 'mocua',
    onStatement: metrics.statement,
    onIdleError: (error, module) => {
      log.warn({ err: error, module }, 'a database connection broke; it is replaced');
    },
  });
  const beforeEnd = (finish: () => Promise<void>): void => void endings.unshift(finish);
  const hosts = createHosts({ config, modules, log, metrics, signal: stop.signal, open: pools.open, beforeEnd });
  const readiness = createReadiness({ databases: pools.opened, clock: systemClock, log, metrics, signal: stop.signal });
  const serve = async (port: number, handler: Handler): Promise<number> => {
    const server = await listen(
      readiness.guard((request, response) => void handler(request, response)),
      { port, host: config.host },
    );
    servers.push(server);
    return server.port;
  };

  const startModule = async (module: Module): Promise<void> => {
    const part = await hosts.partOf(module);
    await part.prepare?.();
    const origins = (await part.origins?.()) ?? {};
    for (const { name, offset, title = name } of module.origins) {
      const origin = origins[name];
      if (origin === undefined) throw new Error(`${module.name} does not serve its origin ${name}`);
      const port = await serve(config.basePort + offset, origin.callback());
      routes[name] = origin.routes ?? [];
      addresses.push({ name: title, url: config.urls[name]?.href ?? `http://${config.host}:${port}/` });
    }
  };

  const drain = async (): Promise<void> => {
    for (const server of servers) server.drain();
    await pause(config.drainSeconds * 1000);
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await Promise.all(servers.map((server) => server.stop()));
    for (const finish of endings) await finish();
    await pools.close();
  };
  try {
    for (const role of config.roles) {
      const module = modules.find(({ name }) => name === role);
      if (module !== undefined) await startModule(module);
      else if (role === WORKER) await startWorker({ config, log, metrics, modules, hosts, beforeEnd, serve, signal: stop.signal });
    }
  } catch (error) {
    await end();
    throw error;
  }
  // What is not as it should be stands in the log from the start, before anybody is sent here.
  await readiness.faults();
  return { addresses, routes, drain, stop: end };
}
