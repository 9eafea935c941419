import type { Clock } from '#shared/clock';
import type { BlindIndex, Sealer } from '#shared/crypto';
import type { Db } from '#shared/db';
import type { Queue } from '#shared/jobs';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import type { Channel } from '#shared/notify';
import type { Offers } from './offers.ts';
import type { ClientRegistration } from './registration.ts';

/** Where the program runs and with whom, the same for every module. */
export interface Surroundings {
  /** The issuer's host is localhost: the sandbox and demo data are allowed. */
  readonly localhost: boolean;
  readonly demoData: boolean;
  readonly basePort: number;
  readonly trustedProxies: number;
  /** Public addresses by the origin's name; where a role is not deployed, there is none. */
  readonly urls: Readonly<Partial<Record<string, URL>>> & { readonly identity: URL };
  /** The same as texts, for links on pages. */
  readonly links: Readonly<Record<string, string>>;
  readonly allowedPrivateNetworks: readonly string[];
  /** Calling codes of the countries whose numbers are sent text messages. */
  readonly messageCountries: readonly string[];
  /** Names of limits that refuse nobody. */
  readonly limitsOnTrial: readonly string[];
  /** Signs requests to the gateway for text messages. */
  readonly smsKey: { readonly id: string; readonly secret: Buffer };
  /** Signs what the payment service tells; undefined where neither it nor who listens to it runs. */
  readonly paymentWebhookSecret: string | undefined;
}

/** The secrets of the whole program. Services use what is derived from them for each. */
export interface Keys {
  readonly encryption: ReadonlyMap<number, Buffer>;
  readonly blindIndex: Buffer;
  /** Newest first. */
  readonly cookies: readonly Buffer[];
}

/** What a module is given to work with, in the program and under a command alike. */
export interface Host<Values = unknown> {
  /** The module's name. */
  readonly name: string;
  readonly settings: Values;
  readonly at: Surroundings;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Aborts when the program stops: background loops end. */
  readonly signal: AbortSignal;
  /** The module's database, acting as its role with its schema on the search path; opened on first use. */
  readonly db: () => Db;
  /** Its queue of jobs. */
  readonly queue: () => Queue;
  /** Seals columns; a column knows its own place. */
  readonly sealer: Sealer;
  /** Finds sealed values; each module has an index of its own, so none can find its people in another's tables. */
  readonly blindIndex: BlindIndex;
  /** Signs the module's cookies. */
  readonly cookieKey: Buffer;
  /** As a relying party: who it is at the identity provider. Throws where it has no address or no key. */
  readonly client: () => Client;
  /** Where SMS and e-mail go. */
  readonly channels: () => Readonly<Record<'sms' | 'email', Channel>>;
  /** Our own relying parties that have an address and a key here. */
  readonly registrations: readonly ClientRegistration[];
  /** What `make` makes, made on first use and then the same for every role of this process. */
  readonly once: <T>(what: string, make: () => T) => T;
  /** Work to finish between the last request and the closing of the connections; what was begun last ends first. */
  readonly beforeEnd: (finish: () => Promise<void>) => void;
  /** What another module offers. Throws where none does. */
  readonly offered: <K extends keyof Offers>(what: K) => Promise<Offers[K]>;
}

export interface Client {
  readonly id: string;
  readonly url: URL;
  readonly issuer: string;
  /** A P-256 scalar. */
  readonly key: Buffer;
  /** What it asks for when somebody signs in. */
  readonly scopes: readonly string[];
}
