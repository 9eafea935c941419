import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Example } from './page.ts';

export type Command = readonly [program: string, ...words: string[]];

/** A portal made of somebody else's unmodified package by its page of the guide, and where the things are that are tried there. */
export interface Stack {
  readonly name: string;
  /** Of `docs/guides/stacks`. */
  readonly page: string;
  /** Folders of the page's examples, of which one has the `registration.json`; `name` alone unless stated. */
  readonly folders?: readonly string[];
  /** Programs this machine has to have; without them the stack is skipped. */
  readonly needs: readonly string[];
  /** Fetches and builds; in the folder of the examples, which keeps what was fetched. */
  readonly prepare: readonly Command[];
  /** Files in `local/`: what is around the page's configuration where an engineer has it already. */
  readonly local?: readonly string[];
  readonly start: Command;
  readonly environment?: Readonly<Record<string, string>>;
  /** What https on the page is for http on localhost: file, text, its replacement. */
  readonly onLocalhost?: readonly (readonly [file: string, from: string, to: string])[];
  /** Begins a sign-in: a link, or the button of a page. */
  readonly signIn: { readonly link: string } | { readonly page: string; readonly fields?: Readonly<Record<string, string>> };
  /** Answers with the name of whoever is signed in, or with what is told instead: a page and the address it is at in the end. */
  readonly person: string;
  readonly shows?: RegExp;
  /** Does not check the signature of an ID token, since it came from the token endpoint itself (Core 3.1.3.7 no. 6). */
  readonly trustsTls?: true;
  /** How a person signs out there; null where the package has no sign-out at the provider. */
  readonly signOut:
    | { readonly link: string; /** Its last parameter, if an example is that. */ readonly file?: string }
    | { readonly post: string }
    | { readonly page: string }
    | null;
  /** Whether a back-channel logout ends the portal's session. */
  readonly backchannel: boolean;
}

const run = promisify(execFile);

export const folderOf = (name: string): string => fileURLToPath(new URL(`../../.data/stacks/${name}`, import.meta.url));

/** Whether a program is on this machine. */
export async function has(program: string): Promise<boolean> {
  return run('sh', ['-c', `command -v ${program}`], { env: environment() }).then(
    () => true,
    () => false,
  );
}

/** Debian keeps servers where only the superuser looks. */
export const environment = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${process.env['PATH'] ?? ''}:/usr/sbin`,
  ...more,
});

/** Writes the examples and runs what the stack needs to be ready; what is there already is kept. */
export async function prepare(stack: Stack, examples: readonly Example[]): Promise<string> {
  const folder = folderOf(stack.name);
  await writeExamples(folder, examples);
  for (const file of stack.local ?? []) await copyFile(new URL(`local/${file}`, import.meta.url), join(folder, file));
  for (const [program, ...words] of stack.prepare) {
    await run('nice', [program, ...words], { cwd: folder, env: environment(stack.environment), maxBuffer: 64 << 20 });
  }
  return folder;
}

async function writeExamples(folder: string, examples: readonly Example[]): Promise<void> {
  for (const { file, text } of examples) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
}

export interface Running {
  readonly said: () => string;
  stop(): Promise<void>;
}

/** Starts the portal and answers when it can be asked. */
export async function startApp(stack: Stack, folder: string, settings: Readonly<Record<string, string>>): Promise<Running> {
  const [program, ...words] = stack.start;
  const said: string[] = [];
  const app = spawn(program, words, { cwd: folder, env: environment({ ...stack.environment, ...settings }), detached: true });
  for (const stream of [app.stdout, app.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  app.once('error', (error) => said.push(String(error)));
  const running: Running = { said: () => said.join(''), stop: () => stopGroup(app) };
  for (let tries = 0; tries < 1800; tries += 1) {
    if (app.exitCode !== null) throw new Error(`${stack.name} ended:\n${running.said()}`);
    const answer = await fetch(`http://localhost:${settings['PORT'] ?? ''}/`, { redirect: 'manual' }).catch(() => null);
    if (answer !== null) return running;
    await pause(100);
  }
  await running.stop();
  throw new Error(`${stack.name} never answered:\n${running.said()}`);
}

/** Ends the process and what it has started, such as the server behind a build tool. */
async function stopGroup(app: ChildProcess): Promise<void> {
  if (app.pid === undefined || app.exitCode !== null) return;
  const ended = new Promise((resolve) => app.once('exit', resolve));
  process.kill(-app.pid, 'SIGTERM');
  const impatient = setTimeout(() => process.kill(-(app.pid ?? 0), 'SIGKILL'), 10_000);
  await ended;
  clearTimeout(impatient);
}
