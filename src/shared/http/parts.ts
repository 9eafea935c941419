import { z } from 'zod';
import { problem } from '#shared/problem';
import type { Route } from './route.ts';

/** What a request is made of, each part by its own schema. */
interface Parts<Each> {
  readonly params: Each;
  readonly query: Each;
  readonly body: Each;
}

/** A program is told of a parameter that its address does not take. */
export function querySchema({ surface, query }: Route): z.ZodType | undefined {
  if (surface !== 'api') return query;
  return query === undefined ? z.strictObject({}) : query instanceof z.ZodObject ? query.strict() : query;
}

/** Each part through its schema, where the route has one; `request.invalid` names what does not fit, and what would. */
export function parse(schemas: Parts<z.ZodType | undefined>, given: Parts<unknown>): Parts<unknown> {
  const one = (part: keyof Parts<unknown>): unknown => {
    const schema = schemas[part];
    if (schema === undefined) return given[part];
    const result = schema.safeParse(given[part]);
    if (result.success) return result.data;
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    throw problem('request.invalid', { detail: said(result.error.issues.map((issue) => faultOf(part, issue, known))) });
  };
  return { params: one('params'), query: one('query'), body: one('body') };
}

function faultOf(part: string, issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (part !== 'query' || issue.code !== 'unrecognized_keys') return `${[part, ...issue.path].join('.')}: ${issue.message}`;
  const names = issue.keys.slice(0, MOST).map((name) => name.slice(0, 40));
  const takes = known.length === 0 ? 'no parameters' : known.join(', ');
  return `query: ${names.join(', ')}: not known; this address takes ${takes}`;
}

const MOST = 5;

/** As many faults as somebody puts right in one go. */
const said = (faults: readonly string[]): string =>
  [...faults.slice(0, MOST), ...(faults.length > MOST ? [`and ${String(faults.length - MOST)} more`] : [])].join('; ');
