import { page } from '#shared/view';
import type { Bilingual, WaysOn } from '#identity/sign-in/flow';
import { sampleFrame, sampleWays } from './frame.ts';

/** Asked when a portal (or the person) begins a logout; the form goes to oidc-provider. */
export interface LogoutModel {
  readonly action: string;
  readonly xsrf: string;
  /** The portal the person comes from, if one asked. */
  readonly portal: Bilingual | null;
  /** The portal has proved with the session's own ID token that the person asked: the form is sent at once where scripts run. */
  readonly confirmed: boolean;
}

const portal = sampleFrame.portal.name;

export const logoutPage = page<LogoutModel>('identity/logout', {
  'from a portal': { action: '/sign-out/confirm', xsrf: 'x', portal, confirmed: false },
  // A confirmed one has no sample: it sends itself as soon as it is shown, and looks the same.
  'by oneself': { action: '/sign-out/confirm', xsrf: 'x', portal: null, confirmed: false },
});

/** Nobody is signed in in the browser that was to be signed out. */
export interface NotSignedInModel {
  /** Goes to oidc-provider, which leads back to the portal; null where no portal waits. Sent at once where scripts run. */
  readonly back: { readonly action: string; readonly xsrf: string; readonly host: string } | null;
}

export const notSignedInPage = page<NotSignedInModel>('identity/not-signed-in', {
  // With a way back it sends itself as soon as it is shown.
  'nobody waits': { back: null },
});

/** What is known after signing out. */
export interface SignedOutModel {
  /** Somebody is signed in in this browser all the same: they left one portal only, or chose to stay. */
  readonly signedIn: boolean;
  /** Portals that have answered that they heard. */
  readonly told: readonly Bilingual[];
  /** Their message is on its way for the first time. */
  readonly underWay: readonly Bilingual[];
  /** At least one message failed. */
  readonly notReached: readonly Bilingual[];
  /** They take no such messages. */
  readonly cannotBeTold: readonly Bilingual[];
}

const nobody = { told: [], underWay: [], notReached: [], cannotBeTold: [] };
const other = { vi: 'Cổng dịch vụ công tỉnh mẫu', en: 'Sample province portal' };

export const signedOutPage = page<SignedOutModel>('identity/signed-out', {
  'everybody told': { ...nobody, signedIn: false, told: [portal, other] },
  'all kinds': {
    signedIn: false,
    told: [portal],
    underWay: [other],
    notReached: [{ vi: 'Cổng đang bảo trì', en: 'A portal that is away' }],
    cannotBeTold: [{ vi: 'Cổng kiểu cũ', en: 'An older portal' }],
  },
  'nothing known': { ...nobody, signedIn: false },
  'still signed in': { ...nobody, signedIn: true },
  'left one portal': { ...nobody, signedIn: true, told: [portal] },
});

const refusals = ['bad-hint', 'unknown-client', 'wrong-address', 'old-form', 'unreadable'] as const;
/** Which part of a request to sign out was wrong. */
export type SignOutRefusal = (typeof refusals)[number];

/** A request to sign out that was refused: nobody was signed out, and the person can still do it here. */
export interface SignOutErrorModel {
  readonly why: SignOutRefusal;
  /** OAuth error code, for support. */
  readonly error: string;
  readonly traceId: string;
  readonly ways: WaysOn;
}

const refused = { error: 'invalid_request', traceId: '0190a5c2', ways: sampleWays };

export const signOutErrorPage = page<SignOutErrorModel>('identity/sign-out-error', {
  ...Object.fromEntries(refusals.map((why) => [why, { ...refused, why }])),
  'nobody signed in': { ...refused, why: 'wrong-address', ways: { signedIn: false, portal: null } },
});

/** An error that cannot be sent back to the portal. */
export interface OAuthErrorModel {
  /** RFC 6749 and OpenID Connect error code. */
  readonly error: string;
  readonly actor: 'citizen' | 'agency' | 'operator';
  readonly traceId: string;
  readonly ways: WaysOn;
}

const ways = { signedIn: false, portal: null };

export const oauthErrorPage = page<OAuthErrorModel>('identity/oauth-error', {
  agency: { error: 'invalid_redirect_uri', actor: 'agency', traceId: '0190a5c2', ways },
  citizen: { error: 'session_not_found', actor: 'citizen', traceId: '0190a5c2', ways: sampleWays },
  operator: { error: 'server_error', actor: 'operator', traceId: '0190a5c2', ways },
  unknown: { error: 'something_else', actor: 'agency', traceId: '0190a5c2', ways },
});

/** Who has to act for an OAuth error to go away. */
export function actorOf(error: string): OAuthErrorModel['actor'] {
  if (['server_error', 'temporarily_unavailable'].includes(error)) return 'operator';
  return ['session_not_found', 'access_denied', 'login_required', 'invalid_request_uri'].includes(error) ? 'citizen' : 'agency';
}
