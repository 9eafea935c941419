import { modules } from '../../../src/modules.ts';
import type { Route } from '#shared/http';
import { catalogueRows } from './catalogue-rows.ts';
import { dossierRows } from './dossier-rows.ts';
import { paymentRows } from './payment-rows.ts';
import type { Rows } from './row.ts';

export type Service = string;

/** A route as tests name it: `GET /drafts/:id`. */
export const nameOf = (route: Pick<Route, 'method' | 'path'>): string => `${route.method} ${route.path}`;

/** The modules that are relying parties with pages of their own; the walk is over all of them. */
export const services: readonly Service[] = modules.filter(({ registration }) => registration !== undefined).map(({ name }) => name);

const tables: Readonly<Record<Service, Rows>> = { catalogue: catalogueRows, dossier: dossierRows, payment: paymentRows };

/** What everybody is to be answered at each route of a service. One without a table fails the walk. */
export function expectedOf(service: Service): Rows {
  const rows = tables[service];
  if (rows === undefined) throw new Error(`nothing says who may call what at ${service}`);
  return rows;
}
