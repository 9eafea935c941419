import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..');
/** Where what Node compiled is kept, the command line's own place (`src/cli.ts`). */
const compiled = join(root, 'node_modules', '.cache', 'mot-cua');

export interface Outcome {
  readonly passed: boolean;
  readonly output: string;
}

/** Runs one of the project's own tools with the pinned Node and collects what it says, or passes it through. */
export function tool(command: string, args: readonly string[], show: 'collect' | 'pass'): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    const env = { ...process.env, PATH: path, NODE_COMPILE_CACHE: compiled };
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', show === 'pass' ? 'inherit' : 'pipe', show === 'pass' ? 'inherit' : 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ passed: code === 0, output });
    });
  });
}
