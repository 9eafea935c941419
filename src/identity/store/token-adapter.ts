import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { maybe, run, type Tx } from '#shared/db';
import { completeAdapter, epochOf, expiryOf, withoutSecrets } from './adapter.ts';
import type { Race, StoreOptions } from './contract.ts';
import type { Companions } from './companions.ts';
import { handleOf, isHandle, isPlausible, keyOf, toJson } from './identifiers.ts';
import { currentRoute, runningRequest } from './request.ts';
import { lookUp } from './lookup.ts';
import type { Payload } from './rows.ts';
import type { AnyToken } from './any-token.ts';
import type { Write } from '#identity/writes';
import type { HeldWrites } from './held-writes.ts';
import { accessToken, clientCredentials, deviceCodeByUser, type SavedAlone, type UnderGrant } from './token-sql.ts';

/** Uses closer together than this are the same use sent twice (a double click, a retry), not a theft. */
export const raceWindowSeconds = 10;

export function describeRace(model: string, kind: Race['kind'], payload: Payload): Race {
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return { model, kind, grantId: text(payload['grantId']), accountId: text(payload['accountId']), clientId: text(payload['clientId']) };
}

/** The column values shared by all tables of values issued under a grant. */
export function grantColumns(options: StoreOptions, id: string, payload: AdapterPayload, expiresIn: number | undefined): unknown[] {
  return [
    keyOf(id),
    payload.grantId ?? null,
    payload.accountId ?? null,
    payload.clientId ?? null,
    payload.sessionUid ?? null,
    payload.expiresWithSession === true,
    expiryOf(options.clock, payload, expiresIn),
    toJson(withoutSecrets(payload, 'userCode')),
  ];
}

/** The same as a write; `what` is one of those `identity.apply_writes` knows. */
export function saveUnderGrant(
  options: StoreOptions,
  what: string,
  id: string,
  payload: AdapterPayload,
  expiresIn: number | undefined,
): Write {
  const columns = {
    do: what,
    id: keyOf(id).toString('hex'),
    grant: payload.grantId,
    account: payload.accountId,
    client: payload.clientId,
    session: payload.sessionUid,
    bound: payload.expiresWithSession === true,
    until: expiryOf(options.clock, payload, expiresIn),
  };
  return { json: `${toJson(columns).slice(0, -1)},"payload":${toJson(withoutSecrets(payload, 'userCode'))}}` };
}

/**
 * Deletes what was issued under a grant, 500 rows at a time. While one client is being logged out only that session's values go: the
 * grant belongs to the person and the client, and other devices use it too. When the whole session ends, `endSession` does it.
 */
export async function revokeByGrant(tx: Tx, statements: UnderGrant, grantId: string): Promise<void> {
  if (!isPlausible(grantId)) return;
  const request = runningRequest();
  const leaving = currentRoute() === 'end_session_confirm';
  if (leaving && request?.oidc?.params?.['logout'] !== undefined) return;
  const uid = leaving ? request?.oidc?.session?.uid : undefined;
  for (;;) {
    const deleted =
      uid === undefined ? await run(tx, statements.revoke, [grantId]) : await run(tx, statements.revokeInSession, [grantId, uid]);
    if (deleted < 500) return;
  }
}

/** Opaque access tokens. */
export function tokenAdapter(options: StoreOptions, companions: Companions, held: HeldWrites, any: AnyToken): Adapter {
  const { db } = options;
  const statements = accessToken;
  const find = lookUp(db, statements.find);
  return completeAdapter('AccessToken', {
    upsert: (id, payload, expiresIn) => held.write(saveUnderGrant(options, 'save-access-token', id, payload, expiresIn)),
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await (any.find('AccessToken', id) ?? find(keyOf(id)));
      if (row === null) return undefined;
      companions.keep(row);
      return { ...row.payload, jti: id };
    },
    destroy: async (id) => {
      await run(db, statements.destroy, [keyOf(id)]);
    },
    revokeByGrantId: (grantId) => revokeByGrant(db, statements, grantId),
  });
}

interface SingleUseWrites {
  save(id: string, payload: AdapterPayload, expiresIn: number | undefined): Promise<void>;
  /** `lost` throws; it is called when the value was used already. */
  use(id: string, lost: () => Promise<void>): Promise<void>;
}

/** Codes are used and saved with the rest of their request. */
export const codeWrites = (options: StoreOptions, held: HeldWrites): SingleUseWrites => ({
  save: (id, payload, expiresIn) => held.write(saveUnderGrant(options, 'save-code', id, payload, expiresIn)),
  use: (id, lost) => held.write({ json: `{"do":"use-code","id":"${keyOf(id).toString('hex')}"}`, lost }),
});

