import { sha256 } from '#shared/crypto';
import { away, masked, param, shownAs, type Refused, type Rules } from './explanation.ts';

const kindOf = (refused: Refused): string => (param(refused, 'grant_type') === 'refresh_token' ? 'refresh token' : 'code');
const valueOf = (refused: Refused): string => masked(param(refused, 'code') ?? param(refused, 'refresh_token'));

/** The S256 challenge of the verifier that came: it does not give the verifier away. */
function challengeOf(verifier: unknown): string {
  return typeof verifier === 'string' && verifier !== ''
    ? `S256 of the code_verifier is ${sha256(verifier).toString('base64url')}`
    : 'no code_verifier';
}

/** Why a code or refresh token was not accepted of an authenticated client. */
export const grantRules: Rules = [
  [
    /not found$/,
    (refused) => ({ check: `the ${kindOf(refused)} is unknown: never given out, expired long ago, or revoked`, came: valueOf(refused) }),
  ],
  [/was revoked$/, (refused) => ({ check: `the ${kindOf(refused)} was revoked`, came: valueOf(refused) })],
  [
    /client mismatch|clientId mismatch/,
    (refused) => ({ check: `the ${kindOf(refused)} was given to another client`, came: valueOf(refused) }),
  ],
  [/grant is expired/, () => ({ check: 'what the person allowed has run out: they have to sign in again' })],
  [
    /is expired$/,
    (refused) => ({ check: `the ${kindOf(refused)} has expired`, came: `its end was ${away(refused.shown?.['exp'], refused.now)}` }),
  ],
  [
    /redirect_uri mismatch/,
    (refused) => ({
      check: 'the redirect_uri is another than in the authorization request',
      expected: refused.shown === undefined ? undefined : shownAs(refused.shown['redirectUri']),
      came: shownAs(param(refused, 'redirect_uri')),
    }),
  ],
  [
    /code_verifier|code_challenge_method/,
    (refused) => ({
      check: 'PKCE failed',
      expected:
        refused.shown === undefined
          ? undefined
          : `code_challenge ${shownAs(refused.shown['codeChallenge'] ?? 'none, as none was in the authorization request')}`,
      came: challengeOf(param(refused, 'code_verifier')),
    }),
  ],
  [
    /DPoP proof JWT not provided|missing DPoP proof/,
    () => ({ check: 'the header DPoP is missing: tokens of this client are bound to a key (RFC 9449)' }),
  ],
  [
    /does not match dpop_jkt/,
    (refused) => ({
      check: 'the DPoP proof is made with another key than the authorization request was bound to',
      expected: refused.shown === undefined ? undefined : `jkt ${shownAs(refused.shown['dpopJkt'])}`,
      came: 'the key of the header DPoP',
    }),
  ],
  [/failed jkt verification/, () => ({ check: 'the token is bound to another key than the one of the DPoP proof' })],
  [/used by the same request/, () => ({ check: 'the code was redeemed by the very same request a moment ago; nothing was revoked' })],
  [/was used before/, () => ({ check: 'the code was redeemed before; the tokens of its first use have been ended (RFC 6749 4.1.2)' })],
  [
    /refresh token already used/,
    () => ({
      check:
        'the refresh token was replaced and its successor has been used: it is in two hands, and all tokens have been ended (RFC 9700 4.14.2)',
    }),
  ],
  [
    /refresh token was used a moment ago/,
    () => ({ check: 'the refresh token was replaced, and its successor was used, at the same moment' }),
  ],
  [/referenced account not found/, () => ({ check: 'the account cannot be used any more' })],
];
