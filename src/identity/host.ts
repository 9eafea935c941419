import type { ValuesOf } from '#config/setting';
import type { Host } from '#module';
import type { Command } from '#module/command';
import { createListener, type Listener } from '#shared/db';
import { createHashingProcess } from '#identity/accounts';
import type { IdentityOptions } from './options.ts';
import { createRuntime, type IdentityRuntime } from './runtime.ts';
import { createServices, type IdentityServices } from './services.ts';
import type { settings } from './settings.ts';

export type IdentityHost = Host<ValuesOf<typeof settings>>;
export type IdentityCommand = Command<IdentityHost>;

/** Tells of changes by other processes, once the protocol engine has started it; a short command does without. */
const listenerOf = (host: IdentityHost): Listener =>
  host.once('listener', () => createListener({ db: host.db(), log: host.log, signal: host.signal }));

/** The module without its protocol engine, for commands and for what it offers; the same for all of them. */
export const servicesOf = (host: IdentityHost): IdentityServices =>
  host.once('services', () => {
    const { clock, log, metrics } = host;
    const options = optionsOf(host);
    const hashes = createHashingProcess({ size: options.passwordPool.size, log });
    host.beforeEnd(() => hashes.close());
    return createServices({ db: host.db(), clock, log, metrics, options, hashes, listener: listenerOf(host) });
  });

/** The module with its protocol engine and its listener: keys and clients changed by any process are known here at once. */
export const runtimeOf = (host: IdentityHost): Promise<IdentityRuntime> => host.once('runtime', () => startRuntime(host));

async function startRuntime(host: IdentityHost): Promise<IdentityRuntime> {
  const listener = listenerOf(host);
  const runtime = await createRuntime(servicesOf(host), listener);
  await listener.start();
  host.beforeEnd(() => {
    runtime.live.stop();
    return Promise.resolve();
  });
  return runtime;
}

/** The part of the configuration that concerns identity, in its own words. */
export function optionsOf({ at, keys, settings: values }: Pick<IdentityHost, 'at' | 'keys' | 'settings'>): IdentityOptions {
  return {
    issuer: at.urls.identity,
    localhost: at.localhost,
    trustedProxies: at.trustedProxies,
    urls: at.links,
    keyEncryptionKeys: new Map(keys.encryption),
    blindIndexKey: keys.blindIndex,
    subjectPeppers: new Map(values.SUBJECT_PEPPERS),
    cookieKeys: keys.cookies,
    argon2: { memoryCost: values.ARGON2_MEMORY_KIB, timeCost: values.ARGON2_ITERATIONS, parallelism: values.ARGON2_PARALLELISM },
    passwordPool: { size: values.PASSWORD_POOL_SIZE, queue: values.PASSWORD_POOL_QUEUE },
    lifetimes: {
      code: values.AUTHORIZATION_CODE_SECONDS,
      accessToken: values.ACCESS_TOKEN_SECONDS,
      idToken: values.ID_TOKEN_SECONDS,
      interaction: values.INTERACTION_SECONDS,
      offlineRefreshToken: values.REFRESH_TOKEN_SECONDS,
      sessionIdle: values.SESSION_IDLE_SECONDS,
      sessionMaximum: values.SESSION_MAX_SECONDS,
      sharedIdle: values.SHARED_SESSION_IDLE_SECONDS,
      sharedMaximum: values.SHARED_SESSION_MAX_SECONDS,
    },
    phoneChangeSeconds: values.PHONE_CHANGE_HOURS * 3600,
    allowedPrivateNetworks: at.allowedPrivateNetworks,
    messageCountries: at.messageCountries,
    limitsOnTrial: at.limitsOnTrial,
  };
}
