import { decodeJwt } from 'jose';
import { errors, type Adapter } from 'oidc-provider';
import { maybe, run } from '#shared/db';
import { isPlausible, keyOf, openUnder, sealUnder, type Payload } from '#identity/store/rows';
import { completeAdapter, epochOf, expiryOf, withoutSecrets } from './adapter.ts';
import type { ModelParts } from './contract.ts';
import { pushedRequest } from './token-sql.ts';

const requestPlace = 'pushed_authorization_request.sealed';

/** As for a request in the address: what no browser could carry back in a redirect, or no database keep, is refused. */
const LONGEST_PARAMETER = 8192;

function refuseUnusable(request: unknown): void {
  if (typeof request !== 'string') return;
  const unusable = (value: unknown): boolean => typeof value === 'string' && (value.length > LONGEST_PARAMETER || value.includes('\0'));
  if (Object.entries(decodeJwt(request)).some(([name, value]) => unusable(name) || unusable(value)))
    throw new errors.InvalidRequest('a parameter is too long or contains a NUL character');
}

/** Pushed authorization requests (RFC 9126): the whole request is encrypted; one authorization, decided by `consume`. */
export function pushedRequestAdapter({ db, clock, companions, held, onRace }: ModelParts): Adapter {
  return completeAdapter('PushedAuthorizationRequest', {
    upsert: async (id, payload, expiresIn) => {
      refuseUnusable(payload.request);
      const sealed = sealUnder(id, JSON.stringify(withoutSecrets(payload)), requestPlace);
      await held.write({ kind: 'save-request', id: keyOf(id), until: expiryOf(clock, payload, expiresIn), sealed });
      await held.flush();
    },
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const read = companions.takePushed(id);
      const row = read === undefined ? await maybe(db, pushedRequest.find, [keyOf(id)]) : read;
      if (row === null) return undefined;
      const consumed = row.consumed_at === null ? {} : { consumed: epochOf(row.consumed_at) };
      return { ...(JSON.parse(openUnder(id, row.sealed, requestPlace)) as Payload), ...consumed, jti: id };
    },
    consume: (id) =>
      held.write({
        kind: 'use-request',
        id: keyOf(id),
        async lost() {
          await onRace({ model: 'PushedAuthorizationRequest', kind: 'lost-race', grantId: null, accountId: null, clientId: null });
          throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used');
        },
      }),
    destroy: async (id) => {
      await run(db, pushedRequest.destroy, [keyOf(id)]);
    },
  });
}
