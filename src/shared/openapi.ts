import { z } from 'zod';
import { anyone, json, route, type Route } from '#shared/http';

/** Problem details (RFC 9457), as every API here refuses. */
export const problemDetails = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** What does not fit, by name, and what would. */
  detail: z.string().optional(),
  trace_id: z.string(),
});

/** A schema as OpenAPI 3.1 has it: of what is sent (`input`), or of what is answered. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'input'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** Points to a schema by its name. */
export const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** A body in JSON. */
export const content = (schema: object): object => ({ 'application/json': { schema } });

/** An answer with problem details; the description has them as the schema `Problem`. */
export const refusal = (description: string): object => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

/** What every address answers to a request that is not as described. */
export const unfit = refusal('A parameter is not known here, or a parameter or the body is not what it must be; `detail` names it');

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
