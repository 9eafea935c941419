import { randomBytes, hkdfSync } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Name } from './settings.ts';

/**
 * The secrets of a machine on localhost, for those that are not given. All are derived from one random root in
 * `development.json`, generated on first use, readable by its owner alone. Of several processes that start at once one creates
 * the file (`link` refuses a name that exists) and all read the same.
 */
export function developmentSecrets(keysDir: string): Partial<Record<Name, string>> {
  const root = readRoot(keysDir);
  const derive = (name: string): string => Buffer.from(hkdfSync('sha256', root, '', `mot-cua development ${name}`, 32)).toString('base64');
  return {
    KEY_ENCRYPTION_KEYS: `1:${derive('KEY_ENCRYPTION_KEYS')}`,
    BLIND_INDEX_KEY: derive('BLIND_INDEX_KEY'),
    SUBJECT_PEPPERS: `1:${derive('SUBJECT_PEPPERS')}`,
    COOKIE_KEYS: derive('COOKIE_KEYS'),
    SMS_GATEWAY_SECRET: derive('SMS_GATEWAY_SECRET'),
    CATALOGUE_CLIENT_KEY: derive('CATALOGUE_CLIENT_KEY'),
    DOSSIER_CLIENT_KEY: derive('DOSSIER_CLIENT_KEY'),
    PAYMENT_CLIENT_KEY: derive('PAYMENT_CLIENT_KEY'),
    PAYMENT_WEBHOOK_SECRET: derive('PAYMENT_WEBHOOK_SECRET'),
    PAYMENT_VNPAY_SECRET: derive('PAYMENT_VNPAY_SECRET')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 32),
    PAYMENT_VIETQR_SECRET: derive('PAYMENT_VIETQR_SECRET'),
  };
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
