import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { hmacSha256 } from './hash.ts';

/** Where a sealed value lives; bound as additional data, so that a ciphertext moved elsewhere does not open. */
export interface Place {
  readonly table: string;
  readonly column: string;
  /** The row's primary key. */
  readonly row: string;
}

/** Key-encryption keys by version; the highest version seals, every version opens. Each is 32 bytes. */
export type KeyRing = ReadonlyMap<number, Buffer>;

export interface Sealer {
  /** AES-256-GCM (NIST SP 800-38D): version (1 byte), nonce (12), tag (16), ciphertext. */
  seal(plaintext: string, place: Place): Buffer;
  /** The text that was sealed at this very place. Throws when the value was altered, moved, or its key is unknown. */
  open(sealed: Buffer, place: Place): string;
  /** True when the value was sealed with an older key and should be sealed again. */
  stale(sealed: Buffer): boolean;
}

const NONCE = 12;
const TAG = 16;

export function createSealer(ring: KeyRing): Sealer {
  const newest = Math.max(...ring.keys());
  const derived = new Map<string, KeyObject>();
  const keyFor = (version: number, place: Place): KeyObject => {
    const id = `${version}:${place.table}.${place.column}`;
    const known = derived.get(id);
    if (known !== undefined) return known;
    const root = ring.get(version);
    if (root === undefined) throw new Error(`no key-encryption key of version ${version}; add it to the key ring`);
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', root, '', `seal:${place.table}.${place.column}`, 32)));
    derived.set(id, key);
    return key;
  };
  const additional = (place: Place): Buffer => Buffer.from(JSON.stringify([place.table, place.column, place.row]), 'utf8');
  return {
    seal(plaintext, place) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', keyFor(newest, place), nonce).setAAD(additional(place));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(newest), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, place) {
      if (sealed.length < 1 + NONCE + TAG) throw new Error(`sealed value in ${place.table}.${place.column} is too short`);
      const key = keyFor(sealed.readUInt8(0), place);
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE))
        .setAAD(additional(place))
        .setAuthTag(sealed.subarray(1 + NONCE, 1 + NONCE + TAG));
      return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE + TAG)), decipher.final()]).toString('utf8');
    },
    stale: (sealed) => sealed.readUInt8(0) !== newest,
  };
}

/** Finds a sealed value again without opening it: HMAC-SHA-256 keyed per kind of value ("citizen-number", "phone"). */
export type BlindIndex = (kind: string, value: string) => Buffer;

export function createBlindIndex(root: Buffer): BlindIndex {
  const keys = new Map<string, KeyObject>();
  return (kind, value) => {
    let key = keys.get(kind);
    if (key === undefined) {
      key = createSecretKey(Buffer.from(hkdfSync('sha256', root, '', `blind-index:${kind}`, 32)));
      keys.set(kind, key);
    }
    return hmacSha256(key, value);
  };
}
