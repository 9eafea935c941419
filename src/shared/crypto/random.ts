import { randomBytes, randomInt } from 'node:crypto';

/** A URL-safe random string of `bytes` random bytes (32 = 256 bits by default). */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** A decimal code of exactly `digits` digits, each equally likely. */
export function randomDigits(digits: number): string {
  let code = '';
  while (code.length < digits) code += String(randomInt(10));
  return code;
}

/** A time-ordered identifier (RFC 9562 section 5.7, UUID version 7) for the instant `now`. */
export function uuidv7(now: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
