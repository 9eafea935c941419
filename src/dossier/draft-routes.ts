import { z } from 'zod';
import { maybe, run, type Tx } from '#shared/db';
import { formErrors, formSummary, formView, validateForm, type FormDefinition, type FormValues } from '#shared/forms';
import { json, problem, redirect, route, show, type Call, type MultipartForm, type Reply, type Route } from '#shared/http';
import type { FieldError } from '#shared/view';
import { dayOf } from './calendar/index.ts';
import { answersPage, reviewPage, uploadPage } from './draft-pages.ts';
import { findDraft, finishDraft } from './draft-sql.ts';
import type { Draft } from './drafts.ts';
import type { FileFault, StoredFile } from './files.ts';
import { messages } from './messages/index.ts';
import type { Parts } from './parts.ts';
import type { Citizen } from './people.ts';
import { onlineFees, processingTime, type Procedure } from './procedure.ts';

const params = z.object({ id: z.uuid() });
const saveBody = z.record(z.string(), z.string());
/** The largest upload: one file of 20 MiB and the form around it. */
const UPLOAD_LIMIT = 20 * 1024 * 1024 + 65_536;

type Opened = { readonly draft: Draft; readonly procedure: Procedure; readonly form: FormDefinition };

/** Filling in, step by step: answers, documents, review. Everything typed is kept at once, and nothing is judged before it is kept. */
export function draftRoutes(parts: Parts): Route[] {
  const { options, people, procedures, drafts, files, dossiers, fees } = parts;
  const { db, clock } = options;
  const who = people.citizen({ formPage: (request) => request.koa.path.split('/').slice(0, 3).join('/') });

  const opened = async (draft: Draft | null, tx: Tx): Promise<Opened> => {
    if (draft === null) throw problem('page.not-found');
    const procedure = await procedures.at(tx, draft.procedure.code, draft.procedure.version);
    if (procedure.form === null) throw problem('page.not-found');
    return { draft, procedure, form: procedure.form };
  };
  const open = async (call: { principal: Citizen; params: { id: string } }): Promise<Opened> =>
    opened(await drafts.find(db, call.params.id, call.principal.id), db);
  const today = (): string => dayOf(clock.now());
  const filed = async (draft: Draft): Promise<Reply | null> => {
    if (draft.dossierId === null) return null;
    const dossier = await dossiers.byId(db, draft.dossierId);
    return redirect(dossier === null ? '/dossiers' : `/dossiers/${dossier.code}`);
  };

  const answers = (
    of: Opened,
    lang: 'vi' | 'en',
    more: { values?: FormValues; errors?: ReturnType<typeof validateForm>['errors']; elsewhere?: number } = {},
  ): Reply => {
    const { draft, form, procedure } = of;
    const values = more.values ?? draft.answers;
    const errors = more.errors ?? [];
    const model = {
      id: draft.id,
      name: procedure.name[lang],
      version: more.elsewhere ?? draft.version,
      form: formView(form, { values, language: lang, today: today(), errors, prefilled: new Set(Object.keys(draft.prefilled)) }),
      prefilled: Object.keys(draft.prefilled).length > 0,
      savedAt: draft.updatedAt.toISOString(),
      changedElsewhere: more.elsewhere !== undefined,
      steps: procedure.attachments.length > 0 ? 3 : 2,
      errors: formErrors(form, errors, lang),
    };
    return show(answersPage, model, more.elsewhere !== undefined ? 409 : errors.length > 0 ? 422 : 200);
  };

  const uploads = async (of: Opened, lang: 'vi' | 'en', fault?: { slot: string; message: string }): Promise<Reply> => {
    const kept = await files.ofDraft(db, of.draft.id);
    const slots = of.procedure.attachments.map(({ code, name, required, accept, maxBytes }) => {
      const file = kept.find((each) => each.slot === code);
      return {
        code,
        name: name[lang],
        required,
        accept: accept.join(','),
        megabytes: String(Math.max(1, Math.floor(maxBytes / 1_048_576))),
        error: fault?.slot === code ? fault.message : undefined,
        file: file === undefined ? null : { id: file.id, name: file.name, size: file.size, sha256: file.sha256 },
      };
    });
    const errors = fault === undefined ? [] : [{ field: `file-${fault.slot}`, message: fault.message }];
    return show(
      uploadPage,
      { id: of.draft.id, name: of.procedure.name[lang], version: of.draft.version, slots, errors },
      fault === undefined ? 200 : 422,
    );
  };

  /** What still is missing, all of it at once. */
  const missing = (of: Opened, kept: readonly StoredFile[], lang: 'vi' | 'en'): FieldError[] => [
    ...formErrors(of.form, validateForm(of.form, of.draft.answers, { today: today() }).errors, lang).map(({ message }) => ({
      field: '',
      message,
    })),
    ...of.procedure.attachments
      .filter(({ code, required }) => required && !kept.some((file) => file.slot === code))
      .map(({ name }) => ({ field: '', message: messages[lang].dossier.upload.missing(name[lang]) })),
  ];
  const review = async (of: Opened, lang: 'vi' | 'en', errors: readonly FieldError[] = []): Promise<Reply> => {
    const kept = await files.ofDraft(db, of.draft.id);
    const names = new Map(of.procedure.attachments.map(({ code, name }) => [code, name[lang]]));
    return show(
      reviewPage,
      {
        id: of.draft.id,
        name: of.procedure.name[lang],
        version: of.draft.version,
        answers: formSummary(of.form, of.draft.answers, lang).map(({ label, value }) => ({ label, value })),
        files: kept.map((file) => ({ name: names.get(file.slot) ?? file.slot, file: file.name })),
        fees: onlineFees(of.procedure),
        time: processingTime(of.procedure),
        hasUploads: of.procedure.attachments.length > 0,
        errors,
      },
      errors.length > 0 ? 422 : 200,
    );
  };

  const save = async (call: Call<Citizen, { id: string }, unknown, Record<string, string>>): Promise<Reply> => {
    const of = await open(call);
    const gone = await filed(of.draft);
    if (gone !== null) return gone;
    const version = Number(call.body['version'] ?? '0');
    const saved = await drafts.save(db, of.draft, {
      procedure: of.procedure,
      submitted: call.body,
      version: Number.isSafeInteger(version) ? version : 0,
    });
    const go = call.body['go'] ?? 'save';
    if (go === 'autosave') return saved.kind === 'saved' ? json({ version: saved.version }) : json({ changedElsewhere: true }, 409);
    const now = await open(call);
    if (saved.kind === 'changed-elsewhere') return answers(now, call.lang, { values: saved.answers, elsewhere: now.draft.version });
    if (go === 'save') return redirect(`/drafts/${of.draft.id}?saved=1`);
    const judged = validateForm(of.form, saved.answers, { today: today() });
    if (!judged.ok) return answers(now, call.lang, { errors: judged.errors });
    return redirect(`/drafts/${of.draft.id}/${of.procedure.attachments.length > 0 ? 'files' : 'review'}`);
  };

  const submit = async (call: Call<Citizen, { id: string }, unknown, unknown>): Promise<Reply> => {
    const before = await open(call);
    const strong = await people
      .citizen({ level: before.procedure.requiredAssurance, formPage: () => `/drafts/${before.draft.id}/review` })
      .admit(call);
    if ('instead' in strong) return strong.instead;
    const outcome = await db.transaction(async (tx) => {
      // Held, so that a form that is sent twice at once files one dossier.
      const of = await opened(await drafts.hold(tx, call.params.id, call.principal.id), tx);
      if (of.draft.dossierId !== null) return { known: of.draft };
      const errors = missing(of, await files.ofDraft(tx, of.draft.id), call.lang);
      if (errors.length > 0) return { of, errors };
      const judged = validateForm(of.form, of.draft.answers, { today: today() });
      const items = onlineFees(of.procedure);
      const dossier = await dossiers.file(tx, {
        draft: of.draft,
        citizen: call.principal,
        procedure: of.procedure,
        answers: judged.values,
        feeDue: items.length > 0,
      });
      await files.give(tx, of.draft.id, dossier.id);
      await run(tx, finishDraft, [of.draft.id, dossier.id]);
      if (items.length > 0) await fees.ask(tx, dossier, items);
      return { dossier };
    });
    if (outcome.known !== undefined) return (await filed(outcome.known)) ?? redirect('/dossiers');
    if (outcome.errors !== undefined) return review(outcome.of, call.lang, outcome.errors);
    return redirect(`/dossiers/${outcome.dossier.code}`);
  };

  const upload = async (call: Call<Citizen, { id: string; slot: string }, unknown, unknown>): Promise<Reply> => {
    const of = await open(call);
    const gone = await filed(of.draft);
    if (gone !== null) return gone;
    const rules = of.procedure.attachments.find(({ code }) => code === call.params.slot);
    if (rules === undefined) throw problem('page.not-found');
    const first = await (call.body as MultipartForm).files.next();
    const outcome =
      first.done === true
        ? { fault: 'nothing-chosen' as FileFault }
        : await files.receive(first.value, { draftId: of.draft.id }, { slot: rules.code, rules });
    if ('fault' in outcome)
      return uploads(of, call.lang, { slot: rules.code, message: messages[call.lang].dossier.upload.faults[outcome.fault] });
    return redirect(`/drafts/${of.draft.id}/files`);
  };

  return [
    route({
      method: 'GET',
      path: '/drafts/:id',
      who,
      params,
      handle: async (call) => (await filed((await open(call)).draft)) ?? answers(await open(call), call.lang),
    }),
    route({ method: 'POST', path: '/drafts/:id', who, params, body: saveBody, limit: 262_144, handle: save }),
    route({
      method: 'GET',
      path: '/drafts/:id/files',
      who,
      params,
      handle: async (call) => (await filed((await open(call)).draft)) ?? uploads(await open(call), call.lang),
    }),
    route({
      method: 'POST',
      path: '/drafts/:id/files/:slot',
      who,
      params: params.extend({ slot: z.string().regex(/^[\w-]{1,40}$/) }),
      accepts: 'multipart',
      limit: UPLOAD_LIMIT,
      handle: upload,
    }),
    route({
      method: 'POST',
      path: '/drafts/:id/remove-file',
      who,
      params,
      body: z.object({ file: z.uuid() }),
      async handle(call) {
        const { draft } = await open(call);
        if (draft.dossierId === null) await files.remove(db, call.body.file, draft.id);
        return redirect(`/drafts/${draft.id}/files`);
      },
    }),
    route({
      method: 'GET',
      path: '/drafts/:id/review',
      who,
      params,
      handle: async (call) => (await filed((await open(call)).draft)) ?? review(await open(call), call.lang),
    }),
    route({ method: 'POST', path: '/drafts/:id/submit', who, params, handle: submit }),
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
