import type { z } from 'zod';

/** What a default on localhost may be made of. */
export interface Localhost {
  readonly basePort: number;
  /** Where a role is reached, by the name of its origin; `http://localhost:3005` for the sandbox. */
  readonly origin: (name: string) => string;
  /** 32 bytes in base64 that only this machine and this setting have, the same at every start. */
  readonly secret: () => string;
}

/** One environment variable. */
export interface Setting {
  /** One or two sentences for the person who has to choose a value. */
  readonly about: string;
  readonly value: z.ZodType<unknown, string>;
  /** As it would be written in the environment. */
  readonly default?: string;
  /** Stands in on localhost for what is not given. */
  readonly localhost?: (place: Localhost) => string;
  /** How the documentation names a default that depends on other settings. */
  readonly otherwise?: string;
  /** May be given as `NAME_FILE`, is never printed. */
  readonly secret?: true;
  /** Has no default outside localhost: a relying party's setting must be given where its role runs, any other everywhere. */
  readonly required?: true;
  /** The same, but only where one of these roles runs. */
  readonly requiredFor?: readonly string[];
}

export type Settings = Readonly<Record<string, Setting>>;

/** What settings become: always there where they have a default or are required, else perhaps undefined. */
export type ValuesOf<S extends Settings> = {
  readonly [N in keyof S]: S[N] extends { default: string } | { required: true }
    ? z.output<S[N]['value']>
    : z.output<S[N]['value']> | undefined;
};

/** One thing that is wrong with the configuration. */
export interface Complaint {
  readonly name: string;
  readonly problem: string;
}

/** One HTTP origin a module serves. Its address is the setting `<NAME>_URL`. */
export interface OriginDeclaration {
  /** `dossier`, `ministryPortal`. */
  readonly name: string;
  /** It listens on `BASE_PORT` + this. */
  readonly offset: number;
  /** How the program calls it when it says where it is reached; its name unless given. */
  readonly title?: string;
  /** For the operator who has to choose its address. */
  readonly about: string;
}

/** The part of a module that concerns the configuration. */
export interface Configured {
  /** Its role, its schema and the beginning of its settings' names. */
  readonly name: string;
  /** In the operator's pages: `the dossier service`. */
  readonly title: string;
  /** Runs only where the issuer's host is localhost. */
  readonly development?: true;
  readonly origins: readonly OriginDeclaration[];
  /** Ports beside the origins', as offsets from `BASE_PORT`, with what listens there. */
  readonly ports?: Readonly<Record<string, number>>;
  readonly settings: Settings;
  /** Beginnings of names that are meant for this module, beside `<NAME>_`. */
  readonly families?: readonly string[];
  /** What its settings say about each other. A setting that is wrong by itself is absent here. */
  readonly contradictions?: (values: Readonly<Record<string, unknown>>) => readonly Complaint[];
  /** It has data of its own: `<NAME>_DATABASE_URL` may say where. */
  readonly schema?: object;
  /** It is a relying party of ours: `<NAME>_CLIENT_KEY` authenticates it. */
  readonly registration?: object;
  /** Absent for what is no role of its own. */
  readonly start?: unknown;
}

/** `ministryPortal` → `MINISTRY_PORTAL`. */
export const variable = (name: string): string => name.replaceAll(/[A-Z]|-[a-z]/g, (part) => `_${part.replace('-', '')}`).toUpperCase();
