import { defineProblems, type ProblemKind } from '#shared/problem';

/** Everything that can go wrong between a person, a relying party and the provider. Each has a page in both languages. */
export const relyingPartyProblems = {
  'rp.access-denied': { status: 403, actor: 'citizen', level: 'info' },
  'rp.login-required': { status: 401, actor: 'citizen', level: 'info' },
  'rp.interaction-required': { status: 401, actor: 'citizen', level: 'info' },
  'rp.assurance-unmet': { status: 403, actor: 'citizen', level: 'info' },
  'rp.provider-busy': { status: 503, actor: 'operator', level: 'warn' },
  'rp.provider-unreachable': { status: 503, actor: 'operator', level: 'error' },
  'rp.registration-wrong': { status: 500, actor: 'operator', level: 'error' },
  'rp.state-unknown': { status: 400, actor: 'citizen', level: 'info' },
  'rp.state-used': { status: 400, actor: 'citizen', level: 'info' },
  'rp.cookie-missing': { status: 400, actor: 'citizen', level: 'info' },
  'rp.issuer-mismatch': { status: 400, actor: 'operator', level: 'error' },
  'rp.answer-invalid': { status: 502, actor: 'operator', level: 'error' },
  'rp.code-refused': { status: 400, actor: 'citizen', level: 'warn' },
  'rp.not-linked': { status: 403, actor: 'citizen', level: 'info' },
  'rp.locked': { status: 403, actor: 'citizen', level: 'info' },
  'rp.not-allowed': { status: 403, actor: 'citizen', level: 'info' },
  'rp.session-ended': { status: 401, actor: 'citizen', level: 'info' },
} as const satisfies Record<string, ProblemKind>;

export type RelyingPartyCode = keyof typeof relyingPartyProblems;

export const relyingPartyProblem = defineProblems(relyingPartyProblems);
