// The OpenAPI description of an API, made from its routes.
export { describeApi } from './description.ts';
export { openapiRoute } from './openapi-route.ts';
export { problemDetails } from './problem-details.ts';