/** What a device or a back channel waits with is written at once: the person and the device are two requests. */
export const aloneWrites = (options: StoreOptions, statements: SavedAlone): SingleUseWrites => ({
  async save(id, payload, expiresIn) {
    await run(options.db, statements.upsert, grantColumns(options, id, payload, expiresIn));
  },
  async use(id, lost) {
    if ((await run(options.db, statements.consume, [keyOf(id), options.clock.now()])) !== 1) await lost();
  },
});

/**
 * Codes, device codes and back-channel requests: one use. A value found used moments ago is refused at once, because handing it to
 * the provider as `consumed` would revoke the tokens its rightful use is just getting; later, that is exactly what must happen.
 */
export function singleUseAdapter(
  options: StoreOptions,
  companions: Companions,
  model: string,
  statements: UnderGrant,
  writes: SingleUseWrites,
): Adapter {
  const { db, clock } = options;
  const find = lookUp(db, statements.find);
  const asFound = async (id: string, row: { payload: Payload; consumed_at: Date | null }): Promise<Payload> => {
    if (row.consumed_at === null) return { ...row.payload, jti: id };
    const age = clock.now().getTime() - row.consumed_at.getTime();
    if (age < raceWindowSeconds * 1000) {
      await options.onRace(describeRace(model, 'lost-race', row.payload));
      throw new errors.InvalidGrant(`${model} was used a moment ago`);
    }
    await options.onRace(describeRace(model, 'reuse', row.payload));
    return { ...row.payload, jti: id, consumed: epochOf(row.consumed_at) };
  };
  return completeAdapter(model, {
    upsert: writes.save,
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await find(keyOf(id));
      if (row === null) return undefined;
      companions.keep(row);
      return asFound(id, row);
    },
    consume: (id) =>
      writes.use(id, async () => {
        const row = await find(keyOf(id));
        if (row !== null) await options.onRace(describeRace(model, 'lost-race', row.payload));
        throw new errors.InvalidGrant(`${model} was used a moment ago`);
      }),
    destroy: async (id) => {
      await run(db, statements.destroy, [keyOf(id)]);
    },
    revokeByGrantId: (grantId) => revokeByGrant(db, statements, grantId),
  });
}

const personPages = new Set(['code_verification', 'device_resume']);

const consumedAt = (row: { consumed_at: Date | null }): Payload => (row.consumed_at === null ? {} : { consumed: epochOf(row.consumed_at) });

/** Device codes are also found by the short code the person types; the device's own value is not known then, so a handle stands in. */
export function deviceCodeAdapter(options: StoreOptions, companions: Companions, statements: SavedAlone): Adapter {
  const { db } = options;
  const find = lookUp(db, statements.find);
  const base = singleUseAdapter(options, companions, 'DeviceCode', statements, aloneWrites(options, statements));
  return {
    ...base,
    upsert: async (id, payload, expiresIn) => {
      const userCode = isPlausible(payload.userCode) ? keyOf(payload.userCode) : null;
      await run(db, deviceCodeByUser.upsert, [...grantColumns(options, id, payload, expiresIn), userCode]);
    },
    find: async (id) => {
      if (!isHandle(id)) return base.find(id);
      // Only the person's own pages hold handles; the token endpoint must never take one.
      if (!personPages.has(currentRoute() ?? '')) return undefined;
      const row = await find(keyOf(id));
      return row === null ? undefined : ({ ...row.payload, ...consumedAt(row), jti: id } as AdapterPayload);
    },
    findByUserCode: async (userCode) => {
      if (!isPlausible(userCode)) return undefined;
      const row = await maybe(db, deviceCodeByUser.find, [keyOf(userCode)]);
      if (row === null) return undefined;
      return { ...row.payload, ...consumedAt(row), jti: handleOf(row.id), userCode } as AdapterPayload;
    },
  };
}

export function clientCredentialsAdapter(options: StoreOptions, held: HeldWrites, any: AnyToken): Adapter {
  const { db, clock } = options;
  return completeAdapter('ClientCredentials', {
    upsert: (id, payload, expiresIn) => {
      const columns = {
        do: 'save-client-credentials',
        id: keyOf(id).toString('hex'),
        client: payload.clientId,
        until: expiryOf(clock, payload, expiresIn),
      };
      return held.write({ json: `${toJson(columns).slice(0, -1)},"payload":${toJson(withoutSecrets(payload))}}` });
    },
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await (any.find('ClientCredentials', id) ?? maybe(db, clientCredentials.find, [keyOf(id)]));
      return row === null ? undefined : { ...row.payload, jti: id };
    },
    destroy: async (id) => {
      await run(db, clientCredentials.destroy, [keyOf(id)]);
    },
  });
}
