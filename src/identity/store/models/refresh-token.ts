import { errors, type Adapter } from 'oidc-provider';
import { run } from '#shared/db';
import { runningRequest } from '#identity/store/request';
import { isPlausible, keyOf, lookUp, openUnder, sealUnder, type Payload } from '#identity/store/rows';
import type { WriteOf } from '#identity/writes';
import { completeAdapter, epochOf, issued } from './adapter.ts';
import type { ModelParts } from './contract.ts';
import { findRefreshToken } from './refresh-token-sql.ts';
import { refreshToken } from './token-sql.ts';
import { describeRace, revokeByGrant } from './under-grant.ts';

const model = 'RefreshToken';
const place = 'refresh_token.sealed_successor';

/**
 * How long a predecessor may be shown again while its successor is unused. Libraries give up waiting after 30 seconds and try once more;
 * a phone loses answers for longer than that.
 */
const leewayMs = 120_000;

/**
 * Refresh tokens. Rotation (RFC 9700 section 4.14.2) is for those a thief could use; which ones is the provider's policy. A client that
 * lost the answer may repeat its request and gets the same successor, as long as that is unused; the first use of the successor ends the
 * predecessor. A predecessor that is shown after that, or long after its own use, is reuse, and the provider revokes the grant (decision 3).
 *
 * The provider consumes the old token, builds the new one and saves it. During a refresh `consume` only notes the wish; the save that
 * follows adds both to the request's writes, so no other request can see a token that is used up but has no successor yet.
 */
export function refreshTokenAdapter({ db, clock, memory, companions, held, anyToken, onRace }: ModelParts): Adapter {
  const find = lookUp(db, findRefreshToken);

  const withinLeeway = (consumedAt: Date): boolean => clock.now().getTime() - consumedAt.getTime() < leewayMs;
  const tooLate = async (payload: Payload): Promise<never> => {
    await onRace(describeRace(model, 'lost-race', payload));
    throw new errors.InvalidGrant('refresh token was used a moment ago');
  };

  /** The successor somebody else has just made for the same predecessor. */
  const successorOf = async (predecessor: string): Promise<string> => {
    const row = await find(keyOf(predecessor));
    if (row === null) throw new errors.InvalidGrant('refresh token was revoked');
    const usable = row.successor_unused && row.consumed_at !== null && withinLeeway(row.consumed_at);
    if (!usable || row.sealed_successor === null) return tooLate(row.payload);
    return openUnder(predecessor, row.sealed_successor, place);
  };

  /** Saving the successor uses up the predecessor. Whoever comes second goes on with the successor of the first. */
  const rotation = (save: WriteOf<'save-refresh-token'>, id: string, predecessor: string): WriteOf<'save-refresh-token'> => {
    const request = runningRequest();
    return {
      ...save,
      replaces: { id: keyOf(predecessor), sealed: sealUnder(predecessor, id, place) },
      async lost() {
        const standing = await successorOf(predecessor);
        if (request !== undefined) request.body = { ...(request.body as Payload), refresh_token: standing };
      },
    };
  };

  return completeAdapter(model, {
    upsert: async (id, payload, expiresIn) => {
      const predecessor = memory.running()?.predecessor;
      const save: WriteOf<'save-refresh-token'> = { kind: 'save-refresh-token', ...issued(clock, id, payload, expiresIn) };
      await held.write(predecessor === undefined ? save : rotation(save, id, predecessor));
    },
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      // Introspection and revocation are told the truth; only a refresh may be a retry.
      const told = await anyToken.find(model, id);
      if (told === null) return undefined;
      if (told !== undefined)
        return { ...told.payload, jti: id, ...(told.consumed_at === null ? {} : { consumed: epochOf(told.consumed_at) }) };
      const row = await find(keyOf(id));
      if (row === null) return undefined;
      companions.keep(row);
      const slots = memory.running();
      if (slots !== undefined) slots.shown = row.payload;
      if (row.consumed_at === null) return { ...row.payload, jti: id };
      const consumed = { ...row.payload, jti: id, consumed: epochOf(row.consumed_at) };
      if (!isRefresh()) return consumed;
      if (withinLeeway(row.consumed_at)) {
        if (row.successor_unused) return { ...row.payload, jti: id };
        if (row.sealed_successor === null) return tooLate(row.payload);
      }
      await onRace(describeRace(model, 'reuse', row.payload));
      return consumed;
    },
    consume: async (id) => {
      const slots = isRefresh() ? memory.running() : undefined;
      if (slots !== undefined) return void (slots.predecessor = id);
      const key = keyOf(id);
      await held.write({ kind: 'use-refresh-token', id: key, lost: async () => tooLate((await find(key))?.payload ?? {}) });
    },
    destroy: async (id) => {
      await run(db, refreshToken.destroy, [keyOf(id)]);
    },
    revokeByGrantId: (grantId) => revokeByGrant(db, refreshToken, grantId),
  });
}

function isRefresh(): boolean {
  const oidc = runningRequest()?.oidc;
  return oidc?.route === 'token' && oidc.params?.['grant_type'] === 'refresh_token';
}

/** {@link Store.keepRefreshToken} */
export function keepRefreshToken({ held }: ModelParts) {
  return (value: string, until: Date | null): Promise<void> =>
    held.write({
      kind: 'use-kept-refresh-token',
      id: keyOf(value),
      until,
      lost: () => Promise.reject(new errors.InvalidGrant('refresh token was revoked')),
    });
}
