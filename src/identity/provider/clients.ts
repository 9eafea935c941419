import type { Client, Provider } from 'oidc-provider';
import { sameSecret, sha256 } from '#shared/crypto';
import { identityScopes, type ClientCache, type ClientRow } from '#identity/clients';

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
export function installClients(provider: Provider, cache: ClientCache): (client: { clientId: string }) => ClientRow {
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
  Client.prototype.compareClientSecret = function compare(this: Client, presented: string) {
    return this.clientSecret !== undefined && sameSecret(sha256(presented).toString('hex'), this.clientSecret);
  };
  return (client) => {
    const found = built.get(client.clientId);
    if (found === undefined) throw new Error(`client ${client.clientId} was never looked up`);
    return found.row;
  };
}
