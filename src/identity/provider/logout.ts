import { randomUUID } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import { z } from 'zod';
import type { GuardedFetch } from '#shared/fetch';
import { isAboutContent, NotTaken } from '#shared/jobs';

export const logoutJob = z.object({ clientId: z.string(), accountId: z.string(), sid: z.string() });

/** Tells one portal; false when it has nothing to hear. Rejects when it did not take the notice, or `signal` was aborted. */
export type DeliverLogout = (job: z.infer<typeof logoutJob>, signal?: AbortSignal) => Promise<boolean>;

/** Of oidc-provider's classes, what a logout token is made with; missing from its type declarations. */
interface LogoutToken {
  mask: object;
  set(name: string, value: unknown): void;
  issue(options: { use: 'logout' }): Promise<string>;
}
type LogoutTokens = new (claims: object, context: { client: object; ctx: undefined }) => LogoutToken;

/**
 * Takes back-channel logout out of the request: the portals of a session are told by jobs that were queued in the
 * transaction that ended it. Returns the way to deliver one of those jobs (OpenID Connect Back-Channel Logout 1.0
 * sections 2.4 and 2.5): the portal's answer must be 200 or 204, otherwise it throws and the job is tried again. The
 * library's own delivery waits 2.5 s and no longer; how long a portal is waited for is the queue's to say.
 */
export function takeOverLogout(provider: Provider, fetch: GuardedFetch): DeliverLogout {
  const { Client } = provider;
  // Public in effect (documented with the event backchannel.error) but missing from the type declarations.
  const prototype = Client.prototype as unknown as { backchannelLogout(accountId: string, sid: string): Promise<void> };
  prototype.backchannelLogout = () => Promise.resolve();
  const { IdToken } = provider as unknown as { IdToken: LogoutTokens };
  return async ({ clientId, accountId, sid }, signal) => {
    const client = await Client.find(clientId);
    // A portal that is no longer registered, or never asked to be told, has nothing to hear.
    if (client?.backchannelLogoutUri === undefined) return false;
    const token = new IdToken({ sub: accountId }, { client, ctx: undefined });
    token.mask = { sub: null };
    token.set('events', { 'http://schemas.openid.net/event/backchannel-logout': {} });
    token.set('jti', randomUUID());
    if (client.backchannelLogoutSessionRequired === true) token.set('sid', sid);
    const response = await fetch(client.backchannelLogoutUri, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: await token.issue({ use: 'logout' }) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.status === 200 || response.status === 204) return true;
    const what = `the portal answered ${response.status} to a logout notice`;
    throw isAboutContent(response.status) ? new NotTaken(what) : new Error(what);
  };
}
