import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { give, type Owner } from './owner.ts';

/** The longest address that every system's `sockaddr_un` holds (104 bytes on macOS, its end included), less the name PostgreSQL adds. */
const LONGEST = 103 - '/.s.PGSQL.65535'.length;

/** Where the server's Unix-domain socket is, or null where it can have none. */
export function socketFolderOf(dataDir: string): string | null {
  const folder = join(dataDir, 'postgres', 'socket');
  return platform() === 'win32' || Buffer.byteLength(folder) > LONGEST ? null : folder;
}

/**
 * Makes the folder for the server's socket anew, for its owner alone; the caller owns the data directory and no server runs in it. Null where the path is too long or the file system holds no sockets;
 * the server is then reached over TCP. A socket spares both sides the network stack: about a third of what a short statement costs.
 */
export async function makeSocketFolder(dataDir: string, owner: Owner): Promise<string | null> {
  const folder = socketFolderOf(dataDir);
  if (folder === null) return null;
  // What a killed server left there would stop the next one.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const probe = createServer();
  const works = await new Promise<boolean>((resolve) => {
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(join(folder, 'probe'), () => {
      resolve(true);
    });
  });
  if (works) await new Promise((resolve) => probe.close(resolve));
  await give(folder, owner);
  return works ? folder : null;
}
