import { z } from 'zod';
import type { GuardedFetch } from '#shared/fetch';
import { keySetComplaints } from './client-keys.ts';

const keySet = z.object({ keys: z.array(z.unknown()).min(1) });

/**
 * What is wrong at this moment with the key set at a `jwks_uri`, in one sentence with the remedy; null where nothing is. It never decides about a
 * registration: a portal may be deployed after it is registered, and its keys change without us.
 */
export async function keySetAtAddress(address: string, fetch: GuardedFetch): Promise<string | null> {
  const later = 'until it can be read, no assertion of this client is accepted';
  try {
    const answer = await fetch(address, { headers: { accept: 'application/jwk-set+json, application/json' } });
    if (answer.status !== 200) return `${address} answers ${answer.status}, and 200 is needed: ${later}`;
    const found = keySet.safeParse(await answer.json().catch(() => null));
    if (!found.success) return `${address} answers no JWK set, which is {"keys":[…]} (RFC 7517 section 5): ${later}`;
    const complaints = keySetComplaints(found.data.keys).map(({ member, message }) => `${member.replace('jwks.', '')} ${message}`);
    return complaints.length === 0 ? null : `at ${address}: ${complaints.join('; ')}`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const cause = error instanceof Error && error.cause instanceof Error ? `${why} (${error.cause.message})` : why;
    return `${address} cannot be fetched: ${cause}; ${later}`;
  }
}
