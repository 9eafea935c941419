import { createECDH, createHash } from 'node:crypto';

/** A P-256 key pair as JWKs (RFC 7518 section 6.2), for ES256. */
export interface EcKeyPair {
  readonly publicJwk: Readonly<Record<string, string>>;
  readonly privateJwk: Readonly<Record<string, string>>;
}

/**
 * The key pair of a 32-byte private scalar: how a configured secret becomes a signing key. The `kid` is derived from the
 * public half (RFC 7638), so that every process names it alike. Throws for a scalar outside the group's order.
 */
export function ecKeyOf(scalar: Buffer): EcKeyPair {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  const point = ecdh.getPublicKey();
  const x = point.subarray(1, 33).toString('base64url');
  const y = point.subarray(33, 65).toString('base64url');
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  const publicJwk = { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' };
  return { publicJwk, privateJwk: { ...publicJwk, d: scalar.toString('base64url') } };
}
