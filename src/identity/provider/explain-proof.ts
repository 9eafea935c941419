import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import { sha256 } from '#shared/crypto';
import { away, shownAs, type Refused, type Rules } from './explanation.ts';

const proof = (check: string): string => `the DPoP proof ${check}`;

function claims({ ctx }: Refused): JWTPayload {
  try {
    return decodeJwt(ctx.get('DPoP'));
  } catch {
    return {};
  }
}

function header({ ctx }: Refused): Readonly<Record<string, unknown>> {
  try {
    return { ...decodeProtectedHeader(ctx.get('DPoP')) };
  } catch {
    return {};
  }
}

/** The `ath` that belongs to the access token in the header; it does not give the token away. */
function athOf({ ctx }: Refused): string {
  const [, token = ''] = ctx.get('authorization').split(' ');
  return sha256(token).toString('base64url');
}

const algorithms = ['ES256', 'PS256', 'EdDSA', 'Ed25519'];

const withoutKey = { check: proof('needs the public key for its alg, and only that, in its header member jwk') };

/** Why a proof of possession was not accepted (RFC 9449 section 4.3). */
export const proofRules: Rules = [
  [
    /htm mismatch/,
    (refused) => ({ check: proof('is for another method (htm)'), expected: refused.ctx.method, came: shownAs(claims(refused)['htm']) }),
  ],
  [
    /htu mismatch/,
    (refused) => ({
      check: proof('is for another address (htu)'),
      expected: new URL(refused.ctx.path, refused.issuer).href,
      came: shownAs(claims(refused)['htu']),
    }),
  ],
  [
    /ath mismatch/,
    (refused) => ({ check: proof('is for another access token (ath)'), expected: athOf(refused), came: shownAs(claims(refused)['ath']) }),
  ],
  [
    /not recent enough/,
    (refused) => ({
      check: proof('was made too long ago or in the future; repeat it with the nonce of the header DPoP-Nonce'),
      came: `iat ${away(claims(refused).iat, refused.now)}`,
    }),
  ],
  [
    /invalid nonce/,
    () => ({ check: proof('has a nonce that is not ours or has run out; repeat it with the one of the header DPoP-Nonce') }),
  ],
  [/nonce is required/, () => ({ check: proof('has no nonce; repeat it with the one of the header DPoP-Nonce') })],
  [
    /Replay detected/,
    (refused) => ({ check: proof('was used before'), expected: 'a new jti in every proof', came: `jti ${shownAs(claims(refused).jti)}` }),
  ],
  [/must have a (\w+) /, (_refused, [, name = '']) => ({ check: proof(`has no ${name}`) })],
  [/"typ"|typ/, (refused) => ({ check: proof('has another typ'), expected: 'dpop+jwt', came: shownAs(header(refused)['typ']) })],
  [/nonce must be/, (refused) => ({ check: proof('has a nonce that is no text'), came: shownAs(claims(refused)['nonce']) })],
  [
    /"alg"|Algorithm/,
    (refused) => {
      const came = shownAs(header(refused)['alg']);
      if (algorithms.includes(came)) return withoutKey;
      return { check: proof('is signed with another algorithm than allowed'), expected: algorithms.join(', '), came };
    },
  ],
  [/"jwk"|public key/, () => withoutKey],
  [/invalid DPoP key binding/, () => ({ check: proof('cannot be verified') })],
  [/signature verification failed/, () => ({ check: proof('is not signed by the key in its header') })],
  [/Invalid Compact JWS|JWS|JWT/, () => ({ check: proof('is not a JWT; exactly one is sent in the header DPoP') })],
];
