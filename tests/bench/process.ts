import { fork } from 'node:child_process';
import type { Calls } from './calls.ts';

/** A measured process, seen from the bench. */
export interface Process {
  readonly pid: number;
  call<Name extends keyof Calls>(name: Name, input: Calls[Name]['input']): Promise<Calls[Name]['output']>;
  stop(): Promise<void>;
}

/** Starts a process of its own. Its log goes nowhere, but is written; its errors are shown. */
export function startProcess(): Process {
  const child = fork(new URL('./child.ts', import.meta.url), {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let serial = 0;
  child.on('message', (message: { id: number; output?: never; error?: string }) => {
    const { resolve, reject } = waiting.get(message.id) ?? {};
    waiting.delete(message.id);
    if (message.error === undefined) resolve?.(message.output as never);
    else reject?.(new Error(`in the measured process: ${message.error}`));
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of waiting.values()) reject(new Error(`a measured process ended (${signal ?? code ?? 'unknown'})`));
      waiting.clear();
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    call: (name, input) =>
      new Promise((resolve, reject) => {
        serial += 1;
        waiting.set(serial, { resolve, reject });
        child.send({ id: serial, name, input });
      }),
    async stop() {
      if (child.connected) child.disconnect();
      const impatient = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(impatient);
    },
  };
}
