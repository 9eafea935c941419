import type { Config } from '#config';
import { createRuntime, createServices, type IdentityOptions, type IdentityRuntime } from '#identity';
import { systemClock } from '#shared/clock';
import { createListener } from '#shared/db';
import { urlsByRole } from './addresses.ts';
import type { Runtime } from './roles.ts';

/** The identity module, running, the same for every role of this process. */
export const identityOf = (runtime: Runtime): Promise<IdentityRuntime> => runtime.once('identity', () => startIdentity(runtime));

/** With its listener: keys and clients changed by any process are known here at once. */
async function startIdentity({ config, log, metrics, open, signal, beforeEnd }: Runtime): Promise<IdentityRuntime> {
  const db = open('identity');
  const listener = createListener({ db, log, signal });
  const services = createServices({ db, clock: systemClock, log, metrics, options: identityOptions(config), listener });
  const runtime = await createRuntime(services, listener);
  await listener.start();
  beforeEnd(() => {
    runtime.live.stop();
    return Promise.resolve();
  });
  return runtime;
}

/** The part of the configuration that concerns identity, in its own words. */
export function identityOptions(config: Config): IdentityOptions {
  const { lifetimes } = config;
  return {
    issuer: config.urls.identity,
    localhost: config.localhost,
    trustedProxies: config.trustedProxies,
    urls: urlsByRole(config),
    keyEncryptionKeys: new Map(config.secrets.keyEncryptionKeys),
    blindIndexKey: config.secrets.blindIndexKey,
    subjectPeppers: new Map(config.secrets.subjectPeppers),
    cookieKeys: config.secrets.cookieKeys,
    argon2: { memoryCost: config.argon2.memoryKib, timeCost: config.argon2.iterations, parallelism: config.argon2.parallelism },
    passwordPool: config.passwordPool,
    lifetimes: {
      code: lifetimes.authorizationCode,
      accessToken: lifetimes.accessToken,
      idToken: lifetimes.idToken,
      interaction: lifetimes.interaction,
      offlineRefreshToken: lifetimes.refreshToken,
      sessionIdle: lifetimes.sessionIdle,
      sessionMaximum: lifetimes.sessionMax,
      sharedIdle: lifetimes.sharedSessionIdle,
      sharedMaximum: lifetimes.sharedSessionMax,
    },
    allowedPrivateNetworks: config.allowedPrivateNetworks,
  };
}
