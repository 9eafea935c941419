import { createPublicKey, type KeyObject } from 'node:crypto';

type Jwk = Readonly<Record<string, unknown>>;
type Complaint = { readonly member: string; readonly message: string };

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** Which algorithms a key can be for, by its type and curve. */
const algorithmsOf: Readonly<Record<string, readonly string[]>> = {
  'EC P-256': ['ES256'],
  RSA: ['PS256', 'RS256'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
};

/** RSA keys shorter than this are refused everywhere (FAPI 2.0 Security Profile section 5.4.1, RFC 9700). */
const SHORTEST_RSA = 2048;

/**
 * What is wrong with a client's public keys (RFC 7517), each with the remedy; a key that passes has been imported, so no signature will ever
 * be refused because the registered key is no key.
 */
export function keySetComplaints(given: readonly unknown[]): Complaint[] {
  const keys = given.map((key): Jwk | null => (typeof key === 'object' && key !== null && !Array.isArray(key) ? (key as Jwk) : null));
  const complaints = keys.flatMap((jwk, index) => complaintsOf(jwk).map((message) => ({ member: `jwks.keys.${index}`, message })));
  const kids = keys.map((jwk) => jwk?.['kid']);
  kids.forEach((kid, index) => {
    if (keys[index] === null) return;
    const member = `jwks.keys.${index}.kid`;
    if (kid === undefined && keys.length > 1)
      complaints.push({ member, message: 'is missing: give every key its own kid where there are several' });
    if (kid !== undefined && kids.indexOf(kid) !== index)
      complaints.push({ member, message: `${JSON.stringify(kid)} is there twice: give each key its own` });
  });
  return complaints;
}

function complaintsOf(jwk: Jwk | null): string[] {
  if (jwk === null) return ['is no key: write it as a JSON object (JWK, RFC 7517)'];
  if (jwk['kty'] === 'oct')
    return [
      'is a symmetric key: leave out k, which is secret no more, and register the public half of a key pair (EC with P-256, RSA, or OKP with Ed25519)',
    ];
  const secret = privateMembers.filter((name) => name in jwk);
  // A private key that was sent here is not private any more.
  if (secret.length > 0)
    return [`must be a public key: leave out ${secret.join(', ')}, and make a new key pair, since this one has been sent`];
  const { kty, crv, alg, use, kid, key_ops: operations } = jwk;
  const kind = kty === 'RSA' ? 'RSA' : `${String(kty)} ${String(crv)}`;
  const algorithms = algorithmsOf[kind];
  if (algorithms === undefined) return [`is ${kind}: use EC with P-256, RSA with ${SHORTEST_RSA} bits or more, or OKP with Ed25519`];
  const found: string[] = [];
  const key = imported(jwk);
  if (key === null)
    found.push(
      `cannot be imported: export the public key again as a JWK (RFC 7517) with ${kty === 'RSA' ? 'n and e' : kty === 'EC' ? 'crv, x and y' : 'crv and x'} in base64url`,
    );
  else if ((key.asymmetricKeyDetails?.modulusLength ?? SHORTEST_RSA) < SHORTEST_RSA)
    found.push(`has only ${key.asymmetricKeyDetails?.modulusLength ?? 0} bits: make one with ${SHORTEST_RSA} or more`);
  if (alg !== undefined && !algorithms.some((known) => known === alg))
    found.push(`says alg ${JSON.stringify(alg)}: a key of this kind is for ${algorithms.join(' or ')}`);
  if (use !== undefined && use !== 'sig') found.push(`says use ${JSON.stringify(use)}: register a key for signatures ("sig")`);
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    found.push('says key_ops without "verify": a public key for signatures has it');
  if (kid !== undefined && (typeof kid !== 'string' || kid === '' || kid.length > 200))
    found.push('has no usable kid: give it a text of up to 200 characters');
  return found;
}

function imported(jwk: Jwk): KeyObject | null {
  try {
    return createPublicKey({ key: jwk as never, format: 'jwk' });
  } catch {
    return null;
  }
}
