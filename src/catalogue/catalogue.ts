import type { Route } from '#shared/http';
import type { Page } from '#shared/view';
import { agenciesPage, agencyPage, agencyRoutes } from './agency-pages.ts';
import { apiRoutes } from './api.ts';
import { homePage, homeRoute } from './home-page.ts';
import { bundledFiles } from './import/bundled.ts';
import { importCatalogue } from './import/import-catalogue.ts';
import type { CatalogueOptions } from './options.ts';
import { procedurePage, procedureRoute } from './procedure-page.ts';
import { searchResultsPage, searchRoute } from './search-page.ts';
import { createServiceStatus } from './service-status.ts';
import { unitsPage, unitsRoute } from './units-page.ts';
import { versionsPage, versionsRoute } from './versions-page.ts';

export const cataloguePages: readonly Page<object>[] = [
  homePage,
  searchResultsPage,
  procedurePage,
  versionsPage,
  agenciesPage,
  agencyPage,
  unitsPage,
] as readonly Page<object>[];

export interface Catalogue {
  readonly routes: readonly Route[];
  readonly pages: readonly Page<object>[];
  /** Job handlers: the catalogue has none. */
  readonly tasks: Readonly<Record<string, never>>;
  readonly recurring: readonly never[];
  /** Brings the files that come with the program into the catalogue; throws when one of their rows is refused. */
  prepare(): Promise<void>;
}

/** The catalogue of procedures as a relying party that demands nothing. */
export function createCatalogue(options: CatalogueOptions): Catalogue {
  const status = createServiceStatus(options);
  return {
    routes: [
      homeRoute(options, status),
      searchRoute(options),
      procedureRoute(options),
      versionsRoute(options),
      ...agencyRoutes(options),
      unitsRoute(options),
      ...apiRoutes(options),
      ...options.rp.routes,
    ],
    pages: cataloguePages,
    tasks: {},
    recurring: [],
    async prepare() {
      const { accepted, unchanged, rejected } = await importCatalogue(options.db, await bundledFiles(), options.clock);
      if (rejected.length > 0)
        throw new Error(`the catalogue’s own files have ${String(rejected.length)} wrong rows: ${JSON.stringify(rejected.slice(0, 5))}`);
      options.log.debug({ accepted, unchanged }, 'the catalogue is complete');
    },
  };
}
