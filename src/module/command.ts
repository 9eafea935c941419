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

/** One call of a command, with its module's host. */
export interface Invocation<H> {
  readonly host: H;
  /** Says how far a long command is, on standard error. */
  readonly tell: (line: string) => void;
  /** Positional arguments after the command's name. */
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** The JSON document on standard input, for commands that read one. */
  readonly document: unknown;
}

/** What was typed, for those who read arguments and options. */
type Typed = Pick<Invocation<unknown>, 'arguments' | 'options'>;

/** How a command is typed and what the manual says of it. */
export interface CommandText {
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
}

/** An operator command of a module. */
export interface Command<H> extends CommandText {
  run(invocation: Invocation<H>): Promise<Answer>;
}

/** The argument at `index`, or a sentence that says it is missing. */
export function argument(typed: Typed, index: number, what: string): string {
  const value = typed.arguments[index];
  if (value === undefined || value === '') throw new CommandFailed(`${what} is missing`);
  return value;
}

/** The value of an option that has to be given, or a sentence that says it is missing. */
export function option({ options }: Typed, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value.trim() === '') throw new CommandFailed(`--${name} is missing`);
  return value.trim();
}

/** The value of `--limit` of a list: 100 unless given. */
export function limitOf({ options }: Typed): number {
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
