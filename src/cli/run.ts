import { ConfigError, readConfig, type Config } from '#config';
import type { Host, Module } from '#module';
import { CommandFailed, type Answer, type CommandText } from '#module/command';
import { DataDirBusy, runningEmbedded, startEmbedded } from '#process/postgres';
import { createLog, type Log } from '#shared/log';
import { PackageMissing } from '#shared/optional-package';
import { MigrationRefused } from '#shared/migrate';
import { commandsOf } from './commands.ts';
import { help, helpOf, parseWords, UsageError, type Typed } from './parse.ts';

/** What the composition root gives the command line. */
export interface Composition {
  readonly modules: readonly Module[];
  /** Does one piece of work with the modules' hosts, on migrated databases. */
  work<T>(
    on: { config: Config; modules: readonly Module[]; log: Log; primary: string; rulesBack: boolean },
    what: (hostOf: (module: Module) => Host) => Promise<T>,
  ): Promise<T>;
}

/** Where a command is typed: what it is given, and where its answer goes. */
export interface Terminal {
  /** The settings; those of the process unless given. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly input: AsyncIterable<string | Buffer> & { readonly isTTY?: boolean };
  readonly output: { write(text: string): unknown };
  readonly errors: { write(text: string): unknown };
}

/**
 * Runs one operator command and answers its exit code: 0 done, 1 refused or failed, 2 typed wrongly. Standard output has the
 * answer and nothing else; what went wrong is a sentence on standard error.
 */
export async function runCommand(words: readonly string[], composition: Composition, terminal: Terminal): Promise<number> {
  const commands = commandsOf(composition.modules);
  try {
    const typed = parseWords(words, commands);
    if (typed.kind === 'help') {
      terminal.output.write(typed.command === undefined ? help(commands) : helpOf(typed.command));
      return 0;
    }
    const answer = await execute(typed, composition, terminal);
    terminal.output.write(
      `${typed.options['json'] === true ? JSON.stringify(answer.json) : (answer.text ?? JSON.stringify(answer.json, null, 2))}\n`,
    );
    return answer.incomplete === true ? 1 : 0;
  } catch (error) {
    terminal.errors.write(`${explain(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Runs against the database of the running system, or starts the embedded one for as long as the command takes. */
async function execute(
  { command, ...typed }: Omit<Extract<Typed, { kind: 'run' }>, 'kind'>,
  { modules, work }: Composition,
  terminal: Terminal,
): Promise<Answer> {
  // Read first: whoever forgot the document is told at once, and nothing was started.
  const document = command.reads === undefined ? undefined : await readInput(command, terminal.input);
  const config = readConfig(modules, terminal.environment);
  const log = createLog({ level: 'silent' });
  const running = config.database.url ?? (await runningEmbedded({ dataDir: config.dataDir }));
  const embedded = running === null ? await startEmbedded({ dataDir: config.dataDir, log }) : undefined;
  // Every command finds the present schema; the one that is named so also brings back rules that a newer program had replaced.
  const rulesBack = command.name === 'migrate';
  const tell = (line: string): void => void terminal.errors.write(`${line}\n`);
  try {
    return await work({ config, modules, log, primary: running ?? embedded?.url ?? '', rulesBack }, (hostOf) =>
      command.run({ ...typed, hostOf, document, tell }),
    );
  } finally {
    await embedded?.stop();
  }
}

async function readInput(command: CommandText, input: Terminal['input']): Promise<unknown> {
  const missing = `${command.name} reads ${command.reads ?? 'a document'} as JSON from standard input; for example:\n  ${command.example}`;
  if (input.isTTY === true) throw new CommandFailed(missing);
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new CommandFailed(missing);
  try {
    const document = JSON.parse(text) as unknown;
    // No database text can hold it, and no name or address has one.
    if (JSON.stringify(document).includes('\\u0000'))
      throw new CommandFailed('the document contains a NUL character (\\u0000); take it out');
    return document;
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    throw new CommandFailed(`standard input is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What a person can put right is said in a sentence; everything else with its stack. */
function explain(error: unknown): string {
  if (error instanceof UsageError)
    return error.command === undefined ? error.message : `${error.message}\n\n${helpOf(error.command).trimEnd()}`;
  const plain = [CommandFailed, ConfigError, DataDirBusy, MigrationRefused, PackageMissing].some((kind) => error instanceof kind);
  if (plain) return (error as Error).message;
  if (!(error instanceof Error)) return String(error);
  const { code, message } = error as NodeJS.ErrnoException;
  // 28…: refused log-in; 3D000: no such database; 57P03: starting or stopping.
  const unreachable = code !== undefined && /^(?:ECONN|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|EAI_AGAIN|28|3D000|57P03)/.test(code);
  return unreachable
    ? `the database cannot be used (${code}): ${message || 'no answer'}; check DATABASE_URL and that the server runs`
    : (error.stack ?? message);
}
