import { route, show, type Route } from '#shared/http';
import { page } from '#shared/view';
import type { CatalogueOptions } from './options.ts';
import type { ServiceRole, ServiceState, ServiceStatus } from './service-status.ts';

export interface HomeModel {
  readonly services: readonly { readonly role: ServiceRole; readonly state: ServiceState }[];
}

export const homePage = page<HomeModel>('catalogue/home', {
  working: {
    services: [
      { role: 'identity', state: 'up' },
      { role: 'dossier', state: 'up' },
      { role: 'payment', state: 'unknown' },
    ],
  },
  interrupted: {
    services: [
      { role: 'identity', state: 'up' },
      { role: 'dossier', state: 'down' },
      { role: 'payment', state: 'up' },
    ],
  },
});

/** The front door. */
export function homeRoute({ rp }: CatalogueOptions, status: ServiceStatus): Route {
  return route({ method: 'GET', path: '/', who: rp.visitor, handle: async () => show(homePage, { services: status.current() }) });
}
