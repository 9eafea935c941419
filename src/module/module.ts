import type { RequestListener } from 'node:http';
import type { Configured, Settings, ValuesOf } from '#config/setting';
import type { Route } from '#shared/http';
import type { Recurring, Task } from '#shared/jobs';
import type { Schema } from '#shared/migrate';
import type { ProblemKind } from '#shared/problem';
import type { Messages } from '#shared/texts';
import type { Page } from '#shared/view';
import type { Command } from './command.ts';
import type { Host } from './host.ts';
import type { Offers } from './offers.ts';
import type { Registration } from './registration.ts';

/** What listens on a port: a Koa application, and the table of its routes where it has one. */
export interface Served {
  callback(): Handler;
  readonly routes?: readonly Route[];
}
export type Handler = (...args: Parameters<RequestListener>) => unknown;

/** A module at work in this process; made once, for its origins and for the worker. */
export interface Part {
  /** Brings in what it cannot serve without, before it serves; done by the role, not by the worker. */
  readonly prepare?: () => Promise<void>;
  /** Its origins by their names, made when the role starts. */
  readonly origins?: () => Promise<Readonly<Record<string, Served>>>;
  readonly tasks?: Readonly<Record<string, Task>>;
  readonly recurring?: readonly Recurring[];
  /** Throws when it cannot do its work; answers the worker's `/readyz`. */
  readonly ready: () => Promise<void>;
}

/**
 * All the program needs to know of a module. Composition, command line, worker, migrations, registration, documentation and the
 * tests that walk over everything read it from the list in `src/modules.ts`; nothing else names a module.
 */
export interface ModuleDeclaration<S extends Settings> extends Configured {
  readonly settings: S;
  readonly schema?: Schema;
  /** Another module's schema it works in, for one that has none. */
  readonly guestOf?: string;
  /** Its statements are few and asked so often that PostgreSQL plans each once for a connection. */
  readonly plansOnce?: true;
  /** Keeps its state in memory: of several processes one runs it. */
  readonly single?: true;
  readonly registration?: Registration;
  /** Every text its pages may need, the shared ones included. */
  readonly texts?: Messages<object>;
  /** Every page with its samples. */
  readonly pages?: readonly Page<object>[];
  readonly problems?: Readonly<Record<string, ProblemKind>>;
  /** What somebody who starts it with demo data should read, a line each. */
  readonly welcome?: readonly string[];
  readonly commands?: readonly Command<Host<ValuesOf<S>>>[];
  /** Fictitious rows to see what size costs, for `seed scale`. */
  readonly scale?: Scale<Host<ValuesOf<S>>>;
  /** What it does for other modules, which know it by that alone. */
  readonly offers?: { readonly [K in keyof Offers]?: (host: Host<ValuesOf<S>>) => Offers[K] | Promise<Offers[K]> };
  readonly start?: (host: Host<ValuesOf<S>>) => Part | Promise<Part>;
}

export interface Scale<H> {
  /** `accounts`: the option of the command, and the word in its answer. */
  readonly what: string;
  readonly about: string;
  /** Makes rows 0 to `count` that are not there yet, and answers how many it made. Safe to break off and repeat. */
  make(host: H, input: { readonly count: number; readonly progress: (done: number) => void }): Promise<number>;
}

/** A module whose own settings nobody outside can read. */
export type Module = Omit<ModuleDeclaration<Settings>, 'commands' | 'scale' | 'offers' | 'start'> & {
  readonly commands?: readonly Command<Host>[];
  readonly scale?: Scale<Host>;
  readonly offers?: { readonly [K in keyof Offers]?: (host: Host) => Offers[K] | Promise<Offers[K]> };
  readonly start?: (host: Host) => Part | Promise<Part>;
};

/** Declares a module; inside, its settings have their types. */
export const defineModule = <const S extends Settings>(declaration: ModuleDeclaration<S>): Module =>
  // What a host gives a module was made from this very declaration's settings.
  declaration as unknown as Module;
