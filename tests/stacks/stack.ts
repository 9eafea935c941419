import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A portal made of somebody else's unmodified package, and what the guide tells its engineer to register. */
export interface Stack {
  readonly name: string;
  /** What is fetched, with exact versions: from npm, or from PyPI for a file that ends in `.py`. */
  readonly packages: readonly string[];
  /** In `apps/`. */
  readonly app: string;
  readonly callback: string;
  /** The page that has the button to sign in, where a link is not enough. */
  readonly page?: string;
  readonly registration?: Readonly<Record<string, unknown>>;
}

const run = promisify(execFile);
const folderOf = (stack: Stack): string => fileURLToPath(new URL(`../../.data/stacks/${stack.name}`, import.meta.url));

/** Fetches the packages, or keeps those that are there already. */
export async function fetchPackages(stack: Stack): Promise<string> {
  const folder = folderOf(stack);
  await mkdir(folder, { recursive: true });
  if (stack.app.endsWith('.py')) {
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, ...stack.packages]);
  } else {
    await writeFile(`${folder}/package.json`, '{"private":true}');
    await run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...stack.packages], { cwd: folder });
  }
  await copyFile(new URL(`apps/${stack.app}`, import.meta.url), `${folder}/${stack.app}`);
  return folder;
}

/** Starts the portal and answers when it can be asked. */
export async function startApp(stack: Stack, folder: string, settings: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const [program, ...words] = stack.app.endsWith('.py') ? ['python3', stack.app] : [process.execPath, stack.app];
  const said: string[] = [];
  const app = spawn(program, words, { cwd: folder, env: { ...process.env, PYTHONPATH: folder, ...settings } });
  for (const stream of [app.stdout, app.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  for (let tries = 0; tries < 600; tries += 1) {
    if (app.exitCode !== null) throw new Error(`${stack.name} ended:\n${said.join('')}`);
    if (
      await fetch(`http://localhost:${settings['PORT'] ?? ''}/ready`).then(
        () => true,
        () => false,
      )
    )
      return app;
    await pause(100);
  }
  await stopApp(app);
  throw new Error(`${stack.name} never answered:\n${said.join('')}`);
}

export async function stopApp(app: ChildProcess): Promise<void> {
  if (app.exitCode !== null || !app.kill()) return;
  await once(app, 'exit');
}
