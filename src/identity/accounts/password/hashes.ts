import argon2 from 'argon2';
import type { PasswordParameters } from './contract.ts';

/** Computes password hashes; how many at once is the pool's affair. */
export interface Hashes {
  /** An argon2id hash in PHC string format, with a fresh salt. */
  hash(password: Buffer, parameters: PasswordParameters): Promise<string>;
  /** Whether the hash is that of this password. */
  verify(digest: string, password: Buffer): Promise<boolean>;
}

/** In this process, on its threads: for short commands and tests. A server has them computed elsewhere (hashing-process.ts). */
export const hashesHere: Hashes = {
  hash: (password, parameters) => argon2.hash(password, { ...parameters, type: argon2.argon2id, hashLength: 32 }),
  verify: (digest, password) => argon2.verify(digest, password),
};
