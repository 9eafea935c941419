import type { Adapter, Grant, Provider } from 'oidc-provider';
import { many, maybe, run, type Tx } from '#shared/db';
import { currentRoute, runningRequest } from '#identity/store/request';
import { isPlausible, storable } from '#identity/store/rows';
import type { Write } from '#identity/writes';
import { completeAdapter, withoutSecrets } from './adapter.ts';
import type { ModelParts } from './contract.ts';
import { destroyGrant, findGrant, findGrantOfPair, grantsOfAccount } from './grant-sql.ts';
import { accessToken, authorizationCode, refreshToken } from './token-sql.ts';
import { revokeByGrant } from './under-grant.ts';

/** Somebody has given this client a grant of the same person a moment earlier; it stands, under `id`. */
class GrantExists extends Error {
  readonly id: string;
  constructor(id: string) {
    super('the account has a grant for this client already');
    this.id = id;
  }
}

/** One grant per account and client. Its id is never shown to anybody, so it is kept as it is. */
export function grantAdapter({ db, clock, companions, held }: ModelParts): Adapter {
  return completeAdapter('Grant', {
    upsert: (id, payload) => {
      const { accountId, clientId } = payload;
      const holding = held.holding();
      return held.write({
        kind: 'save-grant',
        id,
        account: accountId,
        client: clientId,
        until: typeof payload.exp === 'number' ? new Date(payload.exp * 1000) : null,
        payload: storable(withoutSecrets(payload)),
        // The session refers to it.
        stands: true,
        async lost() {
          const standing = await maybe(db, findGrantOfPair, [accountId, clientId, clock.now()]);
          if (standing === null) throw new Error('a grant was withdrawn at the moment it was given again');
          if (!holding) throw new GrantExists(standing.id);
          const Model = runningRequest()?.oidc?.provider.Grant;
          const found = await Model?.find(standing.id);
          if (Model === undefined || found === undefined) throw new GrantExists(standing.id);
          addAll(found, new Model({ ...payload }));
          await found.save();
          return (other) => moved(other, { from: id, to: standing.id });
        },
      });
    },
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const payload = companions.takeGrant(id) ?? (await maybe(db, findGrant, [id]))?.payload;
      return payload === undefined ? undefined : { ...payload, jti: id };
    },
    destroy: async (id) => {
      // A person who signs out on one device has not withdrawn what they allowed.
      if (currentRoute() !== 'end_session_confirm') await run(db, destroyGrant, [id]);
    },
  });
}

/** The write, under another grant where it refers to this one: in its column, and in what oidc-provider reads back. */
function moved(write: Write, grant: { from: string; to: string }): Write {
  if (!('grant' in write) || write.grant !== grant.from) return write;
  return 'payload' in write
    ? { ...write, grant: grant.to, payload: { ...write.payload, grantId: grant.to } }
    : { ...write, grant: grant.to };
}

/** Lets a grant that came second add what it allows to the one that stands, and go on under its id. */
export function installGrantMerge(provider: Provider): void {
  const { prototype } = provider.Grant;
  const save = prototype.save;
  prototype.save = async function (...given) {
    try {
      return await save.apply(this, given);
    } catch (error) {
      if (!(error instanceof GrantExists)) throw error;
      const standing = await provider.Grant.find(error.id);
      if (standing === undefined) throw error;
      addAll(standing, this);
      await save.apply(standing, given);
      for (const key of ['jti', 'openid', 'resources', 'rejected', 'rar', 'exp', 'iat']) {
        Reflect.set(this, key, Reflect.get(standing, key));
      }
      return error.id;
    }
  };
}

function addAll(standing: Grant, added: Grant): void {
  if (added.openid?.scope !== undefined) standing.addOIDCScope(added.openid.scope);
  if (added.openid?.claims !== undefined) standing.addOIDCClaims(added.openid.claims);
  for (const [resource, scope] of Object.entries(added.resources ?? {})) standing.addResourceScope(resource, scope);
}

/** {@link Store.findGrantId}; the grant comes along, so that the `Grant.find` which follows costs nothing. */
export function findGrantId({ clock, companions }: ModelParts) {
  return async (tx: Tx, accountId: string, clientId: string): Promise<string | null> => {
    const known = companions.takePair(accountId, clientId);
    if (known !== undefined) return known;
    const row = await maybe(tx, findGrantOfPair, [accountId, clientId, clock.now()]);
    if (row === null) return null;
    companions.keepGrant(row.id, row.payload);
    return row.id;
  };
}

/** {@link Store.revokeGrants} */
export async function revokeGrants(tx: Tx, input: { accountId: string; clientId?: string }): Promise<number> {
  const grants = await many(tx, grantsOfAccount, [input.accountId, input.clientId ?? null]);
  for (const { id } of grants) {
    await run(tx, destroyGrant, [id]);
    for (const statements of [authorizationCode, accessToken, refreshToken]) {
      await revokeByGrant(tx, statements, id);
    }
  }
  return grants.length;
}
