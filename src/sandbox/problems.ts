import { defineProblems } from '#shared/problem';

/** What the simulated services answer when they refuse a request or are told to fail. */
export const sandboxProblems = {
  'gateway.unsigned': { status: 401, actor: 'operator', level: 'warn' },
  'gateway.conflict': { status: 409, actor: 'operator', level: 'warn' },
  'gateway.unacceptable': { status: 422, actor: 'operator', level: 'warn' },
  'gateway.busy': { status: 429, actor: 'operator', level: 'info' },
  'gateway.broken': { status: 500, actor: 'operator', level: 'info' },
  'register.unavailable': { status: 503, actor: 'operator', level: 'info' },
} as const;

export const sandboxProblem = defineProblems(sandboxProblems);
