import { z } from 'zod';
import type { Citizen } from '#dossier/people';
import { type FormDefinition, formErrors, type FormValues, formView, type FormView, validateForm } from '#forms';
import { maybe } from '#shared/db';
import { type Call, json, redirect, type Reply, route, type Route, show } from '#shared/http';
import { problem } from '#shared/problem';
import type { Language } from '#shared/texts';
import { page } from '#shared/view';
import { findDraft } from './draft-sql.ts';
import { type DraftFrame, type Opened, type OwnDrafts, sampleFrame } from './own-drafts.ts';
import type { FilingParts } from './parts.ts';

export interface AnswersModel extends DraftFrame {
  readonly form: FormView;
  readonly prefilled: boolean;
  readonly savedAt: string;
  /** It is forgotten after this when nobody touches it. */
  readonly keptUntil: string;
  /** Another device saved in between; what was typed here is shown and not yet kept. */
  readonly changedElsewhere: boolean;
  readonly steps: number;
}

const sampleForm: FormDefinition = {
  version: 1,
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { fullName: { type: 'string', maxLength: 100 }, birthDate: { type: 'string', maxLength: 10, format: 'date' } },
    required: ['fullName', 'birthDate'],
    additionalProperties: false,
  },
  presentation: [
    {
      section: { vi: 'Người đề nghị', en: 'Applicant' },
      fields: [
        { name: 'fullName', label: { vi: 'Họ và tên', en: 'Full name' }, widget: 'text', prefill: 'name' },
        { name: 'birthDate', label: { vi: 'Ngày sinh', en: 'Date of birth' }, widget: 'date' },
      ],
    },
  ],
};
const sample: AnswersModel = {
  ...sampleFrame,
  form: formView(sampleForm, {
    values: { fullName: 'Nguyễn Thị Mẫu' },
    language: 'vi',
    today: '2026-03-02',
    prefilled: new Set(['fullName']),
  }),
  prefilled: true,
  savedAt: '2026-03-02T02:00:00Z',
  keptUntil: '2027-03-02T02:00:00Z',
  changedElsewhere: false,
  steps: 3,
};

export const answersPage = page<AnswersModel>('dossier/answers', {
  prefilled: sample,
  'changed elsewhere': {
    ...sample,
    prefilled: false,
    changedElsewhere: true,
    steps: 2,
    errors: [{ field: 'fullName', message: 'Vui lòng nhập họ và tên' }],
  },
});

/** The first step: the questions. Everything typed is kept at once, and nothing is judged before it is kept. */
export function draftAnswersRoutes({ db, drafts }: FilingParts, own: OwnDrafts): Route[] {
  const { who, params } = own;

  const answers = async (
    of: Opened,
    lang: Language,
    more: { values?: FormValues; errors?: ReturnType<typeof validateForm>['errors']; elsewhere?: number } = {},
  ): Promise<Reply> => {
    const { draft, form, procedure } = of;
    const errors = more.errors ?? [];
    const prefilled = new Set(Object.keys(draft.prefilled));
    const frame = await own.frame(of, lang);
    const model: AnswersModel = {
      ...frame,
      version: more.elsewhere ?? frame.version,
      form: formView(form, { values: more.values ?? draft.answers, language: lang, today: own.today(), errors, prefilled }),
      prefilled: prefilled.size > 0,
      savedAt: draft.updatedAt.toISOString(),
      keptUntil: draft.keptUntil.toISOString(),
      changedElsewhere: more.elsewhere !== undefined,
      steps: procedure.attachments.length > 0 ? 3 : 2,
      errors: formErrors(form, errors, lang),
    };
    return show(answersPage, model, more.elsewhere !== undefined ? 409 : errors.length > 0 ? 422 : 200);
  };

  const save = async (call: Call<Citizen, { id: string }, unknown, Record<string, string>>): Promise<Reply> => {
    const of = await own.open(call);
    const gone = await own.filed(of.draft);
    if (gone !== null) return gone;
    const version = Number(call.body['version'] ?? '0');
    const saved = await drafts.save(db, of.draft, {
      procedure: of.procedure,
      submitted: call.body,
      version: Number.isSafeInteger(version) ? version : 0,
    });
    const go = call.body['go'] ?? 'save';
    if (go === 'autosave') return saved.kind === 'saved' ? json({ version: saved.version }) : json({ changedElsewhere: true }, 409);
    const now = await own.open(call);
    if (saved.kind === 'changed-elsewhere') return answers(now, call.lang, { values: saved.answers, elsewhere: now.draft.version });
    if (go === 'save') return redirect(`/drafts/${of.draft.id}?saved=1`);
    const judged = validateForm(of.form, saved.answers, { today: own.today() });
    if (!judged.ok) return answers(now, call.lang, { errors: judged.errors });
    return redirect(`/drafts/${of.draft.id}/${of.procedure.attachments.length > 0 ? 'files' : 'review'}`);
  };

  return [
    route({
      method: 'GET',
      path: '/drafts/:id',
      who,
      params,
      async handle(call) {
        const of = await own.open(call);
        return (await own.filed(of.draft)) ?? answers(of, call.lang);
      },
    }),
    route({ method: 'POST', path: '/drafts/:id', who, params, body: z.record(z.string(), z.string()), limit: 262_144, handle: save }),
    route({
      method: 'POST',
      path: '/drafts/:id/delete',
      who,
      params,
      async handle(call) {
        if ((await maybe(db, findDraft, [call.params.id, call.principal.id])) === null) throw problem('page.not-found');
        await db.transaction((tx) => drafts.remove(tx, call.params.id, call.principal.id));
        return redirect('/dossiers');
      },
    }),
  ];
}
