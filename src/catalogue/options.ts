import type { RelyingParty } from '#relying-party';
import type { Clock } from '#shared/clock';
import type { Db } from '#shared/db';
import type { Log } from '#shared/log';
import type { ServiceRole } from './service-status.ts';

/** Everything the catalogue is given by whoever composes the program. */
export interface CatalogueOptions {
  /** Acts as `mocua_catalogue`. */
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** The catalogue's own public origin, for its API description. */
  readonly publicUrl: URL;
  /** The kit, registered with the scopes openid and profile: pages show who is signed in and demand nothing. */
  readonly rp: Pick<RelyingParty, 'visitor' | 'routes'>;
  /** Where a dossier begins and where fines are looked up. */
  readonly urls: { readonly dossier: URL; readonly payment: URL };
  /** The services whose state the front door shows, at the address at which this process reaches them. */
  readonly services: Readonly<Partial<Record<ServiceRole, URL>>>;
  /** How those services are reached: `globalThis.fetch` in the program, something that breaks in tests. */
  readonly fetch: typeof fetch;
}
