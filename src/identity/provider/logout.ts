import type { Provider } from 'oidc-provider';
import { z } from 'zod';

export const logoutJob = z.object({ clientId: z.string(), accountId: z.string(), sid: z.string() });

/**
 * Takes back-channel logout out of the request: the portals of a session are told by jobs that were queued in the
 * transaction that ended it. Returns the way to deliver one of those jobs (OpenID Connect Back-Channel Logout 1.0
 * section 2.5): the portal's answer must be 200 or 204, otherwise it throws and the job is tried again.
 */
export function takeOverLogout(provider: Provider): (job: z.infer<typeof logoutJob>) => Promise<void> {
  const { Client } = provider;
  // Public in effect (documented with the event backchannel.error) but missing from the type declarations.
  const prototype = Client.prototype as unknown as { backchannelLogout(accountId: string, sid: string): Promise<void> };
  const deliver = prototype.backchannelLogout;
  prototype.backchannelLogout = () => Promise.resolve();
  return async (job) => {
    const client = await Client.find(job.clientId);
    // A portal that is no longer registered, or never asked to be told, has nothing to hear.
    if (client?.backchannelLogoutUri === undefined) return;
    await deliver.call(client as never, job.accountId, job.sid);
  };
}
