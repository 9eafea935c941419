import type { Route } from '#shared/http';
import { describeApi } from '#shared/openapi';
import { dossierProblems } from '#dossier/problems';

/** The description of what programs may call (OpenAPI 3.1), made from the routes themselves. */
export const openapi = (server: string, routes: readonly Route[]): object =>
  describeApi({
    info: {
      title: 'Dossier service',
      version: '1',
      description: 'Dossiers are filed, followed and decided on pages. Programs tell this service what became of an order.',
    },
    server: new URL(server),
    routes,
    problems: dossierProblems,
  });
