import { fork, type ChildProcess } from 'node:child_process';
import type { Log } from '#shared/log';
import { problem } from '#shared/problem';
import type { PasswordParameters } from './contract.ts';
import type { Hashes } from './hashes.ts';

type Work = { readonly password: Uint8Array } & ({ readonly digest: string } | { readonly parameters: PasswordParameters });
export type HashingRequest = Work & { readonly id: number };
export type HashingAnswer = { readonly id: number } & (
  { readonly digest: string } | { readonly right: boolean } | { readonly error: string }
);

interface Waiting {
  readonly work: Work;
  /** It was being computed once before, when the process ended. */
  readonly again: boolean;
  resolve(answer: HashingAnswer): void;
  reject(error: Error): void;
}

export interface HashingProcess extends Hashes {
  /** Ends the process; what it still computes is refused. */
  close(): Promise<void>;
}

/**
 * Password hashes in a process of its own with lower priority, begun with the first hash. A hash takes a processor for some 25 ms; on the
 * threads of the server, tokens would be signed behind it and pages made beside it. The process is given nothing but the passwords: no
 * environment, no configuration, no database. When it ends unasked, another one takes up what it left, once.
 */
export function createHashingProcess({ size, log }: { readonly size: number; readonly log: Log }): HashingProcess {
  let child: ChildProcess | undefined;
  let closed = false;
  let serial = 0;
  const waiting = new Map<number, Waiting>();

  const settle = (answer: HashingAnswer): void => {
    const found = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) rest();
    found?.resolve(answer);
  };

  const start = (): ChildProcess => {
    const started = fork(new URL('hashing-child.ts', import.meta.url), {
      env: { UV_THREADPOOL_SIZE: String(size) },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    started.on('message', settle);
    started.on('error', (error) => log.error({ err: error }, 'the process for password hashes could not be reached'));
    started.once('exit', (code, signal) => {
      if (child === started) child = undefined;
      const left = [...waiting.values()];
      waiting.clear();
      if (!closed) log.error({ code, signal, left: left.length }, 'the process for password hashes ended; another one takes over');
      for (const each of left) {
        if (closed || each.again) each.reject(problem('service.busy', { retryAfter: 2 }));
        else send({ ...each, again: true });
      }
    });
    return started;
  };
  /** A command that has nothing more to do is not kept running by a process that has nothing to do either. */
  const rest = (): void => {
    child?.unref();
    child?.channel?.unref();
  };
  const send = (one: Waiting): void => {
    child ??= start();
    child.ref();
    child.channel?.ref();
    serial += 1;
    waiting.set(serial, one);
    // What cannot be sent any more is taken up when the process has ended.
    child.send({ ...one.work, id: serial }, () => undefined);
  };
  const compute = (work: Work): Promise<HashingAnswer> => {
    if (closed) return Promise.reject(problem('service.busy', { retryAfter: 2 }));
    return new Promise((resolve, reject) => send({ work, again: false, resolve, reject }));
  };

  return {
    async hash(password, parameters) {
      const answer = await compute({ password, parameters });
      if (!('digest' in answer)) throw new Error('error' in answer ? answer.error : 'no hash came back');
      return answer.digest;
    },
    async verify(digest, password) {
      const answer = await compute({ password, digest });
      if (!('right' in answer)) throw new Error('error' in answer ? answer.error : 'no verdict came back');
      return answer.right;
    },
    async close() {
      closed = true;
      const ending = child;
      if (ending === undefined) return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.disconnect();
      await ended;
    },
  };
}
