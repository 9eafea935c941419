import { importJWK, type CryptoKey, type JWK } from 'jose';
import type { CryptoKeyPair, PrivateKey } from 'openid-client';

/** The client key as `private_key_jwt` wants it. Throws, naming the setting, when it is not a private JWK with `alg`. */
export async function clientKey(jwk: JWK): Promise<PrivateKey> {
  const key = await privateKey(jwk, 'keys.client');
  return jwk.kid === undefined ? { key } : { key, kid: jwk.kid };
}

/** The DPoP key pair; its public half travels in every proof (RFC 9449 section 4.2). */
export async function dpopKeyPair(jwk: JWK): Promise<CryptoKeyPair> {
  const privateHalf = await privateKey(jwk, 'keys.dpop');
  const { d: _, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, key_ops: _ops, ext: _ext, ...shown } = jwk as JWK & Record<string, unknown>;
  const publicHalf = (await importJWK(shown as JWK, jwk.alg, { extractable: true })) as CryptoKey;
  return { privateKey: privateHalf, publicKey: publicHalf };
}

async function privateKey(jwk: JWK, setting: string): Promise<CryptoKey> {
  if (jwk.d === undefined || jwk.alg === undefined) throw new Error(`${setting} must be a private JWK with "alg"`);
  return (await importJWK(jwk, jwk.alg)) as CryptoKey;
}
