import type { AdapterPayload } from 'oidc-provider';
import { isDeepStrictEqual } from 'node:util';
import { storable, type Payload, type SessionRow } from '#identity/store/rows';
import { epochOf, withoutSecrets } from './adapter.ts';

const loginKeys = ['accountId', 'acr', 'amr', 'loginTs', 'transient'] as const;

/** A portal in a session. */
export interface Entry {
  readonly client: string;
  readonly sid: string | null;
  readonly grant: string | null;
  readonly persistsLogout: boolean;
  /** Properties this version does not know. */
  readonly rest: Payload | null;
}

/** A session taken apart as its tables keep it. Nobody else holds any part of it, so it stays what it was. */
export interface SessionState {
  readonly uid: string;
  readonly accountId: string | null;
  readonly loginTs: number | null;
  readonly login: Payload;
  readonly payload: Payload;
  readonly clients: ReadonlyMap<string, Entry>;
}

/** The payload oidc-provider saves, taken apart. Entries it has merely looked at (`{}`) are not entries. */
export function takeApart(saved: AdapterPayload): SessionState {
  const payload = storable(structuredClone(saved));
  const login: Payload = {};
  for (const key of loginKeys) if (payload[key] !== undefined) login[key] = payload[key];
  const clients = new Map<string, Entry>();
  for (const [client, entry] of Object.entries(payload.authorizations ?? {})) {
    if (Object.keys(entry).length > 0) clients.set(client, entryOf(client, entry as Payload));
  }
  return {
    uid: String(payload.uid),
    accountId: payload.accountId ?? null,
    loginTs: payload.loginTs ?? null,
    login,
    payload: withoutSecrets(payload, 'uid', 'exp', 'authorizations', ...loginKeys),
    clients,
  };
}

/** Whether nothing differs but the portals. */
export const sameBut = (a: SessionState, b: SessionState): boolean =>
  isDeepStrictEqual(a.login, b.login) && isDeepStrictEqual(a.payload, b.payload);

/** Portals that are new in `now`, or different, and portals that are no longer in it. */
export function movesBetween(before: SessionState, now: SessionState): { entered: readonly Entry[]; left: readonly string[] } {
  return {
    entered: [...now.clients.values()].filter((entry) => !isDeepStrictEqual(before.clients.get(entry.client), entry)),
    left: [...before.clients.keys()].filter((client) => !now.clients.has(client)),
  };
}

/** A fresh payload from a row. `id` is the cookie's value or a handle. */
export function putTogether(row: SessionRow, id: string): Payload & { authorizations: Record<string, Payload> } {
  const authorizations: Record<string, Payload> = {};
  for (const [clientId, sid, grantId, persistsLogout, rest] of row.clients ?? []) {
    authorizations[clientId] = {
      ...rest,
      ...(sid === null ? {} : { sid }),
      ...(grantId === null ? {} : { grantId }),
      ...(persistsLogout ? { persistsLogout } : {}),
    };
  }
  return { ...row.payload, ...row.login, uid: row.uid, jti: id, exp: epochOf(row.expires_at), authorizations };
}

function entryOf(client: string, { sid, grantId, persistsLogout, ...rest }: Payload): Entry {
  return {
    client,
    sid: textOrNull(sid),
    grant: textOrNull(grantId),
    persistsLogout: persistsLogout === true,
    rest: Object.keys(rest).length === 0 ? null : rest,
  };
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
