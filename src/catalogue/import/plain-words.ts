import type { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const things: Readonly<Record<string, string>> = { string: 'characters', array: 'entries' };

/** What is wrong with a value, for whoever wrote the file; what a schema says in words of its own stays as it is. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union'))
    return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.minimum === 1 && things[issue.origin] !== undefined
        ? 'must not be empty'
        : `must ${bound(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${bound(issue.origin, 'at most', issue.maximum)}`;
    case 'unrecognized_keys':
      return `has what is not known: ${issue.keys.join(', ')}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'must be an address that begins with https' : 'is not written as it has to be';
    case 'invalid_union':
      return 'is none of the kinds it can be';
    default:
      return undefined;
  }
}

function bound(origin: string, how: string, limit: number | bigint): string {
  const counted = things[origin];
  return counted === undefined ? `be ${how} ${String(limit)}` : `have ${how} ${String(limit)} ${counted}`;
}

/** Reads a row or a file; otherwise one sentence for each field that is wrong, whatever number of faults it has. */
export function read<Row>(
  schema: z.ZodType<Row>,
  given: unknown,
  whole: string,
): { readonly row: Row } | { readonly faults: readonly string[] } {
  const parsed = schema.safeParse(given, { error: inWords });
  if (parsed.success) return { row: parsed.data };
  const byField = Map.groupBy(parsed.error.issues, ({ path }) => path.join('.') || whole);
  return {
    faults: [...byField].map(([field, issues]) => `${field}: ${[...new Set(issues.map(({ message }) => message))].join('; ')}`),
  };
}
