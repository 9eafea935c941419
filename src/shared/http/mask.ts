import { randomBytes } from 'node:crypto';

const xor = (left: Buffer, right: Buffer): Buffer => Buffer.from(left.map((byte, at) => byte ^ (right[at] ?? 0)));

/** The secret under a fresh one-time pad: no two answers show the same characters. */
export function mask(secret: Buffer): string {
  const pad = randomBytes(secret.length);
  return Buffer.concat([pad, xor(secret, pad)]).toString('base64url');
}

/** What `mask` was given; of anything else, bytes that are no secret. */
export function unmask(text: string): Buffer {
  const bytes = Buffer.from(text.slice(0, 256), 'base64url');
  const half = bytes.length >> 1;
  return xor(bytes.subarray(0, half), bytes.subarray(half));
}
