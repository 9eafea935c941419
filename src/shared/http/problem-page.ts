import { page } from '#shared/view';
import type { ProblemModel } from './answers.ts';

const sample = (code: string, status: number, retryAfter?: number): ProblemModel => ({
  code,
  status,
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  retryAfter,
});

/** What a person sees when a request fails, on every origin. */
export const problemPage = page<ProblemModel>('shared/problem', {
  'not found': sample('page.not-found', 404),
  'too many attempts': sample('limit.exceeded', 429, 300),
  'forged form': sample('request.forged', 403),
  busy: sample('service.busy', 503, 5),
  fault: sample('service.fault', 500),
  'a code this page does not know': sample('dossier.already-decided', 409),
});
