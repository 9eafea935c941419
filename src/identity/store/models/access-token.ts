import type { Adapter } from 'oidc-provider';
import { run } from '#shared/db';
import { isPlausible, keyOf, lookUp } from '#identity/store/rows';
import { completeAdapter, issued } from './adapter.ts';
import type { ModelParts } from './contract.ts';
import { accessToken } from './token-sql.ts';
import { revokeByGrant } from './under-grant.ts';

/** Opaque access tokens. */
export function accessTokenAdapter({ db, clock, companions, held, anyToken }: ModelParts): Adapter {
  const find = lookUp(db, accessToken.find);
  return completeAdapter('AccessToken', {
    upsert: (id, payload, expiresIn) => held.write({ kind: 'save-access-token', ...issued(clock, id, payload, expiresIn) }),
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await (anyToken.find('AccessToken', id) ?? find(keyOf(id)));
      if (row === null) return undefined;
      companions.keep(row);
      return { ...row.payload, jti: id };
    },
    destroy: async (id) => {
      await run(db, accessToken.destroy, [keyOf(id)]);
    },
    revokeByGrantId: (grantId) => revokeByGrant(db, accessToken, grantId),
  });
}
