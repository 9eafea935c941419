import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices, type IdentityServices } from '#identity';
import { systemClock } from '#shared/clock';
import { createDb, type Db } from '#shared/db';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { runningEmbedded } from '#process/postgres';
import { configOf, identityOptions } from './config.ts';
import { createSentCodes } from './sent-codes.ts';

const root = join(import.meta.dirname, '..', '..');
const node = join(root, 'node_modules', '.bin', 'node');
/** A third of a start is reading the program; what Node compiled is kept where the command line keeps it. For whoever starts it by hand. */
export const compiled = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'mot-cua') };

/** What a child process said and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The program as an operator runs it: a process of its own, with its own data, keys and ports. */
export interface Program {
  readonly base: number;
  readonly folder: string;
  readonly identity: string;
  readonly sandbox: string;
  readonly ministry: string;
  readonly province: string;
  /** The process that was started last. */
  readonly child: () => ChildProcess;
  /** Everything all runs of it have printed. */
  readonly said: () => string;
  /** Starts it (again) and waits until it says that it is ready. */
  start(): Promise<void>;
  /** Resolves with the exit code of the present run; null when a signal ended it. */
  ended(): Promise<number | null>;
  /** Asks it to stop as a terminal does and waits. */
  stop(): Promise<number | null>;
  /** Ends the process at once, unprepared. `everything` takes its members and its database server along, like a power cut. */
  kill(what: 'process' | 'everything'): Promise<void>;
  /** Process ids of the members of a cluster. */
  members(): Promise<readonly number[]>;
  /** Runs an operator command in the program's environment. */
  cli(words: readonly string[], input?: unknown): Promise<Ended>;
  /** A command that must succeed, with its JSON answer. */
  command<T = Record<string, unknown>>(words: readonly string[], input?: unknown): Promise<T>;
  /** The newest six-digit code that was sent to a phone number and was not handed out before, once there is one. */
  code(phone: string): Promise<string>;
  /** The program's database as superuser, while it runs. The caller closes it. */
  admin(): Promise<Db>;
  /** The identity module on the program's database and keys, to prepare many accounts quickly. The caller closes `db`. */
  services(): Promise<IdentityServices>;
  /** Ends whatever still runs and deletes the data. */
  remove(): Promise<void>;
}

