import { webcrypto } from 'node:crypto';
import type Koa from 'koa';
import { z } from 'zod';
import { maybe, run, statement, type Db } from '#shared/db';
import type { Log } from '#shared/log';
import { createMinistryPortal, createProvincePortal, portalClients } from '#sandbox/portals';

const portalRow = z.object({ client_id: z.string(), credential: z.record(z.string(), z.unknown()) });
type PortalRow = z.infer<typeof portalRow>;

// Primary key.
const find = statement(
  'sandbox.portals.find',
  `SELECT client_id, credential FROM sandbox.portal WHERE name = $1 AND issuer = $2 AND base_url = $3`,
  portalRow,
);

// Primary key; the first registration stays.
const keep = statement(
  'sandbox.portals.keep',
  `INSERT INTO sandbox.portal (name, issuer, base_url, client_id, credential) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
  z.object({}),
);

/** Hands a registration in, as an agency does; answers the client's id and the secret where one was made. */
export type Register = (registration: object) => Promise<{ readonly clientId: string; readonly clientSecret: string | null }>;

export interface PortalsOptions {
  readonly db: Db;
  readonly register: Register;
  readonly identity: string;
  readonly ministryPortal: string;
  readonly provincePortal: string;
  readonly log: Log;
}

/**
 * The two sample portals, registered on first start and with the same credentials from then on. Their sessions live in
 * memory, so only one process may serve them.
 */
export async function startPortals(options: PortalsOptions): Promise<{ readonly ministry: Koa; readonly province: Koa }> {
  const { db, identity, ministryPortal, provincePortal } = options;
  const credentials = async (name: 'ministry' | 'province', baseUrl: string, make: () => Promise<PortalRow>): Promise<PortalRow> => {
    const known = await maybe(db, find, [name, identity, baseUrl]);
    if (known !== null) return known;
    const made = await make();
    await run(db, keep, [name, identity, baseUrl, made.client_id, JSON.stringify(made.credential)]);
    return (await maybe(db, find, [name, identity, baseUrl])) ?? made;
  };
  const addresses = { ministryUrl: ministryPortal, provinceUrl: provincePortal };
  const ministry = await credentials('ministry', ministryPortal, async () => {
    const pair = (await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ])) as webcrypto.CryptoKeyPair;
    const kid = webcrypto.randomUUID();
    const [publicKey, privateKey] = await Promise.all([
      webcrypto.subtle.exportKey('jwk', pair.publicKey),
      webcrypto.subtle.exportKey('jwk', pair.privateKey),
    ]);
    const { kty = 'EC', crv = 'P-256', x = '', y = '' } = publicKey;
    const registration = portalClients({
      ...addresses,
      ministryJwk: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } as webcrypto.JsonWebKey,
    }).ministry;
    const { clientId } = await options.register(registration);
    return { client_id: clientId, credential: { ...privateKey, kid } };
  });
  const province = await credentials('province', provincePortal, async () => {
    const registration = portalClients({ ...addresses, ministryJwk: {} }).province;
    const { clientId, clientSecret } = await options.register(registration);
    return { client_id: clientId, credential: { clientSecret } };
  });
  return {
    ministry: createMinistryPortal({
      issuer: identity,
      baseUrl: ministryPortal,
      clientId: ministry.client_id,
      privateJwk: ministry.credential as webcrypto.JsonWebKey,
    }),
    province: createProvincePortal({
      issuer: identity,
      baseUrl: provincePortal,
      clientId: province.client_id,
      clientSecret: String(province.credential['clientSecret']),
    }),
  };
}
