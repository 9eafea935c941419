import { fork, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createLog } from '#shared/log';
import { DataDirBusy, runningEmbedded, startEmbedded } from '#process/postgres';

const log = createLog({ level: 'silent' });
let folder: string;
const children: ChildProcess[] = [];

const emptyFolder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'mocua-embedded-'));
  await chmod(made, 0o755);
  return made;
};
/** A server whose program was killed is stopped by the next start. */
const remove = async (dataDir: string): Promise<void> => {
  await startEmbedded({ dataDir, log, durable: false }).then((server) => server.stop());
  await rm(dataDir, { recursive: true });
};

beforeAll(async () => {
  folder = await emptyFolder();
});
afterEach(async () => {
  for (const child of children.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGKILL');
    await ended(child);
  }
});
afterAll(() => remove(folder));

const ask = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows.map((row) => Object.values(row)[0]);
};

/** Another program that owns a data directory; says the database's address when it is up. */
const owner = (dataDir: string): { child: ChildProcess; up: Promise<string> } => {
  const child = fork(join(import.meta.dirname, '..', '..', 'support', 'database-owner.ts'), [dataDir], { stdio: 'inherit' });
  children.push(child);
  return { child, up: new Promise((resolve) => child.once('message', (url) => resolve(String(url)))) };
};
const program = async (): Promise<{ child: ChildProcess; url: string }> => {
  const { child, up } = owner(folder);
  return { child, url: await up };
};

const ended = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once('exit', resolve));

test('a second start keeps the data, the address and the password', async () => {
  const first = await startEmbedded({ dataDir: folder, log });
  await ask(first.url, 'CREATE TABLE kept_by_stop AS SELECT 7 AS n');
  await first.stop();
  const second = await startEmbedded({ dataDir: folder, log });
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, 'SELECT n FROM kept_by_stop')).toEqual([7]);
  await second.stop();
});

test('it listens on loopback and on a socket that its owner alone reaches, keeps what it commits, and its password is for its owner alone', async () => {
  const server = await startEmbedded({ dataDir: folder, log });
  expect(await ask(server.url, "SELECT current_setting('listen_addresses')")).toEqual(['127.0.0.1']);
  expect(await ask(server.url, 'SELECT inet_client_addr() IS NULL')).toEqual([true]);
  expect((await stat(join(folder, 'postgres', 'socket'))).mode & 0o077).toBe(0);
  expect(await ask(server.url, "SELECT current_setting('fsync') || current_setting('synchronous_commit')")).toEqual(['onon']);
  expect((await stat(join(folder, 'postgres.json'))).mode & 0o077).toBe(0);
  expect((await stat(join(folder, 'postgres'))).mode & 0o077).toBe(0);
  await expect(ask(server.url.replace(/:[^:@]*@/, ':guess@'), 'SELECT 1')).rejects.toThrow('password authentication failed');
  await server.stop();
});

test('a killed program restarts with everything that was committed, although its database server lived on', async () => {
  const { child, url } = await program();
  await ask(url, 'CREATE TABLE kept_by_server AS SELECT 7 AS n');
  child.kill('SIGKILL');
  await ended(child);
  expect(await runningEmbedded({ dataDir: folder })).toBe(url);
  const server = await startEmbedded({ dataDir: folder, log });
  expect(await ask(server.url, 'SELECT n FROM kept_by_server')).toEqual([7]);
  await server.stop();
  expect(await runningEmbedded({ dataDir: folder })).toBeNull();
});

test('program and server killed together restart with everything that was committed', async () => {
  const { child, url } = await program();
  await ask(url, 'CREATE TABLE kept_by_log AS SELECT 7 AS n');
  const postmaster = Number.parseInt(await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8'), 10);
  process.kill(postmaster, 'SIGKILL');
  child.kill('SIGKILL');
  await ended(child);
  const server = await startEmbedded({ dataDir: folder, log });
  expect(await ask(server.url, 'SELECT n FROM kept_by_log')).toEqual([7]);
  await server.stop();
});

test('a stale postmaster.pid whose number belongs to another living program hurts neither', async () => {
  await (await startEmbedded({ dataDir: folder, log })).stop();
  await writeFile(join(folder, 'postgres', 'data', 'postmaster.pid'), `${process.pid}\n${folder}\n`);
  const server = await startEmbedded({ dataDir: folder, log });
  await server.stop();
});

test('a program killed while it created the database starts from nothing', async () => {
  const fresh = await emptyFolder();
  const { child } = owner(fresh);
  await new Promise((resolve) => setTimeout(resolve, 600));
  child.kill('SIGKILL');
  await ended(child);
  const server = await startEmbedded({ dataDir: fresh, log });
  expect(await ask(server.url, 'SELECT 1')).toEqual([1]);
  await server.stop();
  await remove(fresh);
});

test('two programs never share a data directory', async () => {
  const { child } = await program();
  await expect(startEmbedded({ dataDir: folder, log })).rejects.toThrow(DataDirBusy);
  child.send('stop');
  await ended(child);
});
