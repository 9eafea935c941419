import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type Koa from 'koa';

/** One answer of an API, by the path its route declares (`/api/orders/:id`). */
export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, Described>>;
}
interface Described {
  readonly headers?: object;
  readonly content?: Readonly<Record<string, unknown>>;
}
export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** `GET /api/orders/{id}` of every operation, sorted. */
export const operationsOf = ({ paths }: OpenApi): string[] =>
  Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .toSorted();

export const asDescribed = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

/** The OpenAPI description a service serves. */
export const descriptionOf = async (origin: string): Promise<OpenApi> =>
  (await (await fetch(`${origin}/api/openapi.json`)).json()) as OpenApi;

/**
 * Holds answers against a description: says what is wrong with one, or null. Whoever reads the description must find the status, the
 * content type and a schema that the body has. What any server may answer at any time (405, 500) needs no mention.
 */
export function holdAgainst(description: OpenApi): (answer: Answered) => string | null {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(description, 'api');
  return ({ method, path, status, type, body }) => {
    if (status === 405 || status === 500) return null;
    const place = ['paths', asDescribed(path), method.toLowerCase(), 'responses', String(status)];
    const about = `${method} ${path} ${String(status)}`;
    const found = description.paths[place[1] ?? '']?.[place[2] ?? '']?.responses[place[4] ?? ''];
    if (found === undefined) return `${about} is not described`;
    if (found.content === undefined)
      return body === null || body === undefined || body === '' ? null : `${about} has a body, which is not described`;
    const media = type.split(';')[0] ?? '';
    if (found.content[media] === undefined) return `${about} is ${media}, described as ${Object.keys(found.content).join(', ')}`;
    const pointer = [...place, 'content', media, 'schema'].map((each) =>
      encodeURIComponent(each.replaceAll('~', '~0').replaceAll('/', '~1')),
    );
    const validate = ajv.getSchema(`api#/${pointer.join('/')}`);
    if (validate === undefined) return `${about} has no schema`;
    return validate(body) === true ? null : `${about}: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(body).slice(0, 300)}`;
  };
}

/**
 * Watches a service's API while tests call it. What is returned is to be run last: it throws when an answer was not what the
 * service's own OpenAPI description says.
 */
export function watchAnswers(app: Koa, origin: string): () => Promise<void> {
  const seen = new Map<string, Answered>();
  app.middleware.unshift(async (ctx, next) => {
    await next();
    const { surface, route } = ctx.state as { surface?: string; route?: string };
    if (surface !== 'api' || route === undefined || route.endsWith(' /api/openapi.json')) return;
    const [method = '', path = ''] = route.split(' ');
    const text = JSON.stringify(ctx.body ?? null);
    const body: unknown = JSON.parse(text);
    seen.set(`${route} ${String(ctx.status)} ${text}`, { method, path, status: ctx.status, type: ctx.type, body });
  });
  return async () => {
    const wrong = holdAgainst(await descriptionOf(origin));
    const faults = [...seen.values()].map(wrong).filter((fault) => fault !== null);
    if (faults.length > 0) throw new Error(`answers that are not as openapi.json has them:\n${faults.slice(0, 10).join('\n')}`);
  };
}
