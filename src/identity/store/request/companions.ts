import type { CompanionRow, Payload, SealedRow, SessionRow } from '#identity/store/rows';
import type { ReadAhead, RequestMemory } from './memory.ts';

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

export function createCompanions(memory: RequestMemory): Companions {
  const ahead = (): ReadAhead | undefined => {
    const slots = memory.running();
    return slots === undefined ? undefined : (slots.ahead ??= nothingYet());
  };
  const take = <T>(map: Map<string, T> | undefined, key: string): T | undefined => {
    const found = map?.get(key);
    map?.delete(key);
    return found;
  };
  return {
    keep(row) {
      const kept = ahead();
      if (kept === undefined) return;
      if (row.grant_id !== null && row.grant_payload !== null) kept.grants.set(row.grant_id, row.grant_payload);
      const session = sessionOf(row);
      if (session !== null) kept.sessions.set(session.uid, session);
    },
    keepGrant: (id, payload) => void ahead()?.grants.set(id, payload),
    keepPair(accountId, clientId, grant) {
      const kept = ahead();
      kept?.pairs.set(pair(accountId, clientId), grant?.id ?? null);
      if (grant !== null) kept?.grants.set(grant.id, grant.payload);
    },
    keepPushed: (id, row) => void ahead()?.pushed.set(id, row),
    takePair: (accountId, clientId) => take(ahead()?.pairs, pair(accountId, clientId)),
    takePushed: (id) => take(ahead()?.pushed, id),
    takeGrant: (id) => take(ahead()?.grants, id),
    takeSession: (uid) => take(ahead()?.sessions, uid),
  };
}

function sessionOf(row: CompanionRow): SessionRow | null {
  const { session_uid: uid, session_key: id, session_login: login, session_payload: payload, session_expires_at: expiresAt } = row;
  if (uid === null || id === null || login === null || payload === null || expiresAt === null) return null;
  return { uid, id, login, payload, expires_at: expiresAt, max_expires_at: row.session_max_expires_at, clients: row.session_clients };
}

const pair = (accountId: string, clientId: string): string => `${accountId} ${clientId}`;

const nothingYet = (): ReadAhead => ({ grants: new Map(), sessions: new Map(), pairs: new Map(), pushed: new Map() });
