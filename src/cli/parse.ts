import { parseArgs } from 'node:util';
import type { CommandText, Invocation } from '#module/command';
import type { Runnable } from './runnable.ts';

/** What was typed: help, for one command or for all, or a command with its arguments. */
export type Typed =
  | { readonly kind: 'help'; readonly command: Runnable | undefined }
  | ({ readonly kind: 'run'; readonly command: Runnable } & Pick<Invocation<never>, 'arguments' | 'options'>);

/** Typed wrongly: no such command, option or argument; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The command that was meant, if that much is clear. */
  readonly command: CommandText | undefined;
  constructor(message: string, command?: CommandText) {
    super(message);
    this.command = command;
  }
}

/** Reads the words of a command line. Throws UsageError for a command, an option or an argument that does not exist. */
export function parseWords(words: readonly string[], commands: readonly Runnable[]): Typed {
  const named = (of: 'options' | 'flags'): Set<string> => new Set(commands.flatMap((command) => command[of] ?? []));
  const { values, positionals } = parsed(words, { options: named('options'), flags: named('flags') });
  const typed = positionals.join(' ');
  const command = commands.find((each) => typed === each.name || typed.startsWith(`${each.name} `));
  if (values['help'] === true || words.length === 0) return { kind: 'help', command };
  if (command === undefined) {
    const group = commands.filter((each) => each.name.split(' ')[0] === positionals[0]).map((each) => each.name);
    const known = group.length === 0 ? 'see --help' : `known are: ${group.join(', ')}`;
    throw new UsageError(typed === '' ? 'name a command; see --help' : `there is no command ${JSON.stringify(typed)}; ${known}`);
  }
  const rest = positionals.slice(command.name.split(' ').length);
  const allowed = (command.usage.replaceAll(/\[--[^\]]*\]/g, '').match(/<[^<>]+>/g) ?? []).length;
  const own = new Set(['json', ...(command.options ?? []), ...(command.flags ?? [])]);
  const wrong = Object.keys(values).find((name) => !own.has(name));
  if (wrong !== undefined) throw new UsageError(`${command.name} has no option --${wrong}`, command);
  if (rest.length < allowed)
    throw new UsageError(`${command.name} needs ${allowed === 1 ? 'one argument' : `${allowed} arguments`}`, command);
  if (rest.length > allowed && !command.usage.includes('>...'))
    throw new UsageError(`${command.name} does not take ${JSON.stringify(rest[allowed])}`, command);
  return { kind: 'run', command, arguments: rest, options: values };
}

function parsed(
  words: readonly string[],
  names: Readonly<Record<'options' | 'flags', ReadonlySet<string>>>,
): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        ...Object.fromEntries([...names.options].map((name) => [name, { type: 'string' as const }])),
        ...Object.fromEntries([...names.flags].map((name) => [name, { type: 'boolean' as const }])),
      },
    });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error));
  }
}

export function help(commands: readonly CommandText[]): string {
  const lines = commands.map((command) => `  ${`${command.name} ${command.usage}`.trimEnd()}\n      ${command.about}`);
  return ['Usage: npm run -s cli -- <command> [--json]', '', ...lines, '', 'docs/cli.md describes each with an example.', ''].join('\n');
}

export function helpOf(command: CommandText): string {
  return [
    `Usage: npm run -s cli -- ${`${command.name} ${command.usage}`.trimEnd()} [--json]`,
    '',
    command.about,
    '',
    'For example:',
    `  ${command.example}`,
    '',
  ].join('\n');
}
