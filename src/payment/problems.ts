import { defineProblems, type ProblemKind } from '#shared/problem';

/** Everything the payment service refuses. */
export const paymentProblems = {
  'order.not-found': { status: 404, actor: 'citizen', level: 'info' },
  'order.key-malformed': { status: 422, actor: 'agency', level: 'info' },
  'order.key-reused': { status: 409, actor: 'agency', level: 'warn' },
  'order.url-refused': { status: 422, actor: 'agency', level: 'info' },
  'order.amount-refused': { status: 422, actor: 'agency', level: 'info' },
  'order.finished': { status: 409, actor: 'citizen', level: 'info' },
  'order.move-refused': { status: 409, actor: 'agency', level: 'info' },
  'notification.unsigned': { status: 401, actor: 'operator', level: 'warn' },
  'notification.foreign': { status: 403, actor: 'operator', level: 'warn' },
  'notification.malformed': { status: 422, actor: 'operator', level: 'warn' },
  'receipt.not-found': { status: 404, actor: 'citizen', level: 'info' },
  'fine.not-found': { status: 404, actor: 'citizen', level: 'info' },
  'fine.ambiguous': { status: 409, actor: 'agency', level: 'info' },
  'fine.already-paid': { status: 409, actor: 'citizen', level: 'info' },
  'fine.return-refused': { status: 409, actor: 'citizen', level: 'info' },
} as const satisfies Record<string, ProblemKind>;

export const paymentProblem = defineProblems(paymentProblems);
