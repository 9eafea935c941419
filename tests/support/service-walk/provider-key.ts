import { importJWK, SignJWT, type JWTPayload } from 'jose';
import { createServices } from '#identity';
import { systemClock } from '#shared/clock';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { configOf, identityOptions } from '../config.ts';
import type { TestDatabase } from '../database.ts';
import type { TestSystem } from '../system.ts';

export type Sign = (payload: JWTPayload, typ: string) => Promise<string>;

/** Signs whatever it is given with the running provider's own ES256 key: what is refused then is refused for what it says. */
export async function providerSigner(database: TestDatabase, system: TestSystem): Promise<Sign> {
  const config = configOf({ LOG_LEVEL: 'silent', ...system.env });
  const { keys } = createServices({
    ...{ db: database.db, clock: systemClock, log: createLog({ level: 'silent' }), metrics: createMetrics() },
    options: identityOptions(config),
  });
  const jwk = (await keys.current(database.db)).jwks.find(({ alg }) => alg === 'ES256');
  if (jwk === undefined) throw new Error('the provider has no ES256 key');
  const key = await importJWK(jwk, 'ES256');
  return (payload, typ) => new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: String(jwk.kid), typ }).sign(key);
}
