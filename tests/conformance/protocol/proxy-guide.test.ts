import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer, getCiphers, type SecureVersion, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { selfSigned } from '../../support/self-signed.ts';

/** FAPI 2.0 Security Profile section 5.2 by RFC 9325 section 4.2, in OpenSSL's names. */
const permitted = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
];

let example: string;
let server: Server;

/** The value of a directive of the nginx example that operators copy. */
const directive = (name: string): string => new RegExp(`^\\s*${name} (.+);$`, 'm').exec(example)?.[1] ?? '';

beforeAll(async () => {
  const guide = await readFile(new URL('../../../docs/guides/operate.md', import.meta.url), 'utf8');
  example = /```nginx\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const [oldest, newest] = directive('ssl_protocols')
    .split(' ')
    .map((version) => version.replace(/^(TLSv1)$/, '$1.0'));
  server = createServer({
    ...selfSigned('sso.example.gov.vn'),
    minVersion: oldest as SecureVersion,
    maxVersion: newest as SecureVersion,
    ciphers: directive('ssl_ciphers'),
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

/** The suite that was agreed on, or null when there was none. */
async function agreed(cipher: string): Promise<string | null> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', ciphers: cipher, maxVersion: 'TLSv1.2', rejectUnauthorized: false });
  try {
    await once(socket, 'secureConnect');
    return socket.getCipher().name;
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

it('the proxy of the operators’ guide agrees on no suite with TLS 1.2 that FAPI 2.0 does not permit', async () => {
  expect(directive('ssl_protocols')).toBe('TLSv1.2 TLSv1.3');
  expect(directive('ssl_ciphers').split(':').toSorted()).toEqual(permitted);
  const older = getCiphers()
    .map((name) => name.toUpperCase())
    .filter((name) => !name.startsWith('TLS_'));
  const taken = [];
  for (const cipher of older) if ((await agreed(cipher)) !== null) taken.push(cipher);
  expect(taken.length).toBeGreaterThan(0);
  expect(permitted).toEqual(expect.arrayContaining(taken));
});
