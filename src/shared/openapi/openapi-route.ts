import { anyone, json, route, type Route } from '#shared/http';

/** `/api/openapi.json` of a service. */
export function openapiRoute(document: object): Route {
  return route({
    method: 'GET',
    path: '/api/openapi.json',
    surface: 'api',
    who: anyone,
    cache: 'public, max-age=300',
    handle: async () => json(document),
  });
}
