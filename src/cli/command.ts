import type { StaffDesk } from '#dossier';
import type { IdentityServices, ServiceRegistration } from '#identity';
import type { SuspenseDesk } from '#payment';
import type { Db } from '#shared/db';

/** What a command answers: a stable object for machines and lines for people. */
export interface Answer {
  readonly json: unknown;
  /** What a person reads; the JSON itself, indented, when absent. */
  readonly text?: string;
  /** It is an answer and still not what was asked for, such as an import with rejected rows: exit code 1. */
  readonly incomplete?: boolean;
}

/** A mistake of the caller or a thing that is not there: said in a sentence, exit code 1. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** Typed wrongly: no such command, option or argument; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The command that was meant, if that much is clear. */
  readonly command: Command | undefined;
  constructor(message: string, command?: Command) {
    super(message);
    this.command = command;
  }
}

/** How many dossiers there are to be, and who is told how far it is. */
export interface SeedInput {
  readonly dossiers: number;
  readonly progress: (done: number) => void;
}

export interface Invocation {
  readonly services: IdentityServices;
  /** Our own relying parties at their configured addresses, for `service register`. */
  readonly registrations: readonly ServiceRegistration[];
  /** Makes dossiers to scale with in the dossier service's database, for `seed scale`; answers how many it made. */
  readonly seedDossiers: (input: SeedInput) => Promise<number>;
  /** The catalogue's database, acting as its role. */
  readonly catalogue: () => Db;
  /** Money that paid nothing, and its return. */
  readonly suspense: () => SuspenseDesk;
  /** Who works for which agency. */
  readonly staff: () => StaffDesk;
  /** Says how far a long command is, on standard error. */
  readonly tell: (line: string) => void;
  /** Positional arguments after the command's name. */
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** The JSON document on standard input, for commands that read one. */
  readonly document: unknown;
}

export interface Command {
  /** As typed: `client create`. */
  readonly name: string;
  /** Arguments and options, as in a manual: `<client_id> [--reason TEXT]`. Each `<…>` is one argument, `<…>...` one or more. */
  readonly usage: string;
  readonly about: string;
  /** One line for a shell that does something sensible on a development machine. */
  readonly example: string;
  /** What the manual says beyond that, in Markdown. */
  readonly more?: string;
  /** The document it wants on standard input, in words; absent when it reads none. */
  readonly reads?: string;
  /** The named options it takes, beside --json. */
  readonly options?: readonly string[];
  /** Options without a value. */
  readonly flags?: readonly string[];
  run(invocation: Invocation): Promise<Answer>;
}

/** The argument at `index`, or a sentence that says it is missing. */
export function argument(invocation: Invocation, index: number, what: string): string {
  const value = invocation.arguments[index];
  if (value === undefined || value === '') throw new CommandFailed(`${what} is missing`);
  return value;
}

/** The value of an option that has to be given, or a sentence that says it is missing. */
export function option({ options }: Invocation, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value.trim() === '') throw new CommandFailed(`--${name} is missing`);
  return value.trim();
}

/** The value of `--limit` of a list: 100 unless given. */
export function limitOf({ options }: Invocation): number {
  const limit = Number(options['limit'] ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new CommandFailed('--limit must be a whole number from 1 to 1000');
  return limit;
}

/** Columns padded to their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((known, row) => row.map((cell, index) => Math.max(known[index] ?? 0, cell.length)), []);
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
