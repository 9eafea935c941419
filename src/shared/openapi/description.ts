import { z } from 'zod';
import type { Answers, Route } from '#shared/http';
import type { ProblemKind } from '#shared/problem';
import { createComponents, type Components } from './components.ts';
import { problemDetails } from './problem-details.ts';
import { refusalsOf } from './refusals.ts';

/** What a service sends to addresses that others name. */
export interface Webhook {
  readonly description: string;
  readonly body: z.ZodType;
  readonly answers: Readonly<Record<string, string>>;
}

/**
 * The description of a service's API (OpenAPI 3.1), made from its routes: paths, parameters and bodies from the schemas that check them, answers from
 * those that handlers are held to, refusals from the catalogue of problems, tokens and scopes from who may call. Throws for a route
 * with an API surface that says nothing of itself, so that none is forgotten.
 */
export function describeApi(about: {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly server: URL;
  readonly routes: readonly Route[];
  readonly problems: Readonly<Record<string, ProblemKind>>;
  readonly webhooks?: Readonly<Record<string, Webhook>>;
}): object {
  const components = createComponents();
  components.of(problemDetails, 'output');
  const paths: Record<string, Record<string, object>> = {};
  for (const route of about.routes) {
    if (route.surface !== 'api') continue;
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, components, about.problems) };
  }
  const webhooks = Object.entries(about.webhooks ?? {}).map(([name, { description, body, answers }]) => [
    name,
    {
      post: {
        description,
        requestBody: { required: true, content: jsonOf(components.of(body, 'output')) },
        responses: Object.fromEntries(Object.entries(answers).map(([status, means]) => [status, { description: means }])),
      },
    },
  ]);
  const guarded = about.routes.some(({ who }) => who.scopes !== undefined);
  return {
    openapi: '3.1.0',
    info: about.info,
    servers: [{ url: about.server.origin }],
    paths,
    ...(webhooks.length === 0 ? {} : { webhooks: Object.fromEntries(webhooks) as object }),
    components: {
      ...(guarded
        ? {
            securitySchemes: {
              token: { type: 'http', scheme: 'DPoP', description: 'A JWT access token (RFC 9068) with its proof (RFC 9449)' },
            },
          }
        : {}),
      schemas: components.named,
    },
  };
}

function operationOf(route: Route, components: Components, problems: Readonly<Record<string, ProblemKind>>): object {
  const { operation, who } = route;
  if (operation === undefined) throw new Error(`${route.method} ${route.path} is for programs, and says nothing of itself`);
  const { id, summary, description, checks, answers } = operation;
  const body = checks?.body ?? route.body;
  const parameters = [
    ...parametersOf(route.params, 'path', components),
    ...parametersOf(route.query, 'query', components),
    ...parametersOf(checks?.headers, 'header', components),
  ];
  return {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    ...(who.scopes === undefined ? {} : { security: [{ token: who.scopes }] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: jsonOf(components.of(body, 'input')) } }),
    responses: { ...answersOf(answers, components), ...refusalsOf(route, problems) },
  };
}

/** Each property of the object a parameter; of what takes any, one that stands for them all. They are described as what they are read as. */
function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query' | 'header', components: Components): object[] {
  if (schema === undefined) return [];
  if (!(schema instanceof z.ZodObject))
    return [{ name: 'fields', in: where, style: 'form', explode: true, ...described(components.of(schema, 'output')) }];
  return Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>).map(([name, each]) => {
    const required = where === 'path' || !each.safeParse(undefined).success;
    return {
      name,
      in: where,
      ...(required ? { required } : {}),
      ...described(components.of(each, where === 'header' ? 'input' : 'output')),
    };
  });
}

/** What is said of a parameter stands beside its schema. */
const described = ({ description, ...schema }: Readonly<Record<string, unknown>>): object => ({
  ...(description === undefined ? {} : { description }),
  schema,
});

const answersOf = (answers: Answers, components: Components): Record<string, object> =>
  Object.fromEntries(
    Object.entries(answers).map(([status, { means, body, headers }]) => [
      status,
      {
        description: means,
        ...(headers === undefined
          ? {}
          : {
              headers: Object.fromEntries(
                Object.entries(headers).map(([name, words]) => [name, { description: words, schema: { type: 'string' } }]),
              ),
            }),
        ...(body === undefined ? {} : { content: jsonOf(components.of(body, 'output')) }),
      },
    ]),
  );

const jsonOf = (schema: object): object => ({ 'application/json': { schema } });
