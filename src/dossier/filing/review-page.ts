import type { StoredFile } from '#dossier/documents';
import type { Citizen } from '#dossier/people';
import { type FeeItem, onlineFees, processingTime, readAnswers, type ReadAnswers } from '#dossier/procedures';
import { formErrors, validateForm } from '#forms';
import { run } from '#shared/db';
import { type Call, redirect, type Reply, route, type Route, show } from '#shared/http';
import type { Language } from '#shared/texts';
import { type FieldError, page } from '#shared/view';
import { finishDraft } from './draft-sql.ts';
import { messages } from './messages.ts';
import { type DraftFrame, type Opened, type OwnDrafts, sampleFrame } from './own-drafts.ts';
import type { FilingParts } from './parts.ts';

export interface ReviewModel extends DraftFrame {
  readonly answers: ReadAnswers;
  readonly files: readonly { readonly name: string; readonly file: string }[];
  readonly fees: readonly FeeItem[];
  readonly time: { readonly amount: number; readonly unit: 'working-days' | 'working-hours' | 'days' } | null;
  readonly hasUploads: boolean;
}

export const reviewPage = page<ReviewModel>('dossier/review', {
  'with a fee': {
    ...sampleFrame,
    answers: {
      rows: [{ label: 'Họ và tên', value: 'Nguyễn Thị Mẫu' }],
      declarations: ['Tôi cam đoan các thông tin trên là đúng sự thật'],
    },
    files: [{ name: 'Ảnh chân dung', file: 'anh.jpg' }],
    fees: [{ code: 'gplx', name: 'Lệ phí cấp giấy phép lái xe', amount: 115000, kind: 'fee' }],
    time: { amount: 5, unit: 'working-days' },
    hasUploads: true,
  },
  'something missing': {
    ...sampleFrame,
    answers: { rows: [], declarations: [] },
    files: [],
    fees: [],
    time: null,
    hasUploads: false,
    errors: [{ field: '', message: 'Thiếu ảnh chân dung' }],
  },
});

/** The last step: everything to read once more, and filing, which happens once however often it is sent. */
export function draftReviewRoutes(parts: FilingParts, own: OwnDrafts): Route[] {
  const { db, people, files, dossiers } = parts;
  const { who, params } = own;

  /** What still is missing, all of it at once. */
  const missing = (of: Opened, kept: readonly StoredFile[], lang: Language): FieldError[] => [
    ...formErrors(of.form, validateForm(of.form, of.draft.answers, { today: own.today() }).errors, lang).map(({ message }) => ({
      field: '',
      message,
    })),
    ...of.procedure.attachments
      .filter(({ code, required }) => required && !kept.some((file) => file.slot === code))
      .map(({ name }) => ({ field: '', message: messages[lang].upload.missing(name[lang]) })),
  ];

  const review = async (of: Opened, lang: Language, errors: readonly FieldError[] = []): Promise<Reply> => {
    const kept = await files.ofDraft(db, of.draft.id);
    const names = new Map(of.procedure.attachments.map(({ code, name }) => [code, name[lang]]));
    const model: ReviewModel = {
      ...(await own.frame(of, lang)),
      answers: readAnswers(of.form, of.draft.answers, lang),
      files: kept.map((file) => ({ name: names.get(file.slot) ?? file.slot, file: file.name })),
      fees: onlineFees(of.procedure),
      time: processingTime(of.procedure),
      hasUploads: of.procedure.attachments.length > 0,
      errors,
    };
    return show(reviewPage, model, errors.length > 0 ? 422 : 200);
  };

  const submit = async (call: Call<Citizen, { id: string }, unknown, unknown>): Promise<Reply> => {
    const before = await own.open(call);
    const strong = await people
      .citizen({ level: before.procedure.requiredAssurance, formPage: () => `/drafts/${before.draft.id}/review` })
      .admit(call);
    if ('instead' in strong) return strong.instead;
    const outcome = await db.transaction(async (tx) => {
      // Held, so that a form that is sent twice at once files one dossier.
      const of = await own.hold(tx, call);
      if (of.draft.dossierId !== null) return { known: of.draft };
      const errors = missing(of, await files.ofDraft(tx, of.draft.id), call.lang);
      if (errors.length > 0) return { of, errors };
      const judged = validateForm(of.form, of.draft.answers, { today: own.today() });
      const about = { draft: of.draft, citizen: call.principal, procedure: of.procedure };
      const dossier = await dossiers.file(tx, { ...about, answers: judged.values });
      await files.give(tx, of.draft.id, dossier.id);
      await run(tx, finishDraft, [of.draft.id, dossier.id]);
      return { dossier };
    });
    if (outcome.known !== undefined) return (await own.filed(outcome.known)) ?? redirect('/dossiers');
    if (outcome.errors !== undefined) return review(outcome.of, call.lang, outcome.errors);
    return redirect(`/dossiers/${outcome.dossier.code}`);
  };

  return [
    route({
      method: 'GET',
      path: '/drafts/:id/review',
      who,
      params,
      async handle(call) {
        const of = await own.open(call);
        return (await own.filed(of.draft)) ?? review(of, call.lang);
      },
    }),
    route({ method: 'POST', path: '/drafts/:id/submit', who, params, handle: submit }),
  ];
}
