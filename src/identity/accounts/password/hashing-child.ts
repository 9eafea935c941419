import { getPriority, setPriority } from 'node:os';
import { hashesHere } from './hashes.ts';
import type { HashingAnswer, HashingRequest } from './hashing-process.ts';

/**
 * The entry of the process that computes password hashes for a server. It has the lower priority of the two: whoever is signed in is
 * answered first, and hashes get the processors that are left.
 */
setPriority(Math.min(19, getPriority() + 10));

async function compute(request: HashingRequest): Promise<HashingAnswer> {
  try {
    const password = Buffer.from(request.password);
    if ('digest' in request) return { id: request.id, right: await hashesHere.verify(request.digest, password) };
    return { id: request.id, digest: await hashesHere.hash(password, request.parameters) };
  } catch (error) {
    return { id: request.id, error: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (request: HashingRequest) => {
  void compute(request).then((answer) => process.send?.(answer));
});
// It ends with its server. What stops a whole group of processes (Ctrl-C) is for the server to answer: it still finishes what it began.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
