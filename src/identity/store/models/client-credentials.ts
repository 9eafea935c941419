import type { Adapter } from 'oidc-provider';
import { maybe, run } from '#shared/db';
import { isPlausible, keyOf, storable } from '#identity/store/rows';
import { completeAdapter, expiryOf, withoutSecrets } from './adapter.ts';
import type { ModelParts } from './contract.ts';
import { clientCredentials } from './token-sql.ts';

/** Opaque tokens of clients that act for themselves; no person, no grant. */
export function clientCredentialsAdapter({ db, clock, held, anyToken }: ModelParts): Adapter {
  return completeAdapter('ClientCredentials', {
    upsert: (id, payload, expiresIn) =>
      held.write({
        kind: 'save-client-credentials',
        id: keyOf(id),
        client: payload.clientId,
        until: expiryOf(clock, payload, expiresIn),
        payload: storable(withoutSecrets(payload)),
      }),
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await (anyToken.find('ClientCredentials', id) ?? maybe(db, clientCredentials.find, [keyOf(id)]));
      return row === null ? undefined : { ...row.payload, jti: id };
    },
    destroy: async (id) => {
      await run(db, clientCredentials.destroy, [keyOf(id)]);
    },
  });
}
