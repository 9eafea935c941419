import type { ChildProcess } from 'node:child_process';
import { open, readFile, stat, truncate, type FileHandle } from 'node:fs/promises';
import pg from 'pg';
import { database, user, type Access } from './cluster.ts';

/** The server's settings; given on its command line, so that a new version of the program brings its own to an old cluster. */
export function settings(port: number, durable: boolean, socket: string | null): Record<string, string | number> {
  return {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: socket ?? '',
    max_connections: 200,
    shared_buffers: '256MB',
    wal_compression: 'on',
    max_wal_size: '2GB',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
    timezone: 'UTC',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
}

/** The superuser's address of one database; through the socket in that folder when there is one. */
export function urlOf(access: Access, name: string, socket: string | null = null): string {
  const host = socket === null ? '' : `?host=${encodeURIComponent(socket)}`;
  return `postgres://${user}:${access.password}@127.0.0.1:${access.port}/${name}${host}`;
}

/** True, or the reason why not. */
export async function canConnect(access: Access): Promise<true | Error> {
  const client = new pg.Client({ connectionString: urlOf(access, 'postgres'), connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Resolves when the server accepts a login. Recovery after a crash may take long, so it waits as long as the server lives. */
export async function answering(access: Access, server: ChildProcess, logFile: string): Promise<void> {
  let failure: Error | undefined;
  server.once('error', (error) => {
    failure = error;
  });
  for (;;) {
    const result = await canConnect(access);
    if (result === true) return;
    if (failure !== undefined || server.exitCode !== null || server.signalCode !== null) {
      const said = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n').slice(-8).join('\n');
      throw new Error(`the database server did not start: ${failure?.message ?? ''}\n${said}`);
    }
    if ('code' in result && result.code === '28P01') throw new Error('the database server refuses the saved password', { cause: result });
    await new Promise((wake) => setTimeout(wake, 40));
  }
}

/** Creates the program's database on first use. */
export async function createDatabase(access: Access): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(access, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
}

/** The server's own messages, kept across starts until they fill 10 MB. */
export async function openLog(path: string): Promise<FileHandle> {
  const size = (await stat(path).catch(() => null))?.size ?? 0;
  if (size > 10_000_000) await truncate(path);
  return open(path, 'a', 0o600);
}