/** A program that has not been started yet, with nothing in its data folder. `env` adds to the environment of every run. */
export async function createProgram(env: Readonly<Record<string, string>> = {}): Promise<Program> {
  const base = await freeRange(9);
  const folder = await mkdtemp(join(tmpdir(), 'mocua-program-'));
  // As root the database server runs as another user, who must be able to pass.
  await chmod(folder, 0o755);
  const dataDir = join(folder, 'data');
  const environment = {
    PATH: process.env['PATH'],
    ...compiled,
    BASE_PORT: String(base),
    DATA_DIR: dataDir,
    KEYS_DIR: join(folder, 'keys'),
    LOG_LEVEL: 'warn',
    ...env,
  };
  const at = (offset: number): string => `http://localhost:${base + offset}`;
  const code = createSentCodes(async (phone) => {
    const answer = await fetch(`${at(5)}/outbox.json?to=${encodeURIComponent(phone)}`);
    return ((await answer.json()) as { messages: { text: string }[] }).messages.map(({ text }) => text);
  });
  let child: ChildProcess | undefined;
  let ended: Promise<number | null> = Promise.resolve(null);
  let text = '';

  const running = (): ChildProcess => {
    if (child === undefined) throw new Error('the program was not started');
    return child;
  };
  const launch = (): void => {
    // A process group of its own, so that a test can end all of it and nothing else.
    child = spawn(node, ['src/main.ts'], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const hear = (chunk: Buffer): void => {
      text += chunk.toString('utf8');
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    const born = child;
    ended = new Promise((resolve) => born.once('close', resolve));
  };
  const signalGroup = (signal: NodeJS.Signals): void => {
    const { pid } = running();
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const databaseUrl = async (): Promise<string> => {
    const url = env['DATABASE_URL'] ?? (await runningEmbedded({ dataDir }));
    if (url === null) throw new Error('the database is not running');
    return url;
  };
  const open = async (role?: string): Promise<Db> =>
    createDb({ connectionString: await databaseUrl(), role, max: 4, applicationName: 'test', onIdleError: () => undefined });

  return {
    base,
    folder,
    identity: env['IDENTITY_URL'] ?? at(0),
    sandbox: at(5),
    ministry: at(6),
    province: at(7),
    child: running,
    said: () => text,
    async start() {
      const before = text.length;
      launch();
      while (!text.slice(before).includes('is ready')) {
        if (running().exitCode !== null) throw new Error(`the program ended instead of starting:\n${text.slice(before)}`);
        await pause(25);
      }
    },
    ended: () => ended,
    async stop() {
      running().kill('SIGINT');
      return ended;
    },
    async kill(what) {
      const postmaster = what === 'everything' ? await postmasterOf(dataDir) : undefined;
      if (what === 'process') running().kill('SIGKILL');
      else signalGroup('SIGKILL');
      if (postmaster !== undefined) process.kill(postmaster, 'SIGKILL');
      await ended;
    },
    members: () => childrenOf(running().pid ?? 0),
    cli: (words, input) => runCli(words, { env: environment, input }),
    async command(words, input) {
      const result = await runCli([...words, '--json'], { env: environment, input });
      if (result.code !== 0) throw new Error(`${words.join(' ')} failed (${result.code}): ${result.err}`);
      return JSON.parse(result.out) as never;
    },
    code,
    admin: () => open(),
    async services() {
      const config = configOf({ ...environment, LOG_LEVEL: 'silent' });
      const db = await open('mocua_identity');
      return createServices({
        db,
        clock: systemClock,
        log: createLog({ level: 'silent' }),
        metrics: createMetrics(),
        options: identityOptions(config),
      });
    },
    async remove() {
      if (child !== undefined && child.exitCode === null && child.signalCode === null) {
        child.kill('SIGINT');
        const impatient = setTimeout(() => signalGroup('SIGKILL'), 15_000);
        await ended;
        clearTimeout(impatient);
      }
      const left = await postmasterOf(dataDir);
      if (left !== undefined) process.kill(left, 'SIGQUIT');
      if (left !== undefined) await pause(500);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Runs one operator command; `input` goes to its standard input as JSON, a string as it is. */
export async function runCli(words: readonly string[], options: { env: NodeJS.ProcessEnv; input?: unknown }): Promise<Ended> {
  const { env, input } = options;
  const child = spawn(node, ['src/cli.ts', ...words], { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString('utf8')));
  // A command that refuses before it reads closes the pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input === undefined ? '' : typeof input === 'string' ? input : JSON.stringify(input));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...said };
}

/** Runs the program with exactly this environment until it ends by itself: for starts that must be refused. */
export async function refusedStart(env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(node, ['src/main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...compiled, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString('utf8')));
  const impatient = setTimeout(() => child.kill('SIGINT'), 75_000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(impatient);
  return { code, ...said };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The database server of a data folder, if one runs. */
async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid)) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

function childrenOf(parent: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const ps = spawn('ps', ['-e', '-o', 'pid=,ppid=,args=']);
    let text = '';
    ps.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    ps.once('error', reject);
    ps.once('close', () => {
      const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
      resolve(
        rows.filter(([, ppid, ...words]) => Number(ppid) === parent && words.join(' ').includes('main.ts')).map(([pid]) => Number(pid)),
      );
    });
  });
}

/** The first of `count` neighbouring ports that are all free. */
export async function freeRange(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    // Below the ports the system itself gives to outgoing connections, which would take one while a program restarts.
    const base = 10_000 + (randomBytes(2).readUInt16BE() % 22_000);
    const free = await Promise.all(Array.from({ length: count }, (_each, index) => isFree(base + index)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no free range of ports');
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
