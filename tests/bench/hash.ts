import argon2 from 'argon2';
import { randomToken } from '#shared/crypto';
import type { Calls, HashInput } from './calls.ts';

/** Verifies one password over and over with the server's parameters and nothing else: what hashing alone allows. */
export async function verifyAlone(input: HashInput): Promise<Calls['hash']['output']> {
  const password = Buffer.from(randomToken(12), 'utf8');
  const digest = await argon2.hash(password, { ...input.argon2, type: argon2.argon2id, hashLength: 32 });
  const latencies: number[] = [];
  let left = input.count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      if (!(await argon2.verify(digest, password))) throw new Error('a right password was refused');
      latencies.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: input.atOnce }, lane));
  return { milliseconds: performance.now() - began, latencies };
}
