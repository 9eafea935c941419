import type { AdapterPayload } from 'oidc-provider';
import { epochOf, withoutSecrets } from './adapter.ts';
import { toJson } from './identifiers.ts';
import type { Payload, SessionRow } from './rows.ts';

const loginKeys = ['accountId', 'acr', 'amr', 'loginTs', 'transient'] as const;

/** A session taken apart as its tables keep it; texts, so that two states can be compared. */
export interface SessionState {
  readonly uid: string;
  readonly accountId: string | null;
  readonly loginTs: number | null;
  readonly login: string;
  readonly payload: string;
  /** Client id → row as JSON. */
  readonly clients: ReadonlyMap<string, string>;
}

/** The payload oidc-provider saves, taken apart. Entries it has merely looked at (`{}`) are not entries. */
export function takeApart(payload: AdapterPayload): SessionState {
  const login: Payload = {};
  for (const key of loginKeys) if (payload[key] !== undefined) login[key] = payload[key];
  const clients = new Map<string, string>();
  for (const [clientId, entry] of Object.entries(payload.authorizations ?? {})) {
    if (Object.keys(entry).length > 0) clients.set(clientId, toJson(clientRow(clientId, entry as Payload)));
  }
  return {
    uid: String(payload.uid),
    accountId: payload.accountId ?? null,
    loginTs: payload.loginTs ?? null,
    login: toJson(login),
    payload: toJson(sorted(withoutSecrets(payload, 'uid', 'exp', 'authorizations', ...loginKeys))),
    clients,
  };
}

/** A fresh payload from a row, and with it the state it was loaded in. `id` is the cookie's value or a handle. */
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

function clientRow(clientId: string, entry: Payload): Payload {
  const { sid, grantId, persistsLogout, ...rest } = entry;
  return {
    client_id: clientId,
    sid: sid ?? null,
    grant_id: grantId ?? null,
    persists_logout: persistsLogout === true,
    rest: Object.keys(rest).length === 0 ? null : rest,
  };
}

const sorted = (value: Payload): Payload => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
