import { decodeJwt } from 'jose';
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { maybe, run } from '#shared/db';
import { completeAdapter, epochOf, expiryOf, withoutSecrets } from './adapter.ts';
import type { StoreOptions } from './contract.ts';
import { isPlausible, keyOf, openUnder, sealUnder } from './identifiers.ts';
import type { HeldWrites } from './held-writes.ts';
import { currentRoute } from './request.ts';
import type { Payload } from './rows.ts';
import { interaction, pushedRequest } from './token-sql.ts';

const requestPlace = 'pushed_authorization_request.sealed';
const interactionPlace = 'interaction.sealed';

const seal = (id: string, payload: AdapterPayload, place: string): Buffer => sealUnder(id, JSON.stringify(withoutSecrets(payload)), place);

/** As for a request in the address: what no browser could carry back in a redirect, or no database keep, is refused. */
const LONGEST_PARAMETER = 8192;

function refuseUnusable(request: unknown): void {
  if (typeof request !== 'string') return;
  const unusable = (value: unknown): boolean => typeof value === 'string' && (value.length > LONGEST_PARAMETER || value.includes('\0'));
  if (Object.entries(decodeJwt(request)).some(([name, value]) => unusable(name) || unusable(value)))
    throw new errors.InvalidRequest('a parameter is too long or contains a NUL character');
}

/** Pushed authorization requests (RFC 9126): the whole request is encrypted; one authorization, decided by `consume`. */
export function pushedRequestAdapter(options: StoreOptions, held: HeldWrites): Adapter {
  const { db, clock } = options;
  return completeAdapter('PushedAuthorizationRequest', {
    upsert: async (id, payload, expiresIn) => {
      refuseUnusable(payload.request);
      const sealed = seal(id, payload, requestPlace).toString('hex');
      const write = { do: 'save-request', id: keyOf(id).toString('hex'), until: expiryOf(clock, payload, expiresIn), sealed };
      await held.write({ json: JSON.stringify(write) });
      await held.flush();
    },
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await maybe(db, pushedRequest.find, [keyOf(id)]);
      if (row === null) return undefined;
      const consumed = row.consumed_at === null ? {} : { consumed: epochOf(row.consumed_at) };
      return { ...(JSON.parse(openUnder(id, row.sealed, requestPlace)) as Payload), ...consumed, jti: id };
    },
    consume: (id) =>
      held.write({
        json: `{"do":"use-request","id":"${keyOf(id).toString('hex')}"}`,
        async lost() {
          await options.onRace({ model: 'PushedAuthorizationRequest', kind: 'lost-race', grantId: null, accountId: null, clientId: null });
          throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used');
        },
      }),
    destroy: async (id) => {
      await run(db, pushedRequest.destroy, [keyOf(id)]);
    },
  });
}

/**
 * A sign-in in progress. The provider destroys it when it takes up the answer; destroying is the one use, so that a form sent twice
 * gives one authorization and one "not found" instead of two codes.
 */
export function interactionAdapter(options: StoreOptions): Adapter {
  const { db, clock } = options;
  return completeAdapter('Interaction', {
    upsert: async (id, payload, expiresIn) => {
      await run(db, interaction.upsert, [keyOf(id), expiryOf(clock, payload, expiresIn), seal(id, payload, interactionPlace)]);
    },
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await maybe(db, interaction.find, [keyOf(id)]);
      return row === null ? undefined : { ...(JSON.parse(openUnder(id, row.sealed, interactionPlace)) as Payload), jti: id };
    },
    destroy: async (id) => {
      if ((await run(db, interaction.destroy, [keyOf(id)])) === 1) return;
      const route = currentRoute();
      if (route !== 'resume' && route !== 'device_resume') return;
      await options.onRace({ model: 'Interaction', kind: 'lost-race', grantId: null, accountId: null, clientId: null });
      throw new errors.SessionNotFound('interaction session not found');
    },
  });
}
