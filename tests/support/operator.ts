import type { Module } from '#module';
import { workOnce } from '../../src/app.ts';
import { runCommand } from '../../src/cli/run.ts';
import { modules as real } from '../../src/modules.ts';
import type { Ended } from './program.ts';

/**
 * Runs one operator command in this process, with exactly this environment; `input` is its standard input, a string as it is and anything
 * else as JSON. The same as `runCli` without the start of a process, which costs more than any command does.
 */
export async function operate(
  words: readonly string[],
  options: { env: NodeJS.ProcessEnv; input?: unknown; modules?: readonly Module[] },
): Promise<Ended> {
  const { env: environment, input, modules = real } = options;
  const said = { out: '', err: '' };
  const text = input === undefined ? '' : typeof input === 'string' ? input : JSON.stringify(input);
  const code = await runCommand(
    words,
    { modules, work: workOnce },
    {
      environment,
      input: given(text),
      output: { write: (written) => (said.out += written) },
      errors: { write: (written) => (said.err += written) },
    },
  );
  return { code, ...said };
}

async function* given(text: string): AsyncGenerator<string> {
  if (text !== '') yield text;
}
