import { errors, type Adapter } from 'oidc-provider';
import { run } from '#shared/db';
import { isPlausible, keyOf, lookUp } from '#identity/store/rows';
import { completeAdapter, epochOf, issued } from './adapter.ts';
import type { ModelParts } from './contract.ts';
import { authorizationCode } from './token-sql.ts';
import { describeRace, raceWindowSeconds, revokeByGrant } from './under-grant.ts';

const model = 'AuthorizationCode';

/**
 * Authorization codes: one use. A code found used moments ago is refused at once, because handing it to the provider as `consumed` would
 * revoke the tokens its rightful use is just getting; later, that is exactly what must happen (RFC 6749 section 4.1.2).
 */
export function codeAdapter({ db, clock, companions, held, onRace }: ModelParts): Adapter {
  const find = lookUp(db, authorizationCode.find);
  return completeAdapter(model, {
    upsert: (id, payload, expiresIn) => held.write({ kind: 'save-code', ...issued(clock, id, payload, expiresIn) }),
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await find(keyOf(id));
      if (row === null) return undefined;
      companions.keep(row);
      if (row.consumed_at === null) return { ...row.payload, jti: id };
      if (clock.now().getTime() - row.consumed_at.getTime() < raceWindowSeconds * 1000) {
        await onRace(describeRace(model, 'lost-race', row.payload));
        throw new errors.InvalidGrant(`${model} was used a moment ago`);
      }
      await onRace(describeRace(model, 'reuse', row.payload));
      return { ...row.payload, jti: id, consumed: epochOf(row.consumed_at) };
    },
    consume: (id) =>
      held.write({
        kind: 'use-code',
        id: keyOf(id),
        async lost() {
          const row = await find(keyOf(id));
          if (row !== null) await onRace(describeRace(model, 'lost-race', row.payload));
          throw new errors.InvalidGrant(`${model} was used a moment ago`);
        },
      }),
    destroy: async (id) => {
      await run(db, authorizationCode.destroy, [keyOf(id)]);
    },
    revokeByGrantId: (grantId) => revokeByGrant(db, authorizationCode, grantId),
  });
}
