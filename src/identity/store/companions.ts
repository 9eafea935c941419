import { runningRequest } from './request.ts';
import type { CompanionRow, Payload, SessionRow } from './rows.ts';

/** The grant and session that were read together with a token, kept for the request that read them. */
export interface Companions {
  keep(row: CompanionRow): void;
  keepGrant(id: string, payload: Payload): void;
  /** Given out once; a second look in the same request asks the database again. */
  takeGrant(id: string): Payload | undefined;
  takeSession(uid: string): SessionRow | undefined;
}

export function createCompanions(): Companions {
  const kept = new WeakMap<object, { grants: Map<string, Payload>; sessions: Map<string, SessionRow> }>();
  const ofRequest = () => {
    const request = runningRequest();
    if (request === undefined) return undefined;
    const known = kept.get(request) ?? { grants: new Map<string, Payload>(), sessions: new Map<string, SessionRow>() };
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
    takeGrant: (id) => take(ofRequest()?.grants, id),
    takeSession: (uid) => take(ofRequest()?.sessions, uid),
  };
}
