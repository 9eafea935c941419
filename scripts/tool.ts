import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');

export interface Outcome {
  readonly passed: boolean;
  readonly output: string;
}

/** Runs one of the project's own tools with the pinned Node and collects what it says, or passes it through. */
export function tool(command: string, args: readonly string[], show: 'collect' | 'pass'): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}` };
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
