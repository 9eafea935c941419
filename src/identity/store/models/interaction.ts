import { errors, type Adapter } from 'oidc-provider';
import { run, type Tx } from '#shared/db';
import { currentRoute } from '#identity/store/request';
import { isPlausible, keyOf, lookUp, openUnder, sealUnder, type Payload } from '#identity/store/rows';
import type { Write } from '#identity/writes';
import { completeAdapter, createOrigin, expiryOf, withoutSecrets } from './adapter.ts';
import type { ModelParts, StoredFlow, StoredInteraction } from './contract.ts';
import { interaction } from './token-sql.ts';

const place = 'interaction.sealed';

/** What was read with a sign-in; its `params` lead there. */
const flows = createOrigin<StoredFlow>('flow');
const browsers = createOrigin<Buffer>('browser');

const seal = (id: string, payload: Payload): Buffer => sealUnder(id, JSON.stringify(withoutSecrets(payload)), place);

const lost = async ({ onRace }: ModelParts): Promise<never> => {
  await onRace({ model: 'Interaction', kind: 'lost-race', grantId: null, accountId: null, clientId: null });
  throw new errors.SessionNotFound('interaction session not found');
};

/**
 * A sign-in in progress. It belongs to the browser that began it: what the provider takes up (`/authorize/:uid`) is found only for a browser
 * that holds the secret it is bound to, so that nobody can be made to finish the sign-in of somebody else, or have theirs finished elsewhere.
 * The provider destroys it when it takes up the answer; destroying is the one use, so that a form sent twice gives one authorization and
 * one "not found" instead of two codes.
 */
export function interactionAdapter(parts: ModelParts): Adapter {
  const { db, clock, memory } = parts;
  const find = lookUp(db, interaction.find);
  return completeAdapter('Interaction', {
    upsert: async (id, payload, expiresIn) => {
      const values = [keyOf(id), expiryOf(clock, payload, expiresIn), seal(id, payload)];
      const loaded = browsers.of(payload.params);
      const browser = loaded ?? memory.running()?.browser?.bind();
      if (browser === undefined) throw new Error('a sign-in was begun for no browser');
      const statement = loaded === undefined ? interaction.begin : interaction.save;
      if ((await run(db, statement, [...values, browser])) !== 1) await lost(parts);
    },
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await find(keyOf(id));
      if (row === null) return undefined;
      const asking = memory.running();
      if (asking !== undefined && !isHeld(asking.browser?.holds ?? [], row.browser)) return undefined;
      const { version, state, personal, flow_expires_at: until } = row;
      const payload = JSON.parse(openUnder(id, row.sealed, place)) as Payload;
      const { params } = payload as { params?: object };
      if (params !== undefined) {
        browsers.set(params, row.browser);
        if (version !== null && until !== null && until > clock.now()) flows.set(params, { version, state, personal });
      }
      return { ...payload, jti: id };
    },
    destroy: async (id) => {
      if ((await run(db, interaction.destroy, [keyOf(id)])) !== 1 && currentRoute() === 'resume') await lost(parts);
    },
  });
}

const isHeld = (holds: readonly Buffer[], browser: Buffer): boolean => holds.some((each) => each.equals(browser));

/** {@link Store.isOf} */
export function isOf({ params }: StoredInteraction, holds: readonly Buffer[]): boolean {
  const browser = browsers.of(params);
  return browser !== undefined && isHeld(holds, browser);
}

/** {@link Store.rebind} */
export async function rebind(tx: Tx, { jti, params }: StoredInteraction, to: Buffer): Promise<boolean> {
  if ((await run(tx, interaction.rebind, [keyOf(jti), browserOf(params), to])) !== 1) return false;
  browsers.set(params, to);
  return true;
}

function browserOf(params: object): Buffer {
  const browser = browsers.of(params);
  if (browser === undefined) throw new Error('a sign-in goes on that was not loaded');
  return browser;
}

/** {@link Store.flowOf} */
export const flowOf = ({ params }: StoredInteraction): StoredFlow | null => flows.of(params) ?? null;

/** {@link Store.finishSignIn}: oidc-provider saves of a model what are its own properties. */
export const finishSignIn =
  (parts: ModelParts) =>
  (model: StoredInteraction, browser: Buffer): Write => ({
    kind: 'finish-interaction',
    id: keyOf(model.jti),
    until: new Date(model.exp * 1000),
    sealed: seal(model.jti, { ...model }),
    from: browserOf(model.params),
    to: browser,
    lost: () => lost(parts),
  });
