import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/** What Koa, and oidc-provider behind it, ask of the keys that sign cookies. */
export interface CookieKeys {
  sign(data: string): string;
  /** The place of the key that signed, -1 for none; a cookie signed with another than the first is signed anew. */
  index(data: string, digest: string): number;
  verify(data: string, digest: string): boolean;
}

/**
 * Signs cookies with HMAC-SHA256 under the first key and accepts those of the others, newest first. Signatures are base64url without
 * padding. The keys are made once: every request verifies at least two cookies.
 */
export function createCookieKeys(keys: readonly Buffer[]): CookieKeys {
  const secrets = keys.map((key) => createSecretKey(key));
  const [first] = secrets;
  if (first === undefined) throw new Error('cookies need a key');
  const mac = (data: string, key: typeof first): Buffer => createHmac('sha256', key).update(data).digest();
  const index = (data: string, digest: string): number => {
    // One text per signature: what decodes to the same bytes but is written otherwise is not ours.
    const given = Buffer.from(digest, 'base64url');
    if (given.length !== 32 || given.toString('base64url') !== digest) return -1;
    return secrets.findIndex((key) => timingSafeEqual(mac(data, key), given));
  };
  return {
    sign: (data) => mac(data, first).toString('base64url'),
    index,
    verify: (data, digest) => index(data, digest) !== -1,
  };
}
