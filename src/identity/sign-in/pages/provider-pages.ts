import { page } from '#shared/view';
import type { Bilingual } from '#identity/sign-in/flow';

/** Asked when a portal (or the person) begins a logout; the form goes to oidc-provider. */
export interface LogoutModel {
  readonly action: string;
  readonly xsrf: string;
  /** The portal the person comes from, if one asked. */
  readonly portal: Bilingual | null;
  /** The portal has proved with the session's own ID token that the person asked: the form is sent at once where scripts run. */
  readonly confirmed: boolean;
}

export const logoutPage = page<LogoutModel>('identity/logout', {
  'from a portal': {
    action: '/sign-out/confirm',
    xsrf: 'x',
    portal: { vi: 'Cổng dịch vụ công mẫu', en: 'Sample portal' },
    confirmed: false,
  },
  // A confirmed one has no sample: it sends itself as soon as it is shown, and looks the same.
  'by oneself': { action: '/sign-out/confirm', xsrf: 'x', portal: null, confirmed: false },
});

export const signedOutPage = page<object>('identity/signed-out', { shown: {} });

/** An error that cannot be sent back to the portal. */
export interface OAuthErrorModel {
  /** RFC 6749 and OpenID Connect error code. */
  readonly error: string;
  readonly actor: 'citizen' | 'agency' | 'operator';
  readonly traceId: string;
}

export const oauthErrorPage = page<OAuthErrorModel>('identity/oauth-error', {
  agency: { error: 'invalid_redirect_uri', actor: 'agency', traceId: '0190a5c2' },
  citizen: { error: 'session_not_found', actor: 'citizen', traceId: '0190a5c2' },
  operator: { error: 'server_error', actor: 'operator', traceId: '0190a5c2' },
  unknown: { error: 'something_else', actor: 'agency', traceId: '0190a5c2' },
});

/** Who has to act for an OAuth error to go away. */
export function actorOf(error: string): OAuthErrorModel['actor'] {
  if (['server_error', 'temporarily_unavailable'].includes(error)) return 'operator';
  return ['session_not_found', 'access_denied', 'login_required', 'invalid_request_uri'].includes(error) ? 'citizen' : 'agency';
}
