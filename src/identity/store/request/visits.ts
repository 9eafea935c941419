import type { Clock } from '#shared/clock';
import { createBatch, many, type Db } from '#shared/db';
import { isPlausible, keyOf, type SessionRow } from '#identity/store/rows';
import type { Companions } from './companions.ts';
import { runningRequest } from './memory.ts';
import { findVisits, type VisitRow } from './visits-sql.ts';

const MOST = 32;
/** RFC 9126 section 2.2, as oidc-provider makes them. */
const PUSHED = 'urn:ietf:params:oauth:request_uri:';

interface Wanted {
  readonly cookie: string;
  readonly client: string | null;
  readonly pushed: string | null;
}

/** Finds the session of a cookie's value. */
export type Visits = (cookie: string) => Promise<SessionRow | null>;

/**
 * Reads the session of a cookie, and with it what an authorization request asks for next: the person's grant at the client that its
 * address names and the pushed request. Requests that come at the same moment share the statement.
 */
export function createVisits({ db, clock }: { db: Db; clock: Clock }, companions: Companions): Visits {
  const read = createBatch({
    most: MOST,
    async together(wanted: readonly Wanted[]): Promise<readonly (VisitRow | null)[]> {
      const rows = await many(db, findVisits, [
        wanted.map(({ cookie }) => keyOf(cookie)),
        wanted.map(({ client }) => client),
        wanted.map(({ pushed }) => (pushed === null ? null : keyOf(pushed))),
        clock.now(),
      ]);
      const found = new Map(rows.map((row) => [row.place, row]));
      return wanted.map((_, index) => found.get(index + 1) ?? null);
    },
  });
  return async (cookie) => {
    const { client_id: client, request_uri: requestUri } = runningRequest()?.query ?? {};
    const pushed = typeof requestUri === 'string' && requestUri.startsWith(PUSHED) ? requestUri.slice(PUSHED.length) : null;
    const wanted: Wanted = { cookie, client: isPlausible(client) ? client : null, pushed: isPlausible(pushed) ? pushed : null };
    const row = await read(wanted);
    if (row === null) return null;
    if (wanted.pushed !== null) {
      companions.keepPushed(wanted.pushed, row.sealed === null ? null : { sealed: row.sealed, consumed_at: row.consumed_at });
    }
    const { uid, id, account_id: account, login, payload, expires_at: expiresAt } = row;
    if (account !== null && wanted.client !== null) {
      const grant = row.grant_id === null || row.grant_payload === null ? null : { id: row.grant_id, payload: row.grant_payload };
      companions.keepPair(account, wanted.client, grant);
    }
    if (uid === null || id === null || login === null || payload === null || expiresAt === null) return null;
    return { uid, id, login, payload, expires_at: expiresAt, max_expires_at: row.max_expires_at, clients: row.clients };
  };
}
