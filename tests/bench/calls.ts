import type { IdentityOptions } from '#identity';
import type { Person, Portal } from './portal.ts';
import type { Prepared, ServiceInput, ServicePathName } from './services/contract.ts';

/** Secrets and settings as they can be sent to another process. */
export type SentOptions = Omit<IdentityOptions, 'issuer'>;

export interface OursInput {
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly port: number;
  readonly issuer: string;
  readonly options: SentOptions;
  readonly people: readonly Person[];
}

export interface BaselineInput {
  readonly port: number;
  readonly issuer: string;
  readonly portals: readonly Portal[];
  readonly people: readonly Person[];
  readonly cookieKey: string;
}

/** What the bench may ask a measured process. */
export interface Calls {
  startOurs: { input: OursInput; output: void };
  startBaseline: { input: BaselineInput; output: void };
  /** Makes the API, the portals and the people of this run; answers them with their credentials and ids. */
  seed: {
    input: Omit<OursInput, 'people'> & { readonly portals: readonly Portal[]; readonly accounts: number; readonly password: string };
    output: { readonly portals: readonly Portal[]; readonly people: readonly Person[] };
  };
  /** Cookie headers of that many fresh sessions, signed in by password, that have entered no portal yet. */
  sessions: { input: { readonly count: number; readonly offset: number }; output: readonly string[] };
  startService: { input: ServiceInput; output: void };
  /** Puts into the database what so many requests of a path need, and answers the requests. */
  prepareService: { input: { readonly path: ServicePathName; readonly count: number }; output: readonly Prepared[] };
  usage: { input: null; output: { readonly cpuMs: number; readonly statements: ReadonlyMap<string, number> } };
  hash: { input: HashInput; output: { readonly milliseconds: number; readonly latencies: readonly number[] } };
  startProfile: { input: null; output: void };
  stopProfile: { input: { readonly file: string }; output: void };
}

export interface HashInput {
  readonly count: number;
  /** As many at once as the server's hashing pool lets run. */
  readonly atOnce: number;
  readonly argon2: IdentityOptions['argon2'];
}

/** What a process that has started can do. */
export interface Served {
  sessions(count: number, offset: number): Promise<readonly string[]>;
  statements(): ReadonlyMap<string, number>;
}
