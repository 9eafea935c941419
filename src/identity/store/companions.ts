import { runningRequest } from './request.ts';
import type { CompanionRow, Payload, SealedRow, SessionRow } from './rows.ts';

/** What was read together with something else because it will be asked for next, kept for the request that read it. */
export interface Companions {
  keep(row: CompanionRow): void;
  keepGrant(id: string, payload: Payload): void;
  /** The grant of an account at a client, or that there is none. */
  keepPair(accountId: string, clientId: string, grant: { id: string; payload: Payload } | null): void;
  keepPushed(id: string, row: SealedRow | null): void;
  /** Given out once; a second look in the same request asks the database again. */
  takeGrant(id: string): Payload | undefined;
  takeSession(uid: string): SessionRow | undefined;
  /** The grant's id, null when there is none. */
  takePair(accountId: string, clientId: string): string | null | undefined;
  takePushed(id: string): SealedRow | null | undefined;
}

export function createCompanions(): Companions {
  const kept = new WeakMap<object, ReturnType<typeof empty>>();
  const ofRequest = () => {
    const request = runningRequest();
    if (request === undefined) return undefined;
    const known = kept.get(request) ?? empty();
    kept.set(request, known);
    return known;
  };
  const take = <T>(map: Map<string, T> | undefined, key: string): T | undefined => {
    const found = map?.get(key);
    map?.delete(key);
    return found;
  };
  return {
    keep(row) {
      const store = ofRequest();
      if (store === undefined) return;
      const {
        grant_id: grantId,
        grant_payload: grant,
        session_uid: uid,
        session_key: id,
        session_login: login,
        session_payload: payload,
      } = row;
      if (grantId !== null && grant !== null) store.grants.set(grantId, grant);
      if (uid === null || id === null || login === null || payload === null || row.session_expires_at === null) return;
      store.sessions.set(uid, {
        uid,
        id,
        login,
        payload,
        expires_at: row.session_expires_at,
        max_expires_at: row.session_max_expires_at,
        clients: row.session_clients,
      });
    },
    keepGrant: (id, payload) => void ofRequest()?.grants.set(id, payload),
    keepPair(accountId, clientId, grant) {
      const store = ofRequest();
      store?.pairs.set(pair(accountId, clientId), grant?.id ?? null);
      if (grant !== null) store?.grants.set(grant.id, grant.payload);
    },
    keepPushed: (id, row) => void ofRequest()?.pushed.set(id, row),
    takePair: (accountId, clientId) => take(ofRequest()?.pairs, pair(accountId, clientId)),
    takePushed: (id) => take(ofRequest()?.pushed, id),
    takeGrant: (id) => take(ofRequest()?.grants, id),
    takeSession: (uid) => take(ofRequest()?.sessions, uid),
  };
}

const pair = (accountId: string, clientId: string): string => `${accountId} ${clientId}`;

const empty = () => ({
  grants: new Map<string, Payload>(),
  sessions: new Map<string, SessionRow>(),
  pairs: new Map<string, string | null>(),
  pushed: new Map<string, SealedRow | null>(),
});
