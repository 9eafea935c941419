import { errors, type Adapter } from 'oidc-provider';
import { run } from '#shared/db';
import { runningRequest } from '#identity/store/request';
import { isPlausible, keyOf, lookUp } from '#identity/store/rows';
import { completeAdapter, epochOf, issued } from './adapter.ts';
import { findCode, type CodeRow } from './code-sql.ts';
import { useOf } from './code-use.ts';
import type { ModelParts } from './contract.ts';
import { accessToken, authorizationCode, refreshToken } from './token-sql.ts';
import { describeRace, revokeByGrant, revokeOfSession } from './under-grant.ts';

const model = 'AuthorizationCode';

/**
 * A code that comes again so soon after its use is the same step sent twice (a double click, a repeated form). Nobody who lost the answer
 * tries again as quickly as that.
 */
const sameMomentMs = 1000;

/**
 * Authorization codes: one use. A second one is refused and ends the tokens of the first (RFC 6749 section 4.1.2), whoever of the client's
 * it is, unless it is the very same request at the same moment, which is refused and ends nothing (decision 3).
 */
export function codeAdapter({ db, clock, memory, companions, held, onRace }: ModelParts): Adapter {
  const find = lookUp(db, findCode);

  const atOnce = (row: CodeRow): boolean => {
    const came = memory.running()?.arrived ?? clock.now();
    return row.consumed_at !== null && came.getTime() - row.consumed_at.getTime() < sameMomentMs;
  };
  const sameUse = async (row: CodeRow): Promise<boolean> => {
    const use = await useOf(runningRequest());
    return row.used_by === null ? use === null : use !== null && row.used_by.equals(use);
  };
  const refuse = async (row: CodeRow): Promise<never> => {
    // A request that the network sent twice shows its assertion twice too: it is refused for that, and ends nothing.
    await held.claim();
    if (atOnce(row) && (await sameUse(row))) {
      await onRace(describeRace(model, 'lost-race', row.payload));
      throw new errors.InvalidGrant('authorization code was used by the same request a moment ago');
    }
    for (const tokens of [refreshToken, accessToken]) await revokeOfSession(db, tokens, row.payload);
    await onRace(describeRace(model, 'reuse', row.payload));
    throw new errors.InvalidGrant('authorization code was used before');
  };

  return completeAdapter(model, {
    upsert: (id, payload, expiresIn) => held.write({ kind: 'save-code', ...issued(clock, id, payload, expiresIn) }),
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await find(keyOf(id));
      if (row === null) return undefined;
      companions.keep(row);
      const slots = memory.running();
      if (slots !== undefined) slots.shown = row.payload;
      if (row.consumed_at === null) return { ...row.payload, jti: id };
      const asking = runningRequest()?.oidc;
      const stranger = asking === undefined ? !atOnce(row) : asking.client?.clientId !== row.payload['clientId'];
      // Another client is refused by the provider, whatever has become of the code. Outside of a request nobody can be refused for good.
      return stranger ? { ...row.payload, jti: id, consumed: epochOf(row.consumed_at) } : refuse(row);
    },
    consume: async (id) => {
      const key = keyOf(id);
      await held.write({
        kind: 'use-code',
        id: key,
        by: await useOf(runningRequest()),
        async lost() {
          const row = await find(key);
          if (row === null) throw new errors.InvalidGrant('authorization code was revoked');
          await refuse(row);
        },
      });
    },
    destroy: async (id) => {
      await run(db, authorizationCode.destroy, [keyOf(id)]);
    },
    revokeByGrantId: (grantId) => revokeByGrant(db, authorizationCode, grantId),
  });
}
