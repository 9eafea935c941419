import type { Grant, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Clock } from '#shared/clock';
import { claimsByScope, type ClientRow } from '#identity/clients';

const MONTH = 30 * 86_400;

/** Claims about the sign-in, not about the person: whoever asks for them by name gets them like everybody else. */
export const aboutTheSignIn = ['sub', 'acr', 'amr', 'auth_time', 'iss', 'sid'] as const;

export interface GrantDeps {
  readonly provider: () => Provider;
  readonly clock: Clock;
  readonly clientOf: (client: { clientId: string }) => ClientRow;
  readonly findGrantId: (accountId: string, clientId: string) => Promise<string | null>;
}

/**
 * One grant per account and client, used by every session. A portal is granted what its registration has been approved
 * for as soon as it asks: the legal basis is the agency's, and the person is informed (on the sign-in page and in their
 * record). Scopes that rest on consent are left out, so that oidc-provider's consent prompt asks for them.
 */
export function createLoadGrant(deps: GrantDeps) {
  return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { client, account, session, result } = ctx.oidc;
    if (client === undefined || account === undefined || session === undefined) return undefined;
    const { Grant } = deps.provider();
    const known =
      result?.consent?.grantId ??
      session.grantIdFor(client.clientId) ??
      (await deps.findGrantId(account.accountId, client.clientId)) ??
      undefined;
    const found = known === undefined ? undefined : await Grant.find(known);
    const grant = found ?? new Grant({ accountId: account.accountId, clientId: client.clientId });
    const changed = approve(ctx, grant, deps.clientOf(client));
    if (changed || found === undefined || (found.exp ?? 0) < deps.clock.epoch() + MONTH) await grant.save();
    return grant;
  };
}

/** Adds what is requested and approved without consent; true when that added anything. */
function approve(ctx: KoaContextWithOIDC, grant: Grant, client: ClientRow): boolean {
  const before = JSON.stringify([grant.openid, grant.resources, grant.rejected]);
  const approved = new Map(client.scopes.map((each) => [each.scope, each]));
  const given = [...ctx.oidc.requestParamOIDCScopes].filter((scope) => approved.get(scope)?.consent === false);
  if (given.length > 0) grant.addOIDCScope(given.join(' '));
  const asked = [...ctx.oidc.requestParamClaims];
  const allowed = new Set<string>(
    Object.entries(claimsByScope).flatMap(([scope, claims]) => (approved.get(scope)?.consent === false ? [...claims] : [])),
  );
  const named = asked.filter((claim) => allowed.has(claim));
  if (named.length > 0) grant.addOIDCClaims(named);
  // A claim outside the approved scopes is never released, however it is asked for; asking is not an error (Core 5.5).
  const refused = asked.filter((claim) => !allowed.has(claim) && !aboutTheSignIn.some((each) => each === claim));
  if (refused.length > 0) grant.rejectOIDCClaims(refused);
  for (const [identifier, server] of Object.entries(ctx.oidc.resourceServers ?? {})) {
    const scopes = [...ctx.oidc.requestParamScopes].filter((scope) => server.scopes.has(scope) && approved.get(scope)?.consent === false);
    if (scopes.length > 0) grant.addResourceScope(identifier, scopes.join(' '));
  }
  return JSON.stringify([grant.openid, grant.resources, grant.rejected]) !== before;
}
