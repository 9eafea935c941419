import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import * as oidc from 'openid-client';
import type { TestSystem } from '../system.ts';

/** A key that DPoP proofs are signed with. */
export interface ProofKey {
  readonly publicJwk: JWK;
  readonly privateKey: oidc.CryptoKey;
  readonly pair: oidc.CryptoKeyPair;
}

export async function newProofKey(): Promise<ProofKey> {
  const pair = (await generateKeyPair('ES256', { extractable: true })) as oidc.CryptoKeyPair;
  return { publicJwk: await exportJWK(pair.publicKey), privateKey: pair.privateKey, pair };
}

/** An access token of a program's own from the real token endpoint, bound to a key of the caller's. */
export async function clientToken(
  system: TestSystem,
  client: { readonly clientId: string; readonly key: JWK },
  want: { readonly resource: string; readonly scope: string; readonly key: ProofKey },
): Promise<string> {
  const key = (await importJWK(client.key, 'ES256')) as oidc.CryptoKey;
  const authentication = oidc.PrivateKeyJwt({ key, kid: String(client.key.kid) });
  const config = await oidc.discovery(new URL(system.identity), client.clientId, {}, authentication, {
    execute: [oidc.allowInsecureRequests],
  });
  const DPoP = oidc.getDPoPHandle(config, want.key.pair);
  const { resource, scope } = want;
  return (await oidc.clientCredentialsGrant(config, { resource, scope }, { DPoP })).access_token;
}

/** A DPoP proof for one request (RFC 9449 section 4.2); `change` replaces its claims. */
export async function proofFor(
  request: { readonly method: string; readonly url: string },
  token: string,
  key: ProofKey,
  change: JWTPayload = {},
): Promise<string> {
  const { origin, pathname } = new URL(request.url);
  return new SignJWT({
    htm: request.method,
    htu: origin + pathname,
    ath: createHash('sha256').update(token).digest('base64url'),
    iat: Math.floor(Date.now() / 1000),
    jti: randomUUID(),
    ...change,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.publicJwk })
    .sign(key.privateKey);
}

/** Headers of a call with a bound token and its proof. */
export async function bound(
  request: { readonly method: string; readonly url: string },
  token: string,
  key: ProofKey,
): Promise<Record<string, string>> {
  return { authorization: `DPoP ${token}`, dpop: await proofFor(request, token, key) };
}
