import { execFile } from 'node:child_process';
import { chown, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * As whom the server runs, since PostgreSQL refuses root: as the present user; as another user of the system; or, where that
 * user could not reach the files (a checkout below a private directory such as /root), as root seen as `nobody` from inside a
 * user namespace of its own.
 */
export type Owner =
  { readonly kind: 'self' } | { readonly kind: 'user'; readonly uid: number; readonly gid: number } | { readonly kind: 'namespace' };

/** A program with its arguments as `spawn` and `execFile` take them. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: { readonly uid?: number; readonly gid?: number };
}

/** Chooses for an existing cluster whoever owns it, otherwise `postgres` if the machine has that user, else `nobody`. Adds no user. */
export async function chooseOwner(cluster: string, needed: readonly string[]): Promise<Owner> {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  const found = await stat(cluster).catch(() => null);
  const user = found === null ? await systemUser() : found.uid === 0 ? null : { uid: found.uid, gid: found.gid };
  if (user !== null) {
    const closed = await firstClosed([...needed, cluster], user);
    if (closed === null) return { kind: 'user', ...user };
    if (found !== null || !(await namespacesWork())) {
      throw new Error(
        `PostgreSQL refuses to run as root, and the user it would run as (${user.uid}) cannot pass ${closed}; use a directory everybody may pass (chmod o+x), start as a normal user, or give DATABASE_URL`,
      );
    }
  }
  return { kind: 'namespace' };
}

/** The command that runs a program as the owner. It has the process number of the program itself, so signals reach it. */
export function as(owner: Owner, file: string, args: readonly string[]): Command {
  switch (owner.kind) {
    case 'self':
      return { file, args, options: {} };
    case 'user':
      return { file, args, options: { uid: owner.uid, gid: owner.gid } };
    case 'namespace':
      return { file: 'unshare', args: [...asNobody, file, ...args], options: {} };
  }
}

/** Gives a file or directory to the owner. */
export async function give(path: string, owner: Owner): Promise<void> {
  if (owner.kind === 'user') await chown(path, owner.uid, owner.gid);
}

const asNobody = ['--user', '--map-user=65534', '--map-group=65534', '--'];

async function namespacesWork(): Promise<boolean> {
  return run('unshare', [...asNobody, 'true']).then(
    () => true,
    () => false,
  );
}

async function systemUser(): Promise<{ uid: number; gid: number } | null> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find((fields) => fields[0] === 'postgres') ?? users.find((fields) => fields[0] === 'nobody');
  return user === undefined ? null : { uid: Number(user[2]), gid: Number(user[3]) };
}

/** The first directory above these paths that the user may not pass, or null. */
async function firstClosed(paths: readonly string[], user: { uid: number; gid: number }): Promise<string | null> {
  for (const path of paths) {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const about = await stat(folder).catch(() => null);
      if (about !== null) {
        const bit = about.uid === user.uid ? 0o100 : about.gid === user.gid ? 0o010 : 0o001;
        if ((about.mode & bit) === 0) return folder;
      }
      if (folder === dirname(folder)) break;
    }
  }
  return null;
}
