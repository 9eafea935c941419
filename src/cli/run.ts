import { ConfigError, readConfig, type Config } from '#config';
import type { StaffDesk } from '#dossier';
import { createServices, type IdentityOptions, type ServiceRegistration } from '#identity';
import type { SuspenseDesk } from '#payment';
import { systemClock } from '#shared/clock';
import { createDb, type Db } from '#shared/db';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { migrate } from '#shared/migrate';
import { DataDirBusy, runningEmbedded, startEmbedded } from '#process/postgres';
import { CommandFailed, UsageError, type Answer, type Command, type Invocation, type SeedInput } from './command.ts';
import { commands } from './commands.ts';
import { help, helpOf, parseWords } from './parse.ts';

/** What the composition root knows: where the data is, and the configuration in identity's words. */
export interface Composition {
  databases(config: Config, primary: string): Readonly<Record<'identity' | 'catalogue' | 'dossier' | 'payment', string>>;
  identityOptions(config: Config): IdentityOptions;
  serviceRegistrations(config: Config): readonly ServiceRegistration[];
  seedDossiers(config: Config, connectionString: string, input: SeedInput): Promise<number>;
  suspenseDesk(config: Config, db: Db): SuspenseDesk;
  staffDesk(config: Config, db: Db): StaffDesk;
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
  { command, ...rest }: Pick<Invocation, 'arguments' | 'options'> & { command: Command },
  composition: Composition,
  terminal: Terminal,
): Promise<Answer> {
  // Read first: whoever forgot the document is told at once, and nothing was started.
  const document = command.reads === undefined ? undefined : await readInput(command, terminal.input);
  const config = readConfig(terminal.environment);
  const log = createLog({ level: 'silent' });
  const running = config.database.url ?? (await runningEmbedded({ dataDir: config.dataDir }));
  const embedded = running === null ? await startEmbedded({ dataDir: config.dataDir, log }) : undefined;
  try {
    const where = composition.databases(config, running ?? embedded?.url ?? '');
    for (const connectionString of new Set(Object.values(where))) await migrate({ connectionString, log });
    const opened: Db[] = [];
    const open = (module: 'identity' | 'catalogue' | 'dossier' | 'payment'): Db => {
      const db = createDb({
        connectionString: where[module],
        role: `mocua_${module}`,
        ...(module === 'identity' ? {} : { searchPath: module }),
        max: 4,
        applicationName: 'mocua cli',
        onIdleError: () => undefined,
      });
      opened.push(db);
      return db;
    };
    try {
      const services = createServices({
        db: open('identity'),
        clock: systemClock,
        log,
        metrics: createMetrics(),
        options: composition.identityOptions(config),
      });
      return await command.run({
        services,
        registrations: composition.serviceRegistrations(config),
        seedDossiers: (input) => composition.seedDossiers(config, where.dossier, input),
        catalogue: () => open('catalogue'),
        suspense: () => composition.suspenseDesk(config, open('payment')),
        staff: () => composition.staffDesk(config, open('dossier')),
        tell: (line) => terminal.errors.write(`${line}\n`),
        document,
        ...rest,
      });
    } finally {
      await Promise.all(opened.map((db) => db.close()));
    }
  } finally {
    await embedded?.stop();
  }
}

async function readInput(command: Command, input: Terminal['input']): Promise<unknown> {
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
  if (error instanceof CommandFailed || error instanceof ConfigError || error instanceof DataDirBusy) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, message } = error as NodeJS.ErrnoException;
  // 28…: refused log-in; 3D000: no such database; 57P03: starting or stopping.
  const unreachable = code !== undefined && /^(?:ECONN|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|EAI_AGAIN|28|3D000|57P03)/.test(code);
  return unreachable
    ? `the database cannot be used (${code}): ${message || 'no answer'}; check DATABASE_URL and that the server runs`
    : (error.stack ?? message);
}
