import type { Route } from '#shared/http';
import { describeApi } from '#shared/openapi';

/** The description of the read API (OpenAPI 3.1), made from its routes. */
export const openapi = (server: URL, routes: readonly Route[]): object =>
  describeApi({
    info: {
      title: 'Một Cửa: catalogue of procedures',
      version: '1.0.0',
      description: 'Public and readable without a token. Every GET has an ETag.',
    },
    server,
    routes,
    problems: {},
  });
