import { createSecretKey } from 'node:crypto';
import { errors } from 'oidc-provider';
import { hmacSha256, openWithKey, sealWithKey, sha256 } from '#shared/crypto';

const longest = 512;
const handlePrefix = '~';

/** False for what no value of ours can be, handles included; such an id is answered "not found" without asking the database. */
export function isPlausible(id: unknown): id is string {
  return typeof id === 'string' && id.length > 0 && id.length <= longest && !id.includes('\0') && !isHandle(id);
}

export function isHandle(id: string): boolean {
  return id.startsWith(handlePrefix);
}

/**
 * A name for a row whose value we do not know, because it was found by something else (its uid). It works for saving and
 * destroying only: `find` must not accept it, or the database's contents could be presented as a token. Values are made of
 * `A-Za-z0-9_-`, so the prefix cannot occur in one.
 */
export function handleOf(key: Buffer): string {
  return handlePrefix + key.toString('base64url');
}

/** The primary key for a value or a handle. */
export function keyOf(id: string): Buffer {
  return isHandle(id) ? Buffer.from(id.slice(handlePrefix.length), 'base64url') : sha256(id);
}

/** Encrypts under a key that only the holder of `secret` can derive; the database holds SHA-256(secret), from which it cannot be. */
export function sealUnder(secret: string, text: string, place: string): Buffer {
  return sealWithKey(hmacSha256(label, secret), text, place);
}

/** The text sealed under `secret`; throws when it was altered. */
export function openUnder(secret: string, sealed: Buffer, place: string): string {
  return openWithKey(hmacSha256(label, secret), sealed, place);
}

// The key belongs to one value, so the place need not name the row.
const label = createSecretKey('mocua store: sealed under its own id', 'utf8');

/**
 * The value, when PostgreSQL's jsonb can keep it. A parameter with NUL or half a character is the caller's error (400), and is found
 * before anything of its request is written.
 */
export function storable<T>(value: T): T {
  if (!isStorable(value)) throw new errors.InvalidRequest('a parameter contains characters that are not allowed');
  return value;
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Array.isArray(value)
    ? value.every(isStorable)
    : Object.entries(value).every(([name, each]) => isStorable(name) && isStorable(each));
}
