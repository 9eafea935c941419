import { Provider, type Adapter, type Grant } from 'oidc-provider';
import { many, maybe, run, type Tx } from '#shared/db';
import { completeAdapter, withoutSecrets } from './adapter.ts';
import type { Companions } from './companions.ts';
import type { Store, StoreOptions } from './contract.ts';
import { destroyGrant, findGrant, findGrantOfPair, grantsOfAccount } from './grant-sql.ts';
import type { HeldWrites } from './held-writes.ts';
import { isPlausible, toJson } from './identifiers.ts';
import { currentRoute } from './request.ts';
import { accessToken, authorizationCode, backchannelRequest, deviceCode, refreshToken } from './token-sql.ts';
import { revokeByGrant } from './token-adapter.ts';

/** Somebody has given this client a grant of the same person a moment earlier; it stands, under `id`. */
class GrantExists extends Error {
  readonly id: string;
  constructor(id: string) {
    super('the account has a grant for this client already');
    this.id = id;
  }
}

/** One grant per account and client. Its id is never shown to anybody, so it is kept as it is. */
export function grantAdapter(options: StoreOptions, companions: Companions, held: HeldWrites): Adapter {
  const { db, clock } = options;
  return completeAdapter('Grant', {
    upsert: (id, payload) => {
      const { accountId, clientId } = payload;
      const until = typeof payload.exp === 'number' ? new Date(payload.exp * 1000) : null;
      const columns = { do: 'save-grant', id, account: accountId, client: clientId, until };
      const holding = held.holding();
      return held.write({
        json: `${JSON.stringify(columns).slice(0, -1)},"payload":${toJson(withoutSecrets(payload))}}`,
        // The session refers to it.
        stands: true,
        async lost() {
          const standing = await maybe(db, findGrantOfPair, [accountId, clientId, clock.now()]);
          if (standing === null) throw new Error('a grant was withdrawn at the moment it was given again');
          if (!holding) throw new GrantExists(standing.id);
          const { Grant } = Provider.ctx?.oidc.provider ?? {};
          const found = await Grant?.find(standing.id);
          if (Grant === undefined || found === undefined) throw new GrantExists(standing.id);
          addAll(found, new Grant({ ...payload }));
          await found.save();
          // Whatever refers to the grant that was not saved now refers to the one that stands; its id is too random to be anything else.
          return (json) => json.replaceAll(JSON.stringify(id), JSON.stringify(standing.id));
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
export function findGrantId(options: StoreOptions, companions: Companions): Store['findGrantId'] {
  return async (tx, accountId, clientId) => {
    const known = companions.takePair(accountId, clientId);
    if (known !== undefined) return known;
    const row = await maybe(tx, findGrantOfPair, [accountId, clientId, options.clock.now()]);
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
    for (const statements of [authorizationCode, accessToken, refreshToken, deviceCode, backchannelRequest]) {
      await revokeByGrant(tx, statements, id);
    }
  }
  return grants.length;
}
