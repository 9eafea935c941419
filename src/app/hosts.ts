import type { Config } from '#config';
import { clientIdOf, registrationAt, type Host, type Module, type Offers, type Part } from '#module';
import { systemClock } from '#shared/clock';
import { createBlindIndex, createSealer, hmacSha256 } from '#shared/crypto';
import type { Db } from '#shared/db';
import { createJobs } from '#shared/jobs';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import { channelsOf } from './channels.ts';

/** What the hosts of one process are made of. */
export interface HostParts {
  readonly config: Config;
  readonly modules: readonly Module[];
  readonly log: Log;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
  readonly open: (schema: string) => Db;
  readonly beforeEnd: (finish: () => Promise<void>) => void;
}

export interface Hosts {
  hostOf(module: Module): Host;
  /** The module at work in this process, made on first use. */
  partOf(module: Module): Promise<Part>;
}

/** Gives every module of one process its host: everything in it comes from the configuration, each part made on first use. */
export function createHosts(parts: HostParts): Hosts {
  const { config, modules, log, metrics, signal, beforeEnd } = parts;
  const made = new Map<string, unknown>();
  const once = <T>(what: string, make: () => T): T => {
    if (!made.has(what)) made.set(what, make());
    return made.get(what) as T;
  };
  const shared = {
    ...placeOf(config),
    clock: systemClock,
    ...{ log, metrics, signal, beforeEnd },
    sealer: createSealer(new Map(config.secrets.keyEncryptionKeys)),
    channels: () => once('channels', () => channelsOf(config, beforeEnd)),
    registrations: registrationsOf(config, modules),
    async offered<K extends keyof Offers>(what: K): Promise<Offers[K]> {
      const from = modules.find(({ offers }) => offers?.[what] !== undefined);
      const offer = from?.offers?.[what];
      if (from === undefined || offer === undefined) throw new Error(`no module offers ${what}`);
      return offer(hostOf(from));
    },
  };
  const hostOf = (module: Module): Host =>
    once(`host of ${module.name}`, () => ({
      ...shared,
      name: module.name,
      settings: config.settingsOf(module),
      db: () => parts.open(module.schema?.name ?? module.guestOf ?? module.name),
      queue: () => once(`queue of ${module.name}`, () => createJobs({ schema: `${module.name}_jobs` })),
      blindIndex: createBlindIndex(hmacSha256(config.secrets.blindIndexKey, module.name)),
      cookieKey: hmacSha256(config.secrets.cookieKeys[0] as Buffer, `${module.name}-cookies`),
      client: () => clientOf(config, module),
      once: (what, make) => once(`${module.name}: ${what}`, make),
    }));
  return {
    hostOf,
    partOf: (module) =>
      once(`part of ${module.name}`, async () => {
        if (module.start === undefined) throw new Error(`${module.name} is no role`);
        return module.start(hostOf(module));
      }),
  };
}

/** Whether a relying party of ours has an address and a key here; every other module is always there. */
export const isPresent = ({ urls, clientKeys }: Config, { name, registration }: Module): boolean =>
  registration === undefined || (urls[name] !== undefined && clientKeys[name] !== undefined);

/** What the configuration says of the whole program, in the words of a host. */
export function placeOf(config: Config): Pick<Host, 'at' | 'keys'> {
  const { localhost, demoData, basePort, trustedProxies, urls, allowedPrivateNetworks, paymentWebhookSecret, sms } = config;
  const { messageCountries, limitsOnTrial } = config;
  const links = Object.fromEntries(Object.entries(urls).flatMap(([name, url]) => (url === undefined ? [] : [[name, url.origin]])));
  const at = {
    ...{
      localhost,
      demoData,
      basePort,
      trustedProxies,
      urls,
      links,
      allowedPrivateNetworks,
      messageCountries,
      limitsOnTrial,
      paymentWebhookSecret,
    },
    smsKey: { id: sms.keyId, secret: Buffer.from(sms.secret) },
  };
  const { keyEncryptionKeys, blindIndexKey, cookieKeys } = config.secrets;
  return { at, keys: { encryption: keyEncryptionKeys, blindIndex: blindIndexKey, cookies: cookieKeys } };
}

function clientOf({ urls, clientKeys }: Config, { name, registration }: Module) {
  const [url, key] = [urls[name], clientKeys[name]];
  if (registration === undefined || url === undefined || key === undefined) throw new Error(`${name} has no address or no key as a client`);
  return { id: clientIdOf(name, url), url, issuer: urls.identity.origin, key, scopes: registration.signIn };
}

const registrationsOf = ({ urls, clientKeys }: Config, modules: readonly Module[]) =>
  modules.flatMap(({ name, registration }) => {
    const [url, key] = [urls[name], clientKeys[name]];
    return registration === undefined || url === undefined || key === undefined ? [] : [registrationAt({ name, registration }, url, key)];
  });
