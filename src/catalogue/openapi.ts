import { ref, refusal, schemaOf, unfit } from '#shared/openapi';
import { apiSchemas, listSchemas } from './api-schemas.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly description: string;
  readonly schema: object;
}

const query = (name: string, description: string, schema: object): Parameter => ({ name, in: 'query', description, schema });
const code = (description: string): object => ({ name: 'code', in: 'path', required: true, description, schema: { type: 'string' } });
const answer = (description: string, schema: string): object => ({
  description,
  headers: { ETag: { description: 'Send it back as If-None-Match.', schema: { type: 'string' } } },
  content: { 'application/json': { schema: ref(schema) } },
});
const get = (summary: string, schema: string, parameters: readonly object[]): object => ({
  get: {
    summary,
    parameters,
    responses: {
      '200': answer(summary, schema),
      '304': { description: 'Nothing has changed since the ETag in If-None-Match.' },
      '400': unfit,
      '404': refusal('There is no such thing, or not on that day; `detail` says when there is.'),
    },
  },
});
const version = query('version', 'The number of a version; without it, the one that holds today.', { type: 'integer', minimum: 1 });
const day = query('on', 'The day the answer is for; without it, today in Vietnam.', { type: 'string', format: 'date' });

/** The description of the read API (OpenAPI 3.1), made from the schemas that answers are held against. */
export function openApi(server: URL): object {
  const schemas = Object.fromEntries(
    Object.entries({ ...apiSchemas, ...listSchemas }).map(([name, schema]) => [name, schemaOf(schema, 'output')]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Một Cửa: catalogue of procedures',
      version: '1.0.0',
      description: 'Public and readable without a token. Every GET has an ETag.',
    },
    servers: [{ url: server.origin }],
    paths: {
      '/api/procedures': get('Search procedures', 'ProcedureList', [
        query('q', 'Words with or without marks, everyday words, or a code.', { type: 'string', maxLength: 200 }),
        query('agency', 'Code of the agency in charge.', { type: 'string' }),
        query('field', 'Code of the field.', { type: 'string' }),
        query('audience', 'Whom it is for.', { type: 'string', enum: ['citizen', 'business'] }),
        query('online', 'How much of it can be done online.', { type: 'string', enum: ['full', 'partial', 'none'] }),
        query('page', 'Pages of 20.', { type: 'integer', minimum: 1, maximum: 10_000 }),
      ]),
      '/api/procedures/{code}': get('One procedure', 'Procedure', [code('Code of the procedure'), version]),
      '/api/procedures/{code}/versions': get('Versions of a procedure', 'VersionList', [code('Code of the procedure')]),
      '/api/procedures/{code}/record': get('The binding record (LayThuTuc)', 'Record', [code('Code of the procedure'), version]),
      '/api/agencies': get('Agencies', 'AgencyList', [day]),
      '/api/agencies/{code}': get('One agency', 'Agency', [
        code('Code of the agency'),
        query('on', 'A day on which it has to be valid; without it, the agency as it is today or, when it has ended, as it last was.', {
          type: 'string',
          format: 'date',
        }),
      ]),
      '/api/units': get('Administrative units', 'UnitList', [
        day,
        query('parent', 'Code of the unit above; without it, the provinces.', { type: 'string', pattern: '^\\d{2,5}$' }),
      ]),
    },
    components: { schemas },
  };
}
