import { z } from 'zod';
import { documentMessages, megabytes } from '#dossier/documents';
import type { Citizen } from '#dossier/people';
import { type Call, type MultipartForm, redirect, type Reply, route, type Route, show } from '#shared/http';
import { problem } from '#shared/problem';
import type { Language } from '#shared/texts';
import { page } from '#shared/view';
import { type DraftFrame, type Opened, type OwnDrafts, sampleFrame } from './own-drafts.ts';
import type { FilingParts } from './parts.ts';

export interface UploadModel extends DraftFrame {
  readonly slots: readonly {
    readonly code: string;
    readonly name: string;
    readonly required: boolean;
    /** The types its form definition allows: said in the hint, offered by the file dialogue. */
    readonly accept: readonly string[];
    readonly megabytes: number;
    readonly file: { readonly id: string; readonly name: string; readonly size: number; readonly sha256: string } | null;
  }[];
}
const photo = {
  code: 'photo',
  name: 'Ảnh chân dung nền trắng',
  required: true,
  accept: ['image/jpeg', 'image/png'],
  megabytes: 5,
  file: { id: '0b9d7a52-6a7e-4c3f-9a49-4f4a4b1b2c3d', name: 'anh.jpg', size: 83211, sha256: 'a'.repeat(64) },
};

export const uploadPage = page<UploadModel>('dossier/upload', {
  some: {
    ...sampleFrame,
    slots: [
      photo,
      { ...photo, code: 'health', name: 'Giấy khám sức khỏe', required: false, accept: ['application/pdf'], megabytes: 10, file: null },
    ],
  },
  refused: {
    ...sampleFrame,
    slots: [{ ...photo, accept: ['image/jpeg'], file: null }],
    errors: [{ field: 'file-photo', message: 'Tệp trống' }],
  },
});

/** The largest upload: one file of 20 MiB and the form around it. */
const UPLOAD_LIMIT = 20 * 1024 * 1024 + 65_536;

/** The second step: the documents of the procedure, one by one, each checked as it arrives. */
export function draftUploadRoutes({ db, files }: FilingParts, own: OwnDrafts): Route[] {
  const { who, params } = own;

  const uploads = async (of: Opened, lang: Language, fault?: { slot: string; message: string }): Promise<Reply> => {
    const kept = await files.ofDraft(db, of.draft.id);
    const slots = of.procedure.attachments.map(({ code, name, required, accept, maxBytes }) => {
      const file = kept.find((each) => each.slot === code);
      return {
        code,
        name: name[lang],
        required,
        accept,
        megabytes: megabytes(maxBytes),
        file: file === undefined ? null : { id: file.id, name: file.name, size: file.size, sha256: file.sha256 },
      };
    });
    const errors = fault === undefined ? [] : [{ field: `file-${fault.slot}`, message: fault.message }];
    return show(uploadPage, { ...(await own.frame(of, lang)), slots, errors }, fault === undefined ? 200 : 422);
  };

  const upload = async (call: Call<Citizen, { id: string; slot: string }, unknown, unknown>): Promise<Reply> => {
    const of = await own.open(call);
    const gone = await own.filed(of.draft);
    if (gone !== null) return gone;
    const rules = of.procedure.attachments.find(({ code }) => code === call.params.slot);
    if (rules === undefined) throw problem('page.not-found');
    const outcome = await files.receive(call.body as MultipartForm, { draftId: of.draft.id }, { slot: rules.code, rules });
    if ('fault' in outcome)
      return uploads(of, call.lang, { slot: rules.code, message: documentMessages[call.lang].document.faults[outcome.fault] });
    return redirect(`/drafts/${of.draft.id}/files`);
  };

  return [
    route({
      method: 'GET',
      path: '/drafts/:id/files',
      who,
      params,
      async handle(call) {
        const of = await own.open(call);
        return (await own.filed(of.draft)) ?? uploads(of, call.lang);
      },
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
        const { draft } = await own.open(call);
        if (draft.dossierId === null) await files.remove(db, call.body.file, draft.id);
        return redirect(`/drafts/${draft.id}/files`);
      },
    }),
  ];
}
