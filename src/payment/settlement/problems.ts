import { defineProblems, type ProblemKind } from '#shared/problem';

/** Everything that is refused about a notification of a gateway. */
export const notificationProblems = {
  'notification.unsigned': { status: 401, actor: 'operator', level: 'warn' },
  'notification.foreign': { status: 403, actor: 'operator', level: 'warn' },
  'notification.malformed': { status: 422, actor: 'operator', level: 'warn' },
} as const satisfies Record<string, ProblemKind>;

export const notificationProblem = defineProblems(notificationProblems);
