import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose';

export interface LogoutToken {
  readonly jti: string;
  readonly sid: string | null;
  readonly sub: string | null;
  /** Seconds since the epoch. */
  readonly iat: number;
}

/** A logout token that must not be acted upon, with the reason for the sender's log. */
export class LogoutTokenRefused extends Error {
  override readonly name = 'LogoutTokenRefused';
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** How old a logout token may be, and how long its `jti` is remembered. The sender signs a new one for every attempt. */
export const LOGOUT_TOKEN_AGE = 300;

/** Whose logout tokens are read. */
export interface ExpectedLogoutToken {
  readonly jwks: JWTVerifyGetKey;
  readonly issuer: string;
  readonly clientId: string;
  readonly alg: string;
  /** The issuer is known to name the type: one without it is not its own. */
  readonly typed: boolean;
  readonly now: Date;
}

/**
 * Validates a logout token by OpenID Connect Back-Channel Logout 1.0 section 2.6 (replay is for the caller, who has the
 * store). Throws `LogoutTokenRefused`; an error of fetching the keys passes through, since that is nobody's forgery.
 */
export async function readLogoutToken(token: string, expected: ExpectedLogoutToken): Promise<LogoutToken> {
  const { payload, protectedHeader } = await jwtVerify(token, expected.jwks, {
    issuer: expected.issuer,
    audience: expected.clientId,
    algorithms: [expected.alg],
    requiredClaims: ['iat', 'exp', 'jti', 'events'],
    maxTokenAge: LOGOUT_TOKEN_AGE,
    clockTolerance: 60,
    currentDate: expected.now,
  }).catch((error: unknown) => {
    if (isForgery(error)) throw new LogoutTokenRefused(error instanceof Error ? error.message : 'invalid', { cause: error });
    throw error;
  });
  refuseByType(protectedHeader.typ, expected.typed);
  const { jti, sub, iat } = payload;
  const { events, sid } = payload;
  if ('nonce' in payload) throw new LogoutTokenRefused('a logout token has no nonce');
  if (
    typeof events !== 'object' ||
    events === null ||
    Array.isArray(events) ||
    !isPlainObject((events as Record<string, unknown>)[EVENT])
  ) {
    throw new LogoutTokenRefused('not a back-channel logout event');
  }
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) throw new LogoutTokenRefused('jti must be a short text');
  if (sid !== undefined && typeof sid !== 'string') throw new LogoutTokenRefused('sid must be a text');
  if (sid === undefined && sub === undefined) throw new LogoutTokenRefused('neither sid nor sub');
  return { jti, sid: sid ?? null, sub: sub ?? null, iat: iat ?? 0 };
}

/**
 * Section 2.4 only recommends the type `logout+jwt`, and many providers name none or `JWT`; the event tells their logout tokens from others. A
 * token that says it is something else is refused in any case.
 */
function refuseByType(typ: string | undefined, typed: boolean): void {
  const named = typ?.toLowerCase().replace(/^application\//, '');
  if (named === 'logout+jwt' || (!typed && (named === undefined || named === 'jwt'))) return;
  throw new LogoutTokenRefused(`typ is ${typ ?? 'missing'}, expected logout+jwt`);
}

const isPlainObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everything jose refuses, apart from not having been able to fetch or read the key set. */
export function isForgery(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC'
  );
}
