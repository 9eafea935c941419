import { redirect, route, show, type Route } from '#shared/http';
import { page } from '#shared/view';
import type { Parts } from './parts.ts';

export interface HomeModel {
  readonly catalogue: string;
}
export const homePage = page<HomeModel>('dossier/home', { out: { catalogue: 'http://localhost:3001' } });

/** `/`: what this service is for; whoever is signed in goes straight to their dossiers. */
export function homeRoute({ options, people }: Parts): Route {
  return route({
    method: 'GET',
    path: '/',
    who: people.visitor,
    handle: async ({ principal }) => (principal === null ? show(homePage, { catalogue: options.urls.catalogue }) : redirect('/dossiers')),
  });
}
