import { toDataURL } from 'qrcode';
import { z } from 'zod';
import type { Calculation } from '#dossier/calendar';
import { route, type Route, show } from '#shared/http';
import { problem } from '#shared/problem';
import { page } from '#shared/view';
import { sampleCalculation } from './dossier-view.ts';
import { eventView, type EventView, type FormNumber, formOf } from './event-view.ts';
import type { ReadingParts } from './parts.ts';

/** One printable form, made from exactly one event: its number, its text and its link of the history's chain. */
export interface PrintModel {
  readonly form: FormNumber;
  readonly code: string;
  readonly name: string;
  readonly applicant: string;
  /** Who deals with it, and the agency whose code the dossier begins with. */
  readonly office: string;
  readonly agency: string;
  readonly event: EventView;
  readonly signer: string | null;
  readonly calculation: Calculation | null;
  readonly documents: readonly { readonly name: string; readonly sha256: string }[];
  /** Only on the receipt of the person it belongs to. */
  readonly secret: string | null;
  /** PNG as a data URL; leads to the look-up of this code. */
  readonly qr: string;
  /** The address in the QR code, to be typed where nothing can scan it. */
  readonly lookup: string;
  /** The page this was opened from: the owner's or the officers'. */
  readonly back: string;
  readonly mark: string;
}

const qr = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const sampleEvent: EventView = {
  seq: 2,
  title: 'Được tiếp nhận',
  at: '2026-03-02T02:00:00Z',
  actor: 'officer',
  reason: null,
  ground: null,
  remedy: null,
  missing: [],
  note: null,
  form: '01',
};
const sample: PrintModel = {
  form: '01',
  code: 'H26-260302-0001',
  name: 'Đổi giấy phép lái xe',
  applicant: 'Nguyễn Thị Mẫu',
  office: 'Phòng Cảnh sát giao thông, Công an Hà Nội',
  agency: 'H26',
  event: sampleEvent,
  signer: 'Trần Văn Cán Bộ',
  calculation: sampleCalculation,
  documents: [{ name: 'anh.jpg', sha256: 'a'.repeat(64) }],
  secret: null,
  qr,
  lookup: 'http://localhost:3002/lookup?code=H26-260302-0001',
  back: '/dossiers/H26-260302-0001',
  mark: '0123456789abcdef',
};
const because = {
  reason: 'Thiếu giấy tờ',
  ground: 'Nghị định 118/2025/NĐ-CP',
  remedy: 'Nộp giấy khám sức khỏe',
  missing: ['Giấy khám sức khỏe'],
};

export const printPage = page<PrintModel>('dossier/print', {
  receipt: {
    ...sample,
    form: 'receipt',
    secret: 'ABCDE23456',
    calculation: null,
    signer: null,
    event: { ...sampleEvent, form: 'receipt' },
  },
  '01': sample,
  '02': { ...sample, form: '02', calculation: null, event: { ...sampleEvent, ...because, form: '02' } },
  '03': { ...sample, form: '03', calculation: null, event: { ...sampleEvent, ...because, form: '03' } },
});

/** `/dossiers/:code/forms/:seq` for its owner and for the agency's staff. An event that is no form has none. */
export function printRoute(parts: ReadingParts): Route {
  const { db, urls, people, procedures, dossiers, files, offices } = parts;
  return route({
    method: 'GET',
    path: '/dossiers/:code/forms/:seq',
    who: people.citizen(),
    params: z.object({ code: z.string().max(60), seq: z.string().regex(/^\d{1,5}$/) }),
    async handle({ principal, params, lang }) {
      const dossier = await dossiers.byCode(db, params.code);
      if (dossier === null) throw problem('page.not-found');
      const owner = dossier.person_id === principal.id;
      if (!owner && (await people.staffOf(principal.person))?.actingFor(dossier.agency) == null) throw problem('page.not-found');
      const event = (await dossiers.history(db, dossier)).find(({ seq }) => seq === Number(params.seq));
      const form = event === undefined ? null : formOf(event);
      if (event === undefined || form === null) throw problem('page.not-found');
      const procedure = await procedures.at(db, dossier.procedure_code, dossier.procedure_version);
      const stored = form === 'receipt' || form === '01' ? await files.ofDossier(db, dossier.id) : [];
      const lookup = `${urls.dossier}/lookup?code=${encodeURIComponent(dossier.code)}`;
      return show(printPage, {
        form,
        code: dossier.code,
        name: procedure.name[lang],
        applicant: dossier.applicant,
        office: await offices.competent(db, procedure, dossier.agency, lang),
        agency: dossier.agency,
        event: eventView(event, lang),
        signer: event.detail.signer ?? null,
        calculation: event.calculation,
        documents: stored.filter(({ slot }) => slot !== 'result').map(({ name, sha256 }) => ({ name, sha256 })),
        secret: owner && form === 'receipt' ? dossier.lookupSecret : null,
        qr: await toDataURL(lookup, { margin: 1, errorCorrectionLevel: 'M' }),
        lookup,
        back: `/${owner ? 'dossiers' : 'queue'}/${dossier.code}`,
        mark: event.mark,
      });
    },
  });
}
