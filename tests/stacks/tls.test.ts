import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { environment, has } from './stack.ts';

const run = promisify(execFile);

/** FAPI 2.0 Security Profile section 5.2 by RFC 9325 section 4.2; which of them are agreed on depends on the kind of key. */
const permitted = {
  rsa: ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ec: ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
} as const;
const keyOf = { rsa: ['rsa:2048'], ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] } as const;
const can = (await has('nginx')) && (await has('openssl'));

describe.skipIf(!can).each(['rsa', 'ec'] as const)('the nginx of the operators’ guide, with a key of the kind %s', (kind) => {
  let folder: string;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mocua-nginx-'));
    port = await freePort();
    const [key, certificate] = [join(folder, 'sso.key'), join(folder, 'sso.pem')];
    const subject = ['-nodes', '-days', '2', '-subj', '/CN=sso.example.gov.vn', '-keyout', key, '-out', certificate];
    await run('openssl', ['req', '-x509', '-newkey', ...keyOf[kind], ...subject]);
    const guide = await readFile(new URL('../../docs/guides/operate.md', import.meta.url), 'utf8');
    const server = (/```nginx\n([\s\S]*?)```/.exec(guide)?.[1] ?? '')
      .replace('listen 443 ssl', `listen 127.0.0.1:${String(port)} ssl`)
      .replace('/etc/ssl/sso.pem', certificate)
      .replace('/etc/ssl/sso.key', key);
    const around = `pid ${folder}/nginx.pid; error_log ${folder}/error.log; events {} http { access_log off; ${server} }`;
    await writeFile(join(folder, 'nginx.conf'), around);
    await run('nginx', ['-c', join(folder, 'nginx.conf')], { env: environment() });
  });
  afterAll(async () => {
    process.kill(Number(await readFile(join(folder, 'nginx.pid'), 'utf8')));
    await rm(folder, { recursive: true, maxRetries: 5 });
  });

  /** The suite that was agreed on, or null when there was none. */
  async function agreed(...words: string[]): Promise<string | null> {
    const shaken = run('openssl', ['s_client', '-connect', `127.0.0.1:${String(port)}`, ...words]);
    shaken.child.stdin?.end();
    const said = await shaken.then(
      ({ stdout }) => stdout,
      (refused: { stdout?: string }) => refused.stdout ?? '',
    );
    return /, Cipher is ([A-Z]\S+)/.exec(said)?.[1] ?? null;
  }

  it('agrees with TLS 1.2 on the recommended suites and on no other that OpenSSL knows', async () => {
    const { stdout } = await run('openssl', ['ciphers', '-s', '-tls1_2', 'ALL:@SECLEVEL=0']);
    const taken = [];
    for (const cipher of stdout.trim().split(':'))
      if ((await agreed('-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`)) !== null) taken.push(cipher);
    expect(taken.toSorted()).toEqual(permitted[kind]);
  });

  it('speaks TLS 1.3, and nothing older than 1.2', async () => {
    expect(await agreed('-tls1_3')).toMatch(/^TLS_/);
    for (const old of ['-tls1', '-tls1_1']) expect(await agreed(old, '-cipher', 'ALL:@SECLEVEL=0'), old).toBeNull();
  });
});
