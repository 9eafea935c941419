import { errors, type Adapter } from 'oidc-provider';
import { run } from '#shared/db';
import { currentRoute } from '#identity/store/request';
import { isPlausible, keyOf, lookUp, openUnder, sealUnder, type Payload } from '#identity/store/rows';
import type { Write } from '#identity/writes';
import { completeAdapter, createOrigin, expiryOf, withoutSecrets } from './adapter.ts';
import type { ModelParts, StoredFlow, StoredInteraction } from './contract.ts';
import { interaction } from './token-sql.ts';

const place = 'interaction.sealed';

/** The state of the pages that was read with a sign-in; its `params` lead there. */
const flows = createOrigin<StoredFlow>('flow');

const seal = (id: string, payload: Payload): Buffer => sealUnder(id, JSON.stringify(withoutSecrets(payload)), place);

const lost = async ({ onRace }: ModelParts): Promise<never> => {
  await onRace({ model: 'Interaction', kind: 'lost-race', grantId: null, accountId: null, clientId: null });
  throw new errors.SessionNotFound('interaction session not found');
};

/**
 * A sign-in in progress. The provider destroys it when it takes up the answer; destroying is the one use, so that a form sent twice
 * gives one authorization and one "not found" instead of two codes.
 */
export function interactionAdapter(parts: ModelParts): Adapter {
  const { db, clock } = parts;
  const find = lookUp(db, interaction.find);
  return completeAdapter('Interaction', {
    upsert: async (id, payload, expiresIn) => {
      await run(db, interaction.upsert, [keyOf(id), expiryOf(clock, payload, expiresIn), seal(id, payload)]);
    },
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await find(keyOf(id));
      if (row === null) return undefined;
      const { version, state, personal, flow_expires_at: until } = row;
      const payload = JSON.parse(openUnder(id, row.sealed, place)) as Payload;
      if (version !== null && until !== null && until > clock.now()) flows.set(payload['params'] as object, { version, state, personal });
      return { ...payload, jti: id };
    },
    destroy: async (id) => {
      if ((await run(db, interaction.destroy, [keyOf(id)])) !== 1 && currentRoute() === 'resume') await lost(parts);
    },
  });
}

/** {@link Store.flowOf} */
export const flowOf = ({ params }: StoredInteraction): StoredFlow | null => flows.of(params) ?? null;

/** {@link Store.finishSignIn}: oidc-provider saves of a model what are its own properties. */
export const finishSignIn =
  (parts: ModelParts) =>
  (model: StoredInteraction): Write => ({
    kind: 'finish-interaction',
    id: keyOf(model.jti),
    until: new Date(model.exp * 1000),
    sealed: seal(model.jti, { ...model }),
    lost: () => lost(parts),
  });
