/** Who has to act for the problem to go away. */
export type Actor = 'citizen' | 'agency' | 'operator';

export interface ProblemKind {
  readonly status: number;
  readonly actor: Actor;
  /** How loudly the log says it. */
  readonly level: 'debug' | 'info' | 'warn' | 'error';
}

/** Problems every origin can have. A module adds its own with `defineProblems`. */
export const commonProblems = {
  'request.invalid': { status: 400, actor: 'citizen', level: 'info' },
  'request.duplicate-parameter': { status: 400, actor: 'agency', level: 'info' },
  'request.too-large': { status: 413, actor: 'citizen', level: 'info' },
  'request.unsupported-type': { status: 415, actor: 'agency', level: 'info' },
  'request.not-acceptable-method': { status: 405, actor: 'agency', level: 'info' },
  'request.forged': { status: 403, actor: 'citizen', level: 'warn' },
  'access.sign-in-required': { status: 401, actor: 'citizen', level: 'info' },
  'access.denied': { status: 403, actor: 'citizen', level: 'info' },
  'page.not-found': { status: 404, actor: 'citizen', level: 'debug' },
  'limit.exceeded': { status: 429, actor: 'citizen', level: 'warn' },
  'service.busy': { status: 503, actor: 'operator', level: 'warn' },
  'service.fault': { status: 500, actor: 'operator', level: 'error' },
} as const satisfies Record<string, ProblemKind>;

/**
 * The one error class for what a caller should be told. `code` names an entry of the catalogue; `cause` is logged and
 * never sent; `retryAfter` (seconds) becomes the Retry-After header (RFC 9110 section 10.2.3).
 */
export class Problem extends Error {
  readonly code: string;
  readonly kind: ProblemKind;
  readonly retryAfter: number | undefined;
  readonly detail: string | undefined;

  constructor(
    code: string,
    kind: ProblemKind,
    options: { cause?: unknown; retryAfter?: number | undefined; detail?: string | undefined } = {},
  ) {
    super(options.detail === undefined ? code : `${code}: ${options.detail}`, { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.kind = kind;
    this.retryAfter = options.retryAfter;
    this.detail = options.detail;
  }
}

/** A maker of problems for one catalogue; an unknown code does not compile. */
export function defineProblems<const Catalogue extends Record<string, ProblemKind>>(catalogue: Catalogue) {
  return (code: keyof Catalogue & string, options?: ConstructorParameters<typeof Problem>[2]): Problem => {
    const kind = catalogue[code];
    if (kind === undefined) throw new Error(`unknown problem code ${code}`);
    return new Problem(code, kind, options);
  };
}

export const problem = defineProblems(commonProblems);
