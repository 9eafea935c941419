import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Clock } from '#shared/clock';
import type { Store } from '#identity/store';

interface RefreshLifetimes {
  /** Seconds. */
  readonly sessionMaximum: number;
  readonly offlineRefreshToken: number;
}

/** A refresh token lives as long as its session can, or with offline_access so long from its last use. Seconds. */
export function refreshSeconds(token: { expiresWithSession?: boolean | undefined }, lifetimes: RefreshLifetimes): number {
  return token.expiresWithSession === true ? lifetimes.sessionMaximum : lifetimes.offlineRefreshToken;
}

/** A token that is kept is given its whole life anew by a use, at most this often. */
const RENEW_SECONDS = 3600;

/**
 * Whether a refresh gives a new refresh token (decision 3). A client whose tokens are bound to its key keeps the one it has (FAPI 2.0
 * Security Profile 5.3.2.1 no. 9: nobody is locked out because an answer was lost, and a thief has no use for it); everybody else's rotates.
 */
export function createRotation({
  store,
  clock,
  lifetimes,
}: {
  store: Pick<Store, 'keepRefreshToken'>;
  clock: Clock;
  lifetimes: RefreshLifetimes;
}) {
  return async (ctx: KoaContextWithOIDC): Promise<boolean> => {
    const { client, entities } = ctx.oidc;
    const token = entities.RefreshToken;
    if (client === undefined || token === undefined) throw new Error('a refresh without a client or a refresh token');
    const bound = client['dpopBoundAccessTokens'] === true || client['tlsClientCertificateBoundAccessTokens'] === true;
    if (!bound && !token.isSenderConstrained()) return true;
    const until = clock.epoch() + refreshSeconds(token, lifetimes);
    await store.keepRefreshToken(token.jti, until - (token.exp ?? 0) < RENEW_SECONDS ? null : new Date(until * 1000));
    return false;
  };
}
