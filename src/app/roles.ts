import type { Config, Role } from '#config';
import { createDb, type Db } from '#shared/db';
import { listen } from '#shared/listen';
import type { Log } from '#shared/log';
import { createMetrics, type Metrics } from '#shared/metrics';
import { readyOnKnownSchema } from './known-schema.ts';

/** One place the program can be reached at. */
export interface Address {
  readonly name: string;
  readonly url: string;
}

export interface App {
  readonly addresses: readonly Address[];
  /** Stops accepting, finishes what is being worked on, then closes the database connections. */
  stop(): Promise<void>;
}

/** Where each module keeps its data; the same server unless configured otherwise. */
export type Databases = Readonly<Record<'identity' | 'catalogue' | 'dossier' | 'payment' | 'sandbox', string>>;

type Handler = Parameters<typeof listen>[0];

/** What every role is given. */
export interface Runtime {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Opens a module's connections, acting as the module's database role. They are closed after every role has stopped. */
  readonly open: (module: keyof Databases) => Db;
  /** Aborts when the program stops: background loops end. */
  readonly signal: AbortSignal;
  /** What `make` makes, made on first use and then the same for every role of this process. */
  readonly once: <T>(name: string, make: () => T) => T;
  /** Work to finish between the last request and the closing of the connections; what was begun last ends first. */
  readonly beforeEnd: (finish: () => Promise<void>) => void;
  /** Serves one origin on its port and lists its address. */
  readonly serve: (name: string, url: URL | undefined, offset: number, handler: Handler) => Promise<void>;
  /** Serves on a port for the operator alone; listed nowhere. */
  readonly serveInside: (port: number, handler: Handler) => Promise<void>;
}

export type Starters = Readonly<Record<Role, (runtime: Runtime) => Promise<void>>>;

/** Starts the configured roles in this process, in the given order. When one cannot start, those that did are stopped again. */
export async function runRoles(options: { config: Config; log: Log; databases: Databases; starters: Starters }): Promise<App> {
  const { config, log, starters } = options;
  const metrics = createMetrics();
  const stop = new AbortController();
  const pools = new Map<keyof Databases, Db>();
  const made = new Map<string, unknown>();
  const servers: { stop(): Promise<void> }[] = [];
  const addresses: Address[] = [];
  const endings: (() => Promise<void>)[] = [];
  const ready = readyOnKnownSchema({ databases: () => pools.values(), log });
  const start = async (port: number, handler: Handler) => {
    const server = await listen(ready(handler), { port, host: config.host });
    servers.push(server);
    return server;
  };
  const runtime: Runtime = {
    config,
    log,
    metrics,
    signal: stop.signal,
    open(module) {
      const known = pools.get(module);
      if (known !== undefined) return known;
      const db = createDb({
        connectionString: options.databases[module],
        role: `mocua_${module}`,
        // The relying-party kit finds the module's own tables by it.
        searchPath: module,
        plansOnce: module === 'identity',
        max: config.database.pool,
        applicationName: `mocua ${module}`,
        onStatement: metrics.statement,
        onIdleError: (error) => {
          log.warn({ err: error, module }, 'a database connection broke; it is replaced');
        },
      });
      pools.set(module, db);
      return db;
    },
    once<T>(name: string, make: () => T): T {
      if (!made.has(name)) made.set(name, make());
      return made.get(name) as T;
    },
    beforeEnd(finish) {
      endings.unshift(finish);
    },
    serveInside: async (port, handler) => void (await start(port, handler)),
    async serve(name, url, offset, handler) {
      const server = await start(config.basePort + offset, handler);
      addresses.push({ name, url: url?.href ?? `http://${config.host}:${server.port}/` });
    },
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await Promise.all(servers.map((server) => server.stop()));
    for (const finish of endings) await finish();
    await Promise.all([...pools.values()].map((db) => db.close()));
  };
  try {
    for (const role of config.roles) await starters[role](runtime);
  } catch (error) {
    await end();
    throw error;
  }
  return { addresses, stop: end };
}
