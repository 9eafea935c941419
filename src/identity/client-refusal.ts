import { RegistrationRefused, keySetAtAddress } from '#identity/clients';
import { CommandFailed } from '#module/command';
import { createGuardedFetch } from '#shared/fetch';
import type { IdentityOptions } from './options.ts';

/** Who acts, on the audit trail. */
export const ACTOR = 'cli';

/** Says every reason of a refusal, one to a line. */
export async function refused<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RegistrationRefused)) throw error;
    throw new CommandFailed(`the ${what} is refused:\n${error.issues.map((issue) => `  ${issue.member}: ${issue.message}`).join('\n')}`);
  }
}

/** What holds no registration up but should be seen to, as a member of the answer. */
export async function warnings(jwksUri: unknown, options: IdentityOptions): Promise<{ warnings?: readonly string[] }> {
  if (typeof jwksUri !== 'string') return {};
  const fetch = createGuardedFetch({ allowLoopback: options.localhost, allowedNetworks: options.allowedPrivateNetworks });
  const wrong = await keySetAtAddress(jwksUri, fetch);
  return wrong === null ? {} : { warnings: [`jwks_uri: ${wrong}`] };
}
