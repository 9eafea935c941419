import type { Route } from '#shared/http';
import { commonProblems, type ProblemKind } from '#shared/problem';
import { refTo } from './components.ts';

type Problems = Readonly<Record<string, ProblemKind>>;

interface Refusal {
  readonly means: string[];
  /** Problem codes; none where they are the guard's own. */
  readonly codes: string[];
}

const unfit = 'A parameter is not known here, or a parameter or the body is not what it must be; `detail` names it';

/**
 * What a route refuses, by status: what the edge refuses for it, what a call without the right token is answered, and what its operation
 * says. A code that the module's catalogue does not have is an error.
 */
export function refusalsOf(route: Route, problems: Problems): Record<string, object> {
  const found = new Map<number, Refusal>();
  const at = (status: number): Refusal => {
    const known = found.get(status) ?? { means: [], codes: [] };
    found.set(status, known);
    return known;
  };
  const add = (code: string, means?: string): void => {
    const kind = ({ ...commonProblems, ...problems } as Problems)[code];
    if (kind === undefined) throw new Error(`${route.method} ${route.path} refuses ${code}, which no catalogue has`);
    const refusal = at(kind.status);
    refusal.codes.push(code);
    if (means !== undefined && !refusal.means.includes(means)) refusal.means.push(means);
  };
  const own = route.operation?.refuses ?? {};
  for (const [code, means] of Object.entries(own)) add(code, means);
  // A route that refuses in the words of its own protocol says so among its answers.
  if (route.refuse === undefined) {
    if (own['request.invalid'] === undefined) add('request.invalid', unfit);
    add('request.duplicate-parameter');
    // A path with a character that nothing is named by.
    if (/:\w/.test(route.path) && own['page.not-found'] === undefined) add('page.not-found', found.has(404) ? undefined : 'No such thing');
    if (route.method !== 'GET') {
      const limit = (route.limit ?? 65_536) / 1024;
      add('request.too-large', `The body is larger than ${limit < 1024 ? `${String(limit)} KiB` : `${String(limit / 1024)} MiB`}`);
      add('request.unsupported-type', 'The body is missing, or not JSON');
    }
  }
  if (route.who.scopes !== undefined) {
    at(401).means.push('No valid token');
    at(403).means.push('The scope is missing');
    at(503).means.push('Tokens cannot be checked just now; Retry-After says when to come back');
  }
  const guarded = route.who.scopes === undefined ? [] : [401, 403, 503];
  return Object.fromEntries([...found].map(([status, refusal]) => [status, written(refusal, guarded.includes(status))]));
}

function written({ means, codes }: Refusal, open: boolean): object {
  const types = codes.map((code) => `urn:mot-cua:problem:${code}`);
  const schema = { $ref: refTo('Problem'), ...(open ? {} : { properties: { type: { enum: types } } }) };
  return { description: means.join('. Or: '), content: { 'application/problem+json': { schema } } };
}
