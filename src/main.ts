import cluster from 'node:cluster';
import { flushCompileCache } from 'node:module';
import { ConfigError, readConfig, WORKER, type Config } from '#config';
import { PortTaken } from '#shared/listen';
import { createLog } from '#shared/log';
import { MigrationRefused } from '#shared/migrate';
import { PackageMissing } from '#shared/optional-package';
import { DataDirBusy, startEmbedded } from '#process/postgres';
import { databases, migrateDatabases, startRoles, type App } from './app.ts';
import { modules } from './modules.ts';
import { liveAsMember, startMembers } from './process/members.ts';
import { aborted, expectEnd, stopSignal } from './process/stop-signal.ts';

async function main(): Promise<void> {
  const config = readConfig(modules);
  const log = createLog({ level: config.logLevel });
  if (cluster.isWorker) {
    await liveAsMember(() => startRoles({ config, log, modules, databases: databases(config, modules, config.database.url ?? '') }));
  } else {
    await lead(config, log);
  }
  expectEnd(log);
}

/** Background jobs need no second process, and what keeps its state in memory must not have one. */
const onceOnly = [WORKER, ...modules.filter(({ single }) => single === true).map(({ name }) => name)];

/** The only process, or the one that owns the others: database first, then the schema, then the roles; stopped in reverse. */
async function lead(config: Config, log: ReturnType<typeof createLog>): Promise<void> {
  const stop = stopSignal(log, config.startedByNpm);
  for (const warning of config.warnings) log.warn(warning);
  const onLost = (err: Error): void => {
    log.fatal({ err }, 'the database is gone');
    process.exitCode = 1;
    stop.abort();
  };
  const embedded = config.database.url === undefined ? await startEmbedded({ dataDir: config.dataDir, log, onLost }) : undefined;
  try {
    const where = databases(config, modules, config.database.url ?? embedded?.url ?? '');
    await migrateDatabases({ modules, databases: where, log });
    const running =
      config.workers > 1
        ? await startMembers({ config, log, once: onceOnly, embeddedUrl: embedded?.url })
        : await startRoles({ config, log, modules, databases: where });
    // What Node compiled goes to where NODE_COMPILE_CACHE says, if anywhere; at the end it would be lost with a program that is killed.
    flushCompileCache();
    announce(config, running.addresses);
    await aborted(stop.signal);
    // A balancer sends SIGTERM's process others' requests until it has seen `/readyz`; whoever presses Ctrl-C wants it gone.
    if (stop.signal.reason === 'SIGTERM') await running.drain();
    await running.stop();
  } finally {
    await embedded?.stop();
  }
}

function announce(config: Config, addresses: App['addresses']): void {
  const lines = addresses.map(({ name, url }) => `  ${name.padEnd(24)}${url}`);
  const welcomes = config.demoData ? modules.flatMap(({ welcome }) => (welcome === undefined ? [] : ['', ...welcome])) : [];
  process.stdout.write(`Một Cửa is ready (${config.roles.join(', ')}).\n${[...lines, ...welcomes].map((line) => `${line}\n`).join('')}`);
}

/** What a person can put right is said in a sentence; everything else with its stack. */
function explain(error: unknown): string {
  const plain = [ConfigError, DataDirBusy, MigrationRefused, PackageMissing, PortTaken].some((kind) => error instanceof kind);
  return plain && error instanceof Error ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
  // A member that could not start is still connected to its primary, which would keep it alive.
  if (cluster.isWorker) process.disconnect();
}
