import { randomBytes, hkdfSync } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secret of a machine on localhost for one setting: 32 bytes in base64. */
export type DevelopmentSecrets = (setting: string) => string;

/**
 * The secrets of a machine on localhost, for settings that are not given. All are derived from one random root in
 * `development.json`, generated on first use, readable by its owner alone. Of several processes that start at once one creates
 * the file (`link` refuses a name that exists) and all read the same.
 */
export function developmentSecrets(keysDir: string): DevelopmentSecrets {
  const root = readRoot(keysDir);
  return (setting) => Buffer.from(hkdfSync('sha256', root, '', `mot-cua development ${setting}`, 32)).toString('base64');
}

function readRoot(keysDir: string): Buffer {
  const path = join(keysDir, 'development.json');
  let text = read(path);
  if (text === null) {
    mkdirSync(keysDir, { recursive: true });
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, JSON.stringify({ root: randomBytes(32).toString('base64') }), { mode: 0o600, flag: 'wx' });
    try {
      linkSync(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    text = readFileSync(path, 'utf8');
  }
  const root = Buffer.from((JSON.parse(text) as { root: string }).root, 'base64');
  if (root.length !== 32) throw new Error(`${path} is damaged: its root must be 32 bytes in base64`);
  return root;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
