import { defineProblems, type ProblemKind } from '#shared/problem';

/** Everything that is refused about a fine. */
export const fineProblems = {
  'fine.not-found': { status: 404, actor: 'citizen', level: 'info' },
  'fine.ambiguous': { status: 409, actor: 'agency', level: 'info' },
  'fine.already-paid': { status: 409, actor: 'citizen', level: 'info' },
  'fine.return-refused': { status: 409, actor: 'citizen', level: 'info' },
} as const satisfies Record<string, ProblemKind>;

export const fineProblem = defineProblems(fineProblems);
