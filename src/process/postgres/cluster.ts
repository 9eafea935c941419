import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { randomToken } from '#shared/crypto';
import type { Binaries } from './binaries.ts';
import { as, give, type Owner } from './owner.ts';

const run = promisify(execFile);

/** What a data directory's cluster is reached with; kept beside it, readable by its owner alone. */
export interface Access {
  readonly port: number;
  readonly password: string;
}

export const user = 'postgres';
export const database = 'mocua';

/** The server's environment: nothing of the program's own, so no secret and no `PG*` setting reaches it. */
export const environment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' };

export function clusterPath(dataDir: string): string {
  return join(dataDir, 'postgres', 'data');
}

/** The saved access, or null when this directory never had a cluster. */
export async function readAccess(dataDir: string): Promise<Access | null> {
  try {
    return JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8')) as Access;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written beside and renamed, so that a crash leaves the old file or the new one. */
export async function saveAccess(dataDir: string, access: Access): Promise<void> {
  const path = join(dataDir, 'postgres.json');
  await writeFile(`${path}.new`, JSON.stringify(access), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/**
 * Creates the cluster if there is none. It is made under another name and renamed when complete: a program killed here starts
 * again from nothing. The locale is PostgreSQL's own C.UTF-8, so text sorts and folds the same on every machine.
 */
export async function createCluster(dataDir: string, binaries: Binaries, owner: Owner): Promise<void> {
  const cluster = clusterPath(dataDir);
  if ((await stat(cluster).catch(() => null)) !== null) return;
  const folder = join(dataDir, 'postgres');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await give(folder, owner);
  // The initdb of a killed program may live on and write to its own draft; what cannot be removed now is left for the next time.
  for (const left of (await readdir(folder)).filter((name) => name.startsWith('data.new') || name.startsWith('password'))) {
    await rm(join(folder, left), { recursive: true, force: true }).catch(() => undefined);
  }
  const attempt = randomToken(6);
  const draft = `${cluster}.new-${attempt}`;
  const access = { port: await freePort(), password: randomToken() };
  const secret = join(folder, `password-${attempt}`);
  await writeFile(secret, access.password, { mode: 0o600 });
  await give(secret, owner);
  try {
    const flags = [
      '--auth=scram-sha-256',
      `--username=${user}`,
      `--pwfile=${secret}`,
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ];
    const { file, args, options } = as(owner, binaries.initdb, [`--pgdata=${draft}`, ...flags]);
    await run(file, args, { env: environment, cwd: '/', ...options });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr ?? String(cause);
    throw new Error(`initdb failed: ${said.trim()}`, { cause });
  } finally {
    await rm(secret, { force: true });
  }
  await saveAccess(dataDir, access);
  await rename(draft, cluster);
}

/** The saved port while nobody else took it, otherwise a new one, which is then saved. */
export async function keepPort(dataDir: string, access: Access): Promise<Access> {
  if (await freePort(access.port).catch(() => null)) return access;
  const moved = { ...access, port: await freePort() };
  await saveAccess(dataDir, moved);
  return moved;
}

function freePort(port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const chosen = (probe.address() as AddressInfo).port;
      probe.close(() => {
        resolve(chosen);
      });
    });
  });
}
