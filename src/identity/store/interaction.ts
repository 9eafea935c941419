import { AsyncLocalStorage } from 'node:async_hooks';
import { errors, type Adapter } from 'oidc-provider';
import { run } from '#shared/db';
import type { Write } from '#identity/writes';
import { completeAdapter, expiryOf, withoutSecrets } from './adapter.ts';
import type { Store, StoreOptions, StoredFlow } from './contract.ts';
import { isPlausible, keyOf, openUnder, sealUnder } from './identifiers.ts';
import { lookUp } from './lookup.ts';
import { currentRoute } from './request.ts';
import type { Payload } from './rows.ts';
import { interaction } from './token-sql.ts';

const place = 'interaction.sealed';

/** What the pages of a sign-in want beside what the provider asks of the store. */
interface Beside {
  flow: StoredFlow | null;
  /** Where a save goes that is not to be made. */
  readonly held: Write[] | null;
}

export interface SignIns {
  readonly read: Store['readSignIn'];
  readonly hold: Store['holdSignIn'];
  current(): Beside | undefined;
}

export function createSignIns(): SignIns {
  const storage = new AsyncLocalStorage<Beside>();
  return {
    current: () => storage.getStore(),
    async read(work) {
      const beside: Beside = { flow: null, held: null };
      const result = await storage.run(beside, work);
      return { result, flow: beside.flow };
    },
    async hold(work) {
      const held: Write[] = [];
      await storage.run({ flow: null, held }, work);
      const [write] = held;
      if (write === undefined || held.length > 1) throw new Error('one sign-in was to be saved');
      return write;
    },
  };
}

/**
 * A sign-in in progress. The provider destroys it when it takes up the answer; destroying is the one use, so that a form sent twice
 * gives one authorization and one "not found" instead of two codes.
 */
export function interactionAdapter(options: StoreOptions, signIns: SignIns): Adapter {
  const { db, clock } = options;
  const find = lookUp(db, interaction.find);
  const lost = async (): Promise<never> => {
    await options.onRace({ model: 'Interaction', kind: 'lost-race', grantId: null, accountId: null, clientId: null });
    throw new errors.SessionNotFound('interaction session not found');
  };
  return completeAdapter('Interaction', {
    upsert: async (id, payload, expiresIn) => {
      const sealed = sealUnder(id, JSON.stringify(withoutSecrets(payload)), place);
      const until = expiryOf(clock, payload, expiresIn);
      const held = signIns.current()?.held;
      if (held == null) return void (await run(db, interaction.upsert, [keyOf(id), until, sealed]));
      const write = { do: 'finish-interaction', id: keyOf(id).toString('hex'), until, sealed: sealed.toString('hex') };
      held.push({ json: JSON.stringify(write), lost });
    },
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await find(keyOf(id));
      if (row === null) return undefined;
      const { version, state, personal, flow_expires_at: until } = row;
      const beside = signIns.current();
      if (beside !== undefined && version !== null && until !== null && until > clock.now()) beside.flow = { version, state, personal };
      return { ...(JSON.parse(openUnder(id, row.sealed, place)) as Payload), jti: id };
    },
    destroy: async (id) => {
      if ((await run(db, interaction.destroy, [keyOf(id)])) === 1) return;
      const route = currentRoute();
      if (route === 'resume' || route === 'device_resume') await lost();
    },
  });
}
