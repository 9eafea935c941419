import { z } from 'zod';
import type { Clock } from '#shared/clock';
import { run, type Db } from '#shared/db';
import type { SigningKey } from '#shared/fetch';
import { anyone, json, route, type Route } from '#shared/http';
import { forgetRequests, rememberRequest } from './citizen-sql.ts';
import { lookUp, type Citizen } from './citizens.ts';
import { failIfAsked, silence } from './fault.ts';
import { sandboxProblem } from './problems.ts';
import { requireSignature } from './signed-call.ts';

const question = z.strictObject({ citizenNumber: z.string().regex(/^\d{12}$/), name: z.string().min(1).max(100), birthDate: z.iso.date() });
export type Question = z.infer<typeof question>;

export type Answer =
  | { readonly result: 'match'; readonly gender: Citizen['gender']; readonly address: string }
  | { readonly result: 'mismatch'; readonly fields: readonly ('name' | 'birthDate')[] }
  | { readonly result: 'not-found' }
  | { readonly result: 'deceased' };

/**
 * `POST /population-register/match`: whether what somebody declares is what the register has. It tells facts about a
 * person (gender, address, death) only to a caller who knew the name and the birth date.
 */
export function matchRoute(options: { db: Db; keys: readonly SigningKey[]; clock: Clock }): Route {
  const { db, clock } = options;
  return route({
    method: 'POST',
    path: '/population-register/match',
    who: anyone,
    surface: 'api',
    limit: 4096,
    async handle({ koa, body }) {
      const requestId = requireSignature(koa, options);
      await run(db, forgetRequests, [clock.now()]);
      // A question has no effect that could be remembered, so one that comes twice is somebody else's.
      if ((await run(db, rememberRequest, [requestId, clock.now()])) === 0)
        throw sandboxProblem('gateway.conflict', { detail: 'this request was made before' });
      if ((await failIfAsked(db, 'population-register', koa)) === 'silence-after') await silence(koa);
      const asked = question.safeParse(body);
      if (!asked.success)
        throw sandboxProblem('gateway.unacceptable', { detail: asked.error.issues.map((issue) => issue.path.join('.')).join(', ') });
      return json(compare(asked.data, await lookUp(db, asked.data.citizenNumber)));
    },
  });
}

export function compare(asked: Question, found: Citizen | null): Answer {
  if (found === null) return { result: 'not-found' };
  const fields: ('name' | 'birthDate')[] = [];
  if (plainName(asked.name) !== plainName(found.name)) fields.push('name');
  if (asked.birthDate !== found.birthDate) fields.push('birthDate');
  if (fields.length > 0) return { result: 'mismatch', fields };
  if (found.status === 'deceased') return { result: 'deceased' };
  return { result: 'match', gender: found.gender, address: found.address };
}

/**
 * One spelling for names that a clerk would call the same: letter case, spaces, Unicode form, and the two customs of
 * placing a tone mark (hoà and hòa, thuý and thúy).
 */
export function plainName(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/([ou])([aey])([\u0300\u0301\u0303\u0309\u0323])(?![\p{L}\p{M}])/gu, '$1$3$2')
    .normalize('NFC')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
