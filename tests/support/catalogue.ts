import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { bundledFiles, createCatalogue, createCatalogueOrigin, importCatalogue, type ImportReport } from '#catalogue';
import { createRelyingParty } from '#relying-party';
import type { Clock } from '#shared/clock';
import { createSealer } from '#shared/crypto';
import type { Db } from '#shared/db';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';

async function key(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', kid: 'test' };
}

/** The catalogue's own origin on a free port, filled with the program's files; nobody can sign in, and nobody needs to. */
export async function startCatalogue(db: Db, clock: Clock) {
  const log = createLog({ level: 'silent' });
  const publicUrl = new URL('http://localhost:3001');
  const rp = createRelyingParty({
    name: 'catalogue',
    db,
    clock,
    log,
    sealer: createSealer(new Map([[1, Buffer.alloc(32, 7)]])),
    cookieKey: Buffer.alloc(32, 9),
    issuer: 'http://localhost:3000',
    clientId: 'catalogue',
    baseUrl: publicUrl,
    keys: { client: await key(), dpop: await key() },
    scopes: ['profile'],
  });
  const catalogue = createCatalogue({
    db,
    clock,
    log,
    publicUrl,
    rp,
    urls: { dossier: new URL('http://localhost:3002'), payment: new URL('http://localhost:3003') },
    services: { identity: new URL('http://localhost:1') },
    fetch: async () => new Response('{}', { status: 503 }),
  });
  const report: ImportReport = await importCatalogue(db, await bundledFiles(), clock);
  const app = createCatalogueOrigin({
    catalogue,
    rp,
    db,
    publicUrl,
    trustedProxies: 0,
    cookieKey: Buffer.alloc(32, 1),
    urls: { dossier: 'http://localhost:3002' },
    sandbox: true,
    log,
    metrics: createMetrics(),
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    catalogue,
    report,
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}
