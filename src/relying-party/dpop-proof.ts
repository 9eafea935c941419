import { EmbeddedJWK, calculateJwkThumbprint, jwtVerify, type JWK } from 'jose';
import { sameSecret, sha256 } from '#shared/crypto';

/** A proof that does not prove; the text goes into the challenge. */
export class ProofRefused extends Error {
  override readonly name = 'ProofRefused';
}

/** How far a proof's `iat` may be from now, in seconds, either way; its `jti` is remembered longer than that. */
export const PROOF_WINDOW = 60;
export const PROOF_ALGS = ['ES256', 'PS256', 'EdDSA', 'Ed25519'];

export interface Proof {
  /** Thumbprint of the key that signed it (RFC 7638, SHA-256). */
  readonly jkt: string;
  readonly jti: string;
}

/**
 * Checks a DPoP proof for one request with one access token (RFC 9449 section 4.3), except that its `jti` is new, which
 * takes a store. `htu` is compared with the configured address, never with a Host header.
 */
export async function readProof(header: string, expected: { method: string; url: URL; accessToken: string; now: Date }): Promise<Proof> {
  if (header === '' || header.length > 8192 || header.includes(',')) throw new ProofRefused('exactly one DPoP proof is needed');
  const { payload, protectedHeader } = await jwtVerify(header, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: PROOF_ALGS,
    requiredClaims: ['iat', 'jti', 'htm', 'htu', 'ath'],
    currentDate: expected.now,
    clockTolerance: PROOF_WINDOW,
  }).catch((error: unknown) => {
    throw new ProofRefused(error instanceof Error ? error.message : 'invalid', { cause: error });
  });
  const { jti, iat } = payload;
  const { htm, htu, ath } = payload;
  const now = Math.floor(expected.now.getTime() / 1000);
  if (typeof iat !== 'number' || Math.abs(now - iat) > PROOF_WINDOW) throw new ProofRefused('iat is not recent');
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) throw new ProofRefused('jti must be a short text');
  if (htm !== expected.method) throw new ProofRefused('htm is another method');
  if (typeof htu !== 'string' || withoutQuery(htu) !== withoutQuery(expected.url.href)) throw new ProofRefused('htu is another address');
  if (typeof ath !== 'string' || !sameSecret(ath, sha256(expected.accessToken).toString('base64url'))) {
    throw new ProofRefused('ath is of another access token');
  }
  return { jkt: await calculateJwkThumbprint(protectedHeader.jwk as JWK, 'sha256'), jti };
}

function withoutQuery(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return url.origin + url.pathname;
}
