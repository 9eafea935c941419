import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '#shared/log';
import { clusterPath } from './cluster.ts';
import { alive, commandOf, exists, gone } from './process.ts';

/**
 * Clears what a killed program left behind: a server that still runs on this cluster is shut down in good order, and a
 * `postmaster.pid` whose number now belongs to some other program is removed (PostgreSQL alone would refuse to start).
 * The caller holds the lock of the data directory, so the server found here has no living parent. The file of a server
 * that is gone stays: with it PostgreSQL itself makes sure that no backend of that server is still writing.
 */
export async function clearOrphan(dataDir: string, log: Log): Promise<void> {
  const cluster = clusterPath(dataDir);
  const pidFile = join(cluster, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => null);
  if (text === null) return;
  const pid = Number.parseInt(text, 10);
  const numbered = Number.isInteger(pid) && pid > 1;
  if (numbered && !exists(pid)) return;
  if (numbered && (await alive(pid))) {
    const command = await commandOf(pid);
    if (command?.includes('postgres') === true && command.includes(cluster)) {
      log.warn({ pid }, 'a database server of a killed program is still running; stopping it');
      process.kill(pid, 'SIGINT');
      if (!(await gone(pid, 30_000))) {
        process.kill(pid, 'SIGQUIT');
        if (!(await gone(pid, 10_000))) throw new Error(`the old database server (process ${pid}) does not stop; stop it by hand`);
      }
    }
  }
  await rm(pidFile, { force: true });
}
