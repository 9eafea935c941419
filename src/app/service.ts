import type { Config } from '#config';
import { createRelyingParty, type RelyingParty } from '#relying-party';
import { clientIdOf, registrationOf, scopesOf, serviceNames, type ServiceName } from '#services';
import { systemClock } from '#shared/clock';
import { createBlindIndex, createSealer, ecKeyOf, hmacSha256, type BlindIndex, type Sealer } from '#shared/crypto';
import type { Db } from '#shared/db';
import { urlsByRole } from './addresses.ts';
import type { Runtime } from './roles.ts';

/** What every service is made from: its address, its keys, its database, its dealings with the identity provider. */
export interface Service {
  readonly publicUrl: URL;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly blindIndex: BlindIndex;
  readonly cookieKey: Buffer;
  readonly rp: RelyingParty;
}

/** The same for every role of this process. Throws where the service has no address or no key. */
export const service = (runtime: Runtime, name: ServiceName): Service => runtime.once(`service ${name}`, () => makeService(runtime, name));

function makeService({ config, log, open }: Runtime, name: ServiceName): Service {
  const [publicUrl, key] = [config.urls[name], config.serviceKeys[name]];
  if (publicUrl === undefined || key === undefined) throw new Error(`the ${name} service has no address or no key`);
  const db = open(name);
  const sealer = sealerOf(config);
  const cookieKey = hmacSha256(config.secrets.cookieKeys[0] as Buffer, `${name}-cookies`);
  const rp = createRelyingParty({
    name,
    db,
    clock: systemClock,
    log,
    sealer,
    cookieKey,
    issuer: config.urls.identity.origin,
    clientId: clientIdOf(name, publicUrl),
    baseUrl: publicUrl,
    keys: { client: ecKeyOf(key).privateJwk, dpop: ecKeyOf(hmacSha256(key, 'dpop')).privateJwk },
    scopes: scopesOf(name),
  });
  return { publicUrl, db, sealer, blindIndex: blindIndexOf(config, name), cookieKey, rp };
}

/** What a service's origin is given beside its routes. */
export function edgeOf(runtime: Runtime, name: ServiceName) {
  const { config, log, metrics } = runtime;
  const { publicUrl, db, rp, cookieKey } = service(runtime, name);
  const { trustedProxies, localhost } = config;
  return { publicUrl, db, rp, cookieKey, trustedProxies, urls: urlsByRole(config), sandbox: localhost, log, metrics };
}

/** What the services are registered with at the identity provider: those that have an address and a key. */
export const serviceRegistrations = (config: Config): ReturnType<typeof registrationOf>[] =>
  serviceNames.flatMap((name) => {
    const [url, key] = [config.urls[name], config.serviceKeys[name]];
    return url === undefined || key === undefined ? [] : [registrationOf(name, url, key)];
  });

/** Seals every module's columns; a column knows its own place. */
export const sealerOf = (config: Config): Sealer => createSealer(new Map(config.secrets.keyEncryptionKeys));

/** Each service has an index of its own: none can find its people in another's tables. */
export const blindIndexOf = (config: Config, name: ServiceName): BlindIndex =>
  createBlindIndex(hmacSha256(config.secrets.blindIndexKey, name));

/** The payment service signs its notices with it, and the dossier service verifies them. */
export const webhookKey = ({ payment }: Config): { id: string; secret: Buffer } => ({
  id: 'payment',
  secret: Buffer.from(payment.webhookSecret ?? ''),
});
