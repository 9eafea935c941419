import { redirect, route, type Route, show } from '#shared/http';
import { page } from '#shared/view';
import type { ReadingParts } from './parts.ts';

export interface HomeModel {
  readonly catalogue: string;
}
export const homePage = page<HomeModel>('dossier/home', { out: { catalogue: 'http://localhost:3001' } });

/** `/`: what this service is for; whoever is signed in goes straight to their dossiers. */
export function homeRoute({ urls, people }: ReadingParts): Route {
  return route({
    method: 'GET',
    path: '/',
    who: people.visitor,
    handle: async ({ principal }) => (principal === null ? show(homePage, { catalogue: urls.catalogue }) : redirect('/dossiers')),
  });
}
