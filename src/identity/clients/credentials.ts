import { exportJWK, generateKeyPair } from 'jose';
import { randomToken, sha256 } from '#shared/crypto';

export const randomId = (): string => sha256(randomToken(16)).toString('hex').slice(0, 10);

/** A key pair for a client that brought none: the agency keeps the private half, we the public one. */
export async function makeKey(): Promise<{ publicJwk: Record<string, unknown>; privateJwk: Record<string, unknown> }> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const kid = randomId();
  const about = { kid, alg: 'ES256', use: 'sig' };
  return {
    publicJwk: { ...(await exportJWK(pair.publicKey)), ...about },
    privateJwk: { ...(await exportJWK(pair.privateKey)), ...about },
  };
}
