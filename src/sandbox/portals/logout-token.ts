import { createPublicKey, verify, type webcrypto } from 'node:crypto';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Seconds a logout token is good for, and a `jti` is remembered. */
const AGE = 300;

type Claims = Readonly<Record<string, unknown>>;

/** Checks logout tokens with nothing but Node: OpenID Connect Back-Channel Logout 1.0 section 2.6, in its order. */
export function createLogoutTokenReader(expected: { clientId: string; alg: 'ES256' | 'RS256'; now: () => number }) {
  const seen = new Map<string, number>();

  /** The session or person to sign out; throws with the reason when the token must not be believed. */
  return async function read(
    token: string,
    provider: { issuer: string; jwksUri: string },
  ): Promise<{ sid: string | null; sub: string | null }> {
    const [head = '', body = '', signature = '', ...rest] = token.split('.');
    if (rest.length > 0 || ![head, body, signature].every((part) => /^[\w-]+$/.test(part))) throw new Error('not a signed JWT');
    const header = decode(head);
    if (header['alg'] !== expected.alg) throw new Error('wrong alg');
    if (header['typ'] !== 'logout+jwt') throw new Error('wrong typ');
    await checkSignature(provider.jwksUri, header['kid'], `${head}.${body}`, Buffer.from(signature, 'base64url'));

    const claims = decode(body);
    const now = expected.now();
    const { iss, aud, iat, exp, jti, events, sid, sub } = claims;
    if (iss !== provider.issuer) throw new Error('wrong iss');
    if (aud !== expected.clientId && !(Array.isArray(aud) && aud.includes(expected.clientId))) throw new Error('wrong aud');
    if (typeof iat !== 'number' || iat > now + 60 || iat < now - AGE) throw new Error('iat is not recent');
    if (typeof exp !== 'number' || exp < now) throw new Error('expired');
    if ('nonce' in claims) throw new Error('a logout token has no nonce');
    const event = isObject(events) ? events[EVENT] : undefined;
    if (!isObject(event)) throw new Error('not a logout event');
    if (typeof sid !== 'string' && typeof sub !== 'string') throw new Error('neither sid nor sub');
    if (typeof jti !== 'string' || jti === '') throw new Error('no jti');
    for (const [old, until] of seen) if (until < now) seen.delete(old);
    if (seen.has(jti)) throw new Error('used before');
    seen.set(jti, now + 2 * AGE);
    return { sid: typeof sid === 'string' ? sid : null, sub: typeof sub === 'string' ? sub : null };
  };

  async function checkSignature(jwksUri: string, kid: unknown, signed: string, signature: Buffer): Promise<void> {
    const response = await fetch(jwksUri, { signal: AbortSignal.timeout(5000), redirect: 'error' });
    const { keys } = (await response.json()) as { keys: (webcrypto.JsonWebKey & { kid?: string })[] };
    const type = expected.alg === 'ES256' ? 'EC' : 'RSA';
    const jwk = keys.find((key) => key.kid === kid && key.kty === type);
    if (jwk === undefined) throw new Error('unknown key');
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    const good = verify('sha256', Buffer.from(signed), expected.alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key, signature);
    if (!good) throw new Error('wrong signature');
  }
}

const isObject = (value: unknown): value is Claims => typeof value === 'object' && value !== null && !Array.isArray(value);

function decode(part: string): Claims {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  if (!isObject(value)) throw new Error('not an object');
  return value;
}
