import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

/**
 * AES-256-GCM (NIST SP 800-38D) under a key made for one value: nonce (12 bytes), tag (16), ciphertext. `place` is bound as additional
 * data, so that a ciphertext moved elsewhere does not open. A KeyObject costs a fraction of what Node.js makes of a Buffer.
 */
export function sealWithKey(key: Buffer, plaintext: string, place: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce).setAAD(Buffer.from(place, 'utf8'));
  const body = [cipher.update(plaintext, 'utf8'), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...body]);
}

/** The text sealed at this place under this key; throws when it was altered. */
export function openWithKey(key: Buffer, sealed: Buffer, place: string): string {
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), sealed.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(place, 'utf8'))
    .setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
}
