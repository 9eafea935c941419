import { z } from 'zod';
import { looseFile } from '#dossier/documents';
import type { Officer, Staff } from '#dossier/people';
import { legalGround, type Procedure } from '#dossier/procedures';
import { dossierView, type DossierView, type ReadingParts, sampleCalculation, sampleView } from '#dossier/reading';
import { type Dossier, endedWithoutResult, feeOpen, openMoves, reasons, recordMessages, type Status } from '#dossier/record';
import { type Access, type Reply, route, type Route, show } from '#shared/http';
import { problem } from '#shared/problem';
import type { Language } from '#shared/texts';
import { type FieldError, page } from '#shared/view';

export interface CaseModel {
  readonly dossier: DossierView;
  readonly moves: readonly Status[];
  /** A fee that is not paid holds up acceptance and decision. */
  readonly feeOpen: boolean;
  /** Papers were asked for before: another request needs the head of unit. */
  readonly secondRequest: boolean;
  readonly isHead: boolean;
  readonly reasons: Readonly<Record<3 | 5 | 8, readonly string[]>>;
  readonly ground: string;
  readonly results: number;
  readonly typed: Readonly<Record<string, string>>;
  /** What was typed for a step that is no longer possible. */
  readonly kept: readonly { readonly field: (typeof fields)[number]; readonly text: string }[];
  /** What may be uploaded here. */
  readonly loose: typeof looseFile;
  readonly errors: readonly FieldError[];
}
const sample: CaseModel = {
  dossier: { ...sampleView, status: 1 },
  moves: [2, 3, 5],
  feeOpen: false,
  secondRequest: false,
  isHead: false,
  reasons,
  ground: 'Nghị định 118/2025/NĐ-CP',
  results: 0,
  typed: {},
  kept: [],
  loose: looseFile,
  errors: [],
};
export const casePage = page<CaseModel>('dossier/case', {
  registered: sample,
  'in work': {
    ...sample,
    dossier: { ...sampleView, status: 4, dueAt: sampleCalculation.dueAt, calculation: sampleCalculation },
    moves: [5, 6, 8, 9],
    secondRequest: true,
  },
  decided: { ...sample, dossier: { ...sampleView, status: 9 }, moves: [10] },
  overtaken: {
    ...sample,
    dossier: { ...sampleView, status: 8 },
    moves: [],
    typed: { to: '9', remedy: 'Nộp giấy khám sức khỏe' },
    kept: [
      { field: 'reason', text: 'supplement.unreadable' },
      { field: 'remedy', text: 'Nộp giấy khám sức khỏe' },
    ],
    errors: [{ field: '', message: recordMessages.vi.wrong.changed }],
  },
  refused: { ...sample, typed: { to: '3' }, errors: [{ field: 'remedy-3', message: 'Vui lòng nhập hướng dẫn' }] },
});

const fields = ['reason', 'ground', 'remedy', 'missing', 'feeName', 'feeAmount'] as const;

/** A dossier in an officer's hands. */
export interface Case {
  readonly dossier: Dossier;
  readonly officer: Officer;
  readonly procedure: Procedure;
}

/** What the page of a case and every step an officer takes there have in common. */
export interface Cases {
  readonly who: Access<Staff>;
  readonly params: z.ZodObject<{ code: z.ZodString }>;
  /** A dossier of one of the caller's agencies; any other is as if it did not exist. */
  open(call: { principal: Staff; params: { code: string } }): Promise<Case>;
  /** Its page, with what was typed and what was wrong in a form on it. */
  show(
    of: Case,
    lang: Language,
    /** `changed`: somebody else was faster than the form. */
    more?: { readonly errors?: readonly FieldError[]; readonly typed?: Readonly<Record<string, string>>; readonly changed?: boolean },
  ): Promise<Reply>;
}

export function createCases(parts: ReadingParts): Cases {
  const { db, people, procedures, dossiers } = parts;
  return {
    who: people.staff((request) => request.koa.path.split('/').slice(0, 3).join('/')),
    params: z.object({ code: z.string().max(60) }),
    async open(call) {
      const dossier = await dossiers.byCode(db, call.params.code);
      const officer = dossier === null ? null : call.principal.actingFor(dossier.agency);
      if (dossier === null || officer === null) throw problem('page.not-found');
      return { dossier, officer, procedure: await procedures.at(db, dossier.procedure_code, dossier.procedure_version) };
    },
    async show({ dossier, officer, procedure }, lang, more = {}) {
      const view = await dossierView(parts, db, { dossier, procedure, lang });
      const { changed = false, typed = {} } = more;
      const errors = changed ? [{ field: '', message: recordMessages[lang].wrong.changed }] : (more.errors ?? []);
      const moves = openMoves(dossier.status, 'officer');
      const lost = changed && !moves.some((to) => String(to) === typed['to']);
      const model: CaseModel = {
        dossier: view,
        moves,
        feeOpen: !endedWithoutResult(dossier.status) && feeOpen(dossier),
        secondRequest: dossier.supplements >= 1,
        isHead: officer.role === 'head',
        reasons,
        ground: legalGround(procedure),
        results: view.files.filter(({ slot }) => slot === 'result').length,
        typed,
        kept: lost ? fields.flatMap((field) => (typed[field] ? [{ field, text: typed[field] }] : [])) : [],
        loose: looseFile,
        errors,
      };
      return show(casePage, model, changed ? 409 : errors.length > 0 ? 422 : 200);
    },
  };
}

/** `/queue/:code`, for staff of the agency that has the dossier. */
export function caseRoute({ who, params, open, show: showCase }: Cases): Route {
  return route({ method: 'GET', path: '/queue/:code', who, params, handle: async (call) => showCase(await open(call), call.lang) });
}
