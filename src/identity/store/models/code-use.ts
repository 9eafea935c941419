import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import { sha256 } from '#shared/crypto';
import type { RunningRequest } from '#identity/store/request';

/**
 * What tells one use of a code from another: the redirect address, the verifier and the key of the proof that came with it. The client is
 * not in it, since a code is refused to every other client before. Null outside of a request.
 */
export async function useOf(request: RunningRequest | undefined): Promise<Buffer | null> {
  if (request?.oidc === undefined) return null;
  const { redirect_uri: redirect, code_verifier: verifier } = request.oidc.params ?? {};
  return sha256(JSON.stringify([redirect ?? null, verifier ?? null, await proofKey(request.get('DPoP'))]));
}

/** The thumbprint of the key that signed the proof; the provider has verified the proof before it asks for the code. */
async function proofKey(proof: string): Promise<string | null> {
  if (proof === '') return null;
  const { jwk } = decodeProtectedHeader(proof);
  return jwk === undefined ? null : calculateJwkThumbprint(jwk);
}
