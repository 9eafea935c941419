import { defineProblems, type ProblemKind } from '#shared/problem';

/** Everything that is refused about a receipt. */
export const receiptProblems = {
  'receipt.not-found': { status: 404, actor: 'citizen', level: 'info' },
} as const satisfies Record<string, ProblemKind>;

export const receiptProblem = defineProblems(receiptProblems);
