import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { SignOutRefusal } from '#identity/sign-in';

/**
 * Why a request to sign out was refused (RP-Initiated Logout 1.0 sections 2 and 4), or null when the request was another one. Read from how far
 * oidc-provider came, whose order is: the hint is one of ours and the client's own, the client is registered, its address is.
 */
export function signOutRefusal(ctx: KoaContextWithOIDC, error: Error): SignOutRefusal | null {
  const { route, params, client } = ctx.oidc;
  if (route === 'end_session_confirm') return 'old-form';
  if (route !== 'end_session') return null;
  if (error instanceof errors.InvalidClient) return 'unknown-client';
  if (client !== undefined) return 'wrong-address';
  return params?.['id_token_hint'] === undefined ? 'unreadable' : 'bad-hint';
}
