import { createHash } from 'node:crypto';
import { SignJWT, importJWK, type CryptoKey, type JWK } from 'jose';
import { randomToken } from '#shared/crypto';
import { publicHalf, type Portal } from './portal.ts';

const keys = new WeakMap<JWK, Promise<CryptoKey>>();
const imported = (jwk: JWK): Promise<CryptoKey> => {
  const known = keys.get(jwk) ?? (importJWK(jwk, 'ES256') as Promise<CryptoKey>);
  keys.set(jwk, known);
  return known;
};

/** What a client sends to prove who it is and that it holds its key; made before the clock runs. */
export interface Proofs {
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

/** Client authentication for one request to `path`, with a DPoP proof (RFC 9449) where the profile wants one. */
export async function prove(portal: Portal, issuer: string, path: string): Promise<Proofs> {
  if (portal.key === null || portal.dpopKey === null) {
    const credentials = `${encodeURIComponent(portal.clientId)}:${encodeURIComponent(portal.secret ?? '')}`;
    return { headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }, fields: {} };
  }
  const now = Math.floor(Date.now() / 1000);
  const assertion = await new SignJWT({ jti: randomToken(16) })
    .setProtectedHeader({ alg: 'ES256', kid: String(portal.key.kid) })
    .setIssuer(portal.clientId)
    .setSubject(portal.clientId)
    .setAudience(issuer)
    .setIssuedAt(now)
    .setExpirationTime(now + 240)
    .sign(await imported(portal.key));
  return {
    headers: { dpop: await dpopProof(portal.dpopKey, 'POST', issuer + path) },
    fields: { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion },
  };
}

/** How `token` is presented to userinfo. */
export async function present(portal: Portal, issuer: string, token: string): Promise<Readonly<Record<string, string>>> {
  if (portal.dpopKey === null) return { authorization: `Bearer ${token}` };
  return { authorization: `DPoP ${token}`, dpop: await dpopProof(portal.dpopKey, 'GET', `${issuer}/userinfo`, token) };
}

async function dpopProof(key: JWK, method: string, address: string, token?: string): Promise<string> {
  const { kty, crv, x, y } = publicHalf(key);
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  return new SignJWT({ htm: method, htu: address, jti: randomToken(16), ...ath })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } as JWK })
    .setIssuedAt()
    .sign(await imported(key));
}
