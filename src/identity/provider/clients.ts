import { errors, type Client, type Provider } from 'oidc-provider';
import type { Clock } from '#shared/clock';
import { sameSecret, sha256 } from '#shared/crypto';
import { identityScopes, type ClientCache, type ClientRow } from '#identity/clients';
import { runningRequest } from '#identity/store';

/** The registration as oidc-provider takes it; the same object for the same row, so that nothing is hashed or compared. */
export function providerMetadata(row: ClientRow): Record<string, unknown> {
  const scopes = row.scopes.map((grant) => grant.scope).filter((scope) => identityScopes.includes(scope));
  return {
    ...row.metadata,
    client_id: row.id,
    // Only the hash is known; compareClientSecret (below) hashes what is presented.
    ...(row.secret_hash === null ? {} : { client_secret: row.secret_hash.toString('hex') }),
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    subject_type: 'pairwise',
    // Never fetched and never shown: tells oidc-provider that several hosts form one sector, which our registry decides.
    sector_identifier_uri: `https://sector.invalid/${row.agency_code}`,
  };
}

interface Built {
  readonly row: ClientRow;
  readonly client: Promise<Client>;
}

/**
 * Lets the provider find clients in our cache: each is built once per change of its registration, however many there
 * are (oidc-provider itself keeps only the last hundred, and with each one it drops it forgets the fetched key set).
 * Disabled clients do not exist. Returns the way back from a built client to its registration.
 */
export function installClients(
  provider: Provider,
  { cache, clock }: { cache: ClientCache; clock: Clock },
): (client: { clientId: string }) => ClientRow {
  const { Client } = provider;
  const built = new Map<string, Built>();
  const build = Client.find.bind(Client);
  Client.find = async (id: string) => {
    const row = typeof id === 'string' ? await cache.find(id) : null;
    if (row === null || row.status !== 'active') {
      built.delete(id);
      return undefined;
    }
    const known = built.get(id);
    if (known !== undefined && known.row === row) return known.client;
    const client = build(id) as Promise<Client>;
    built.set(id, { row, client });
    client.catch(() => built.delete(id));
    return client;
  };
  const clientOf = (client: { clientId: string }): ClientRow => {
    const found = built.get(client.clientId);
    if (found === undefined) throw new Error(`client ${client.clientId} was never looked up`);
    return found.row;
  };
  Client.prototype.compareClientSecret = function compare(this: Client, presented: string) {
    // oidc-provider takes either way of sending a secret for the other; the registration says which one it is (RFC 7591 section 2).
    const inHeader = runningRequest()?.get('authorization') !== '';
    if (inHeader !== (this['clientAuthMethod'] === 'client_secret_basic')) throw new errors.InvalidClientAuth(METHOD_DIFFERS);
    return isSecretOf(clientOf(this), presented, clock.now());
  };
  return clientOf;
}

/** What oidc-provider says of a method that is not the registered one. */
const METHOD_DIFFERS = 'the provided authentication mechanism does not match the registered client authentication method';

/** The client's secret, or the one before it as long as that is still good. */
function isSecretOf(row: ClientRow, presented: string, now: Date): boolean {
  const hash = sha256(presented);
  const same = (kept: Buffer | null): boolean => kept !== null && sameSecret(hash.toString('hex'), kept.toString('hex'));
  const previousCounts = row.previous_secret_until !== null && row.previous_secret_until > now;
  return same(row.secret_hash) || (previousCounts && same(row.previous_secret_hash));
}
