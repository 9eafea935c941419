import { z } from 'zod';
import { hasSecret, parseDossierCode, type Status } from '#dossier/record';
import { route, type Route, show } from '#shared/http';
import { secondsToWait, unwatched } from '#shared/limits';
import { type Language, sharedMessages } from '#shared/texts';
import { type FieldError, page } from '#shared/view';
import { createLookupLimits } from './lookup-limits.ts';
import { messages } from './messages.ts';
import type { ReadingParts } from './parts.ts';

export interface LookupModel {
  readonly code: string;
  /** As it was typed, when it has to be put right. */
  readonly secret: string;
  /** How far the dossier is; never whose it is or what it says. */
  readonly found: { readonly name: string; readonly status: Status; readonly filedAt: string; readonly dueAt: string | null } | null;
  /** Found by the person whose it is: they can open it. */
  readonly own: boolean;
  readonly errors: readonly FieldError[];
}

/** What a field holds at most, far more than any code or secret has. */
const LONGEST = 100;

export const lookupPage = page<LookupModel>('dossier/lookup', {
  fresh: { code: '', secret: '', found: null, own: false, errors: [] },
  found: {
    code: 'H26-260302-0001',
    secret: '',
    found: { name: 'Đổi giấy phép lái xe', status: 4, filedAt: '2026-03-02T02:00:00Z', dueAt: '2026-03-09T10:00:00Z' },
    own: true,
    errors: [],
  },
  'nothing typed': refused({ code: '', secret: '' }, ['code', 'secret'], 'vi'),
  'no such': refused({ code: 'H26-260302-0001', secret: 'AAAAABBBBB' }, ['nothing'], 'vi'),
  'too many tries': again({ code: 'H26-260302-0001', secret: 'AAAAABBBBB' }, [tooMany(600, 'vi')]),
});

/** `/lookup`: by code and the secret on the receipt, without signing in. A wrong code and a wrong secret look the same. */
export function lookupRoutes(parts: ReadingParts): Route[] {
  const { db, people, dossiers, procedures } = parts;
  const limits = createLookupLimits({ ...parts, watch: parts.watch ?? unwatched });
  return [
    route({
      method: 'GET',
      path: '/lookup',
      who: people.visitor,
      query: z.object({ code: z.string().default('') }),
      handle: async ({ query: { code }, lang }) =>
        code.length > LONGEST
          ? show(lookupPage, refused({ code, secret: '' }, ['code'], lang), 400)
          : show(lookupPage, { code, secret: '', found: null, own: false, errors: [] }),
    }),
    route({
      method: 'POST',
      path: '/lookup',
      who: people.visitor,
      body: z.object({ code: z.string().default(''), secret: z.string().default('') }),
      async handle(call) {
        const { principal, body, ip, lang } = call;
        const parsed = parseDossierCode(body.code.slice(0, LONGEST + 1));
        const secretFits = body.secret.trim() !== '' && body.secret.length <= LONGEST;
        if (parsed === null || !secretFits) {
          const faults = [...(parsed === null ? ['code' as const] : []), ...(secretFits ? [] : ['secret' as const])];
          return show(lookupPage, refused(body, faults, lang), 400);
        }
        const wait = (error: unknown): number => secondsToWait(error, call);
        const tried = await limits.begin(ip, parsed.code).catch(wait);
        if (typeof tried === 'number') return show(lookupPage, again(body, [tooMany(tried, lang)]), 429);
        const dossier = await dossiers.byCode(db, parsed.code);
        if (dossier === null || !hasSecret(dossier, body.secret)) {
          const over = await tried.failed().catch(wait);
          if (typeof over === 'number') return show(lookupPage, again(body, [tooMany(over, lang)]), 429);
          return show(lookupPage, refused(body, ['nothing'], lang), 404);
        }
        const procedure = await procedures.at(db, dossier.procedure_code, dossier.procedure_version);
        return show(lookupPage, {
          code: dossier.code,
          secret: '',
          found: {
            name: procedure.name[lang],
            status: dossier.status,
            filedAt: dossier.filed_at.toISOString(),
            dueAt: dossier.due_at?.toISOString() ?? null,
          },
          own: principal?.id === dossier.person_id,
          errors: [],
        });
      },
    }),
  ];
}

type Fault = keyof typeof messages.vi.lookup.faults;

/** The form again, with what was typed. What fits nothing is said at the code: which of the two is wrong nobody is told. */
function refused(typed: { readonly code: string; readonly secret: string }, faults: readonly Fault[], lang: Language): LookupModel {
  const texts = messages[lang].lookup.faults;
  return again(
    typed,
    faults.map((fault) => ({ field: fault === 'secret' ? 'secret' : 'code', message: texts[fault] })),
  );
}

function tooMany(seconds: number, lang: Language): FieldError {
  return { field: '', message: sharedMessages[lang].shared.problem.tooManyLookUps(seconds) };
}

function again({ code, secret }: { readonly code: string; readonly secret: string }, errors: readonly FieldError[]): LookupModel {
  return { code: code.slice(0, LONGEST), secret: secret.slice(0, LONGEST), found: null, own: false, errors };
}
