import { createCatalogue, createCatalogueOrigin, type Catalogue } from '#catalogue';
import { systemClock } from '#shared/clock';
import type { Runtime } from './roles.ts';
import { edgeOf, service } from './service.ts';

/** The catalogue; it links to the services where one files and pays. */
export const catalogueOf = (runtime: Runtime): Catalogue => runtime.once('catalogue', () => makeCatalogue(runtime));

function makeCatalogue(runtime: Runtime): Catalogue {
  const { publicUrl, rp, db } = service(runtime, 'catalogue');
  const { identity, dossier, payment } = runtime.config.urls;
  if (dossier === undefined || payment === undefined) throw new Error('the catalogue needs DOSSIER_URL and PAYMENT_URL for its links');
  return createCatalogue({
    db,
    clock: systemClock,
    log: runtime.log,
    publicUrl,
    rp,
    urls: { dossier, payment },
    services: { identity, dossier, payment },
    fetch,
  });
}

export const catalogueOrigin = (runtime: Runtime) =>
  createCatalogueOrigin({ catalogue: catalogueOf(runtime), ...edgeOf(runtime, 'catalogue') });
