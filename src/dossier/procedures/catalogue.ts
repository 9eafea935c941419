import type { Clock } from '#shared/clock';
import type { Db } from '#shared/db';
import type { Log } from '#shared/log';

/** What reading the catalogue needs, and remembering what it said. */
export interface CatalogueAccess {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly urls: { readonly catalogue: string };
  readonly fetch: typeof fetch;
}

/** Asks the catalogue's public API. Throws when it is away or takes longer than three seconds. */
export const askCatalogue = (
  { urls, fetch: get }: Pick<CatalogueAccess, 'urls' | 'fetch'>,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  get(new URL(path, urls.catalogue), {
    headers: { accept: 'application/json', ...headers },
    redirect: 'error',
    signal: AbortSignal.timeout(3000),
  });
