import { defineProblems, type ProblemKind } from '#shared/problem';

/** Everything that is refused about an order. */
export const orderProblems = {
  'order.not-found': { status: 404, actor: 'citizen', level: 'info' },
  'order.key-malformed': { status: 422, actor: 'agency', level: 'info' },
  'order.key-reused': { status: 409, actor: 'agency', level: 'warn' },
  'order.url-refused': { status: 422, actor: 'agency', level: 'info' },
  'order.amount-refused': { status: 422, actor: 'agency', level: 'info' },
  'order.finished': { status: 409, actor: 'citizen', level: 'info' },
  'order.move-refused': { status: 409, actor: 'agency', level: 'info' },
} as const satisfies Record<string, ProblemKind>;

export const orderProblem = defineProblems(orderProblems);
