import { spawn } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Log } from '#shared/log';
import { findBinaries } from './binaries.ts';
import { clusterPath, createCluster, database, environment, keepPort, readAccess } from './cluster.ts';
import { lockDataDir } from './lock.ts';
import { clearOrphan } from './orphan.ts';
import { as, chooseOwner } from './owner.ts';
import { makeSocketFolder, socketFolderOf } from './socket.ts';
import { answering, canConnect, createDatabase, openLog, settings, urlOf } from './server.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: Log;
  /** False only for tests, whose data may be lost with the machine. */
  readonly durable?: boolean;
  /** Called when the server ends although nobody stopped it. */
  readonly onLost?: (error: Error) => void;
}

export interface EmbeddedPostgres {
  /** Superuser address of the database: its socket where it has one, else loopback; with the cluster's random password. */
  readonly url: string;
  /** Shuts the server down in good order (committed data is on disk) and gives the data directory back. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL server of a data directory, creating it on first use, and resolves when it answers.
 *
 * One program at a time owns a data directory (`DataDirBusy` otherwise). After a kill -9 the next start repairs what is left.
 * The server is a session of its own: a Ctrl-C in the terminal reaches the program only, which stops it after draining.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const unlock = await lockDataDir(dataDir);
  try {
    const binaries = findBinaries();
    const cluster = clusterPath(dataDir);
    const owner = await chooseOwner(cluster, [binaries.postgres]);
    await createCluster(dataDir, binaries, owner);
    await clearOrphan(dataDir, options.log);
    const saved = await readAccess(dataDir);
    if (saved === null) throw new Error(`${dataDir}/postgres.json is missing; without it nobody can log in to the database in ${cluster}`);
    const access = await keepPort(dataDir, saved);
    const socket = await makeSocketFolder(dataDir, owner);
    const logFile = await openLog(join(dataDir, 'postgres.log'));
    const flags = Object.entries(settings(access.port, options.durable ?? true, socket)).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const { file, args, options: identity } = as(owner, binaries.postgres, ['-D', cluster, ...flags]);
    const server = spawn(file, args, {
      detached: true,
      env: environment,
      cwd: '/',
      stdio: ['ignore', logFile.fd, logFile.fd],
      ...identity,
    });
    await logFile.close();
    let stopping = false;
    const ended = new Promise<void>((done) => {
      server.once('error', () => done());
      server.once('exit', () => done());
    });
    try {
      await answering(access, server, join(dataDir, 'postgres.log'));
      await createDatabase(access);
    } catch (error) {
      stopping = true;
      server.kill('SIGINT');
      await ended;
      throw error;
    }
    server.once('exit', (code, signal) => {
      if (!stopping)
        options.onLost?.(new Error(`the database server ended by itself (${signal ?? code ?? 'unknown'}); see ${dataDir}/postgres.log`));
    });
    // Whatever ends this process without `stop` (a crash, a forced end) still asks the server to shut down.
    const abandon = (): void => {
      server.kill('SIGINT');
    };
    process.once('exit', abandon);
    return {
      url: urlOf(access, database, socket),
      async stop() {
        stopping = true;
        process.off('exit', abandon);
        // "Fast" shutdown of postgres(1): open transactions are rolled back, a checkpoint is written.
        server.kill('SIGINT');
        const impatient = setTimeout(() => server.kill('SIGQUIT'), 60_000);
        await ended;
        clearTimeout(impatient);
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** The address of the server that is running on this data directory now, or null; for commands beside a running program. */
export async function runningEmbedded(options: { readonly dataDir: string }): Promise<string | null> {
  const access = await readAccess(resolve(options.dataDir));
  if (access === null || (await canConnect(access)) !== true) return null;
  const folder = socketFolderOf(resolve(options.dataDir));
  const socket = folder === null ? null : await stat(join(folder, `.s.PGSQL.${access.port}`)).catch(() => null);
  return urlOf(access, database, socket === null ? null : folder);
}
