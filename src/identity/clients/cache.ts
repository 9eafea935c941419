import type { Clock } from '#shared/clock';
import type { Db } from '#shared/db';
import type { Log } from '#shared/log';
import { findClient, listResources, type ClientRow, type ResourceRow } from './client-sql.ts';

/** Clients and APIs as this process knows them; other processes invalidate through LISTEN/NOTIFY. */
export interface ClientCache {
  /** The client, disabled ones included, or null. At most one database read per client and change. */
  find(id: string): Promise<ClientRow | null>;
  resource(identifier: string): Promise<ResourceRow | null>;
  /** Every scope that any API defines. */
  apiScopes(): Promise<ReadonlySet<string>>;
}

/** Entries are trusted this long without the notification channel having spoken; bounds the harm of a lost one. */
const TRUSTED_SECONDS = 60;
const MOST_ENTRIES = 10_000;

/**
 * `changes` is the process's listener: it calls back with a client id, or with null when notifications may have been
 * missed (the connection was lost), upon which everything is read anew.
 */
export function createClientCache(options: {
  db: Db;
  clock: Clock;
  log: Log;
  changes: (handler: (id: string | null) => void) => void;
}): ClientCache {
  const { db, clock } = options;
  const entries = new Map<string, { readonly row: Promise<ClientRow | null>; readonly until: number }>();
  let resources: { readonly rows: Promise<readonly ResourceRow[]>; readonly until: number } | undefined;
  options.changes((id) => {
    if (id === null) {
      entries.clear();
      resources = undefined;
    } else entries.delete(id);
  });
  const allResources = (): Promise<readonly ResourceRow[]> => {
    const now = clock.epoch();
    if (resources === undefined || resources.until <= now) {
      const rows = listResources(db);
      rows.catch(() => {
        resources = undefined;
      });
      resources = { rows, until: now + TRUSTED_SECONDS };
    }
    return resources.rows;
  };
  return {
    find(id) {
      if (!/^[a-z0-9][a-z0-9-]{2,63}$/.test(id)) return Promise.resolve(null);
      const now = clock.epoch();
      const known = entries.get(id);
      if (known !== undefined && known.until > now) return known.row;
      if (entries.size >= MOST_ENTRIES) entries.clear();
      const row = findClient(db, id);
      entries.set(id, { row, until: now + TRUSTED_SECONDS });
      row.then(
        (found) => {
          // Unknown ids are not kept: an attacker could otherwise fill the cache with them.
          if (found === null) entries.delete(id);
        },
        () => entries.delete(id),
      );
      return row;
    },
    async resource(identifier) {
      return (await allResources()).find((row) => row.identifier === identifier) ?? null;
    },
    async apiScopes() {
      return new Set((await allResources()).flatMap((row) => row.scopes));
    },
  };
}
