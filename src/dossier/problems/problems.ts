import { defineProblems, type ProblemKind } from '#shared/problem';

/** What can go wrong in the dossier service; the texts are in `messages`. */
export const dossierProblems = {
  'dossier.changed': { status: 409, actor: 'citizen', level: 'info' },
  'dossier.move-refused': { status: 409, actor: 'citizen', level: 'info' },
  'dossier.fee-due': { status: 409, actor: 'citizen', level: 'info' },
  'dossier.needs-head': { status: 403, actor: 'agency', level: 'info' },
  'dossier.rated': { status: 409, actor: 'citizen', level: 'info' },
  'dossier.not-online': { status: 422, actor: 'citizen', level: 'info' },
  'dossier.catalogue-away': { status: 503, actor: 'operator', level: 'warn' },
  'dossier.notice-unsigned': { status: 401, actor: 'operator', level: 'warn' },
  'dossier.notice-wrong': { status: 422, actor: 'operator', level: 'error' },
} as const satisfies Record<string, ProblemKind>;

export const dossierProblem = defineProblems(dossierProblems);
