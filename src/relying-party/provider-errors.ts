import { AuthorizationResponseError, ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { Problem } from '#shared/problem';
import { relyingPartyProblems, type RelyingPartyCode } from './problems.ts';

/** Errors of an authorization response (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6 and successors). */
const authorizationErrors: Readonly<Record<string, RelyingPartyCode>> = {
  access_denied: 'rp.access-denied',
  login_required: 'rp.login-required',
  interaction_required: 'rp.interaction-required',
  consent_required: 'rp.interaction-required',
  account_selection_required: 'rp.interaction-required',
  unmet_authentication_requirements: 'rp.assurance-unmet',
  temporarily_unavailable: 'rp.provider-busy',
  server_error: 'rp.provider-busy',
};

/** The problem an `error` parameter means; everything not listed is a fault of this client's registration or request. */
export function fromAuthorizationError(error: string): RelyingPartyCode {
  return Object.hasOwn(authorizationErrors, error) ? (authorizationErrors[error] as RelyingPartyCode) : 'rp.registration-wrong';
}

/** Node's and undici's codes for a peer that cannot be reached, and openid-client's for one that answers nothing usable. */
const unreachable = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

/** The problem behind whatever `openid-client` threw while it talked to the provider. */
export function fromProviderCall(error: unknown): RelyingPartyCode {
  if (error instanceof Problem && Object.hasOwn(relyingPartyProblems, error.code)) return error.code as RelyingPartyCode;
  if (error instanceof AuthorizationResponseError) return fromAuthorizationError(error.error);
  if (error instanceof ResponseBodyError) {
    if (error.status >= 500 || error.error === 'temporarily_unavailable' || error.error === 'server_error') return 'rp.provider-busy';
    return error.error === 'invalid_grant' ? 'rp.code-refused' : 'rp.registration-wrong';
  }
  if (error instanceof WWWAuthenticateChallengeError) return error.status >= 500 ? 'rp.provider-busy' : 'rp.registration-wrong';
  if (error instanceof ClientError) {
    if (error.code !== undefined && unreachable.has(error.code)) return 'rp.provider-unreachable';
    return hasNetworkCause(error) ? 'rp.provider-unreachable' : 'rp.answer-invalid';
  }
  // fetch rejects with a TypeError when no answer came.
  if (error instanceof TypeError) return 'rp.provider-unreachable';
  return 'rp.answer-invalid';
}

function hasNetworkCause(error: Error): boolean {
  return error.cause instanceof TypeError || (error.cause instanceof DOMException && error.cause.name === 'TimeoutError');
}

/** True when the provider has refused the refresh token for good (RFC 6749 section 5.2). */
export function isRefusal(error: unknown): boolean {
  return error instanceof ResponseBodyError && error.error === 'invalid_grant';
}
