import type { Calculation } from '#dossier/calendar';
import { type Procedure, readAnswers, type ReadAnswers } from '#dossier/procedures';
import type { Dossier, Status } from '#dossier/record';
import type { Tx } from '#shared/db';
import type { Language } from '#shared/texts';
import { eventView, type EventView } from './event-view.ts';
import { type FeeView, feeViews } from './fee-view.ts';
import type { ReadingParts } from './parts.ts';

/** A dossier as its owner and its officers read it. */
export interface DossierView {
  readonly code: string;
  /** Its last event, which a form on the page was made for. */
  readonly seq: number;
  readonly name: string;
  readonly applicant: string;
  /** Who deals with it, as the catalogue names them. */
  readonly office: string;
  readonly agency: string;
  readonly status: Status;
  readonly filedAt: string;
  readonly dueAt: string | null;
  readonly calculation: Calculation | null;
  readonly countedOverdue: boolean;
  readonly paymentState: Dossier['payment_state'];
  readonly rating: number | null;
  readonly answers: ReadAnswers;
  readonly files: readonly {
    readonly id: string;
    readonly slot: string;
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
  }[];
  readonly fees: readonly FeeView[];
  readonly history: readonly EventView[];
}

/** Reads everything a page about one dossier shows. The procedure is the version the dossier is pinned to. */
export async function dossierView(
  parts: ReadingParts,
  tx: Tx,
  about: { dossier: Dossier; procedure: Procedure; lang: Language },
): Promise<DossierView> {
  const { dossier, procedure, lang } = about;
  const history = await parts.dossiers.history(tx, dossier);
  const stored = await parts.files.ofDossier(tx, dossier.id);
  const fees = await parts.fees.of(tx, dossier.id);
  return {
    code: dossier.code,
    seq: dossier.seq,
    name: procedure.name[lang],
    applicant: dossier.applicant,
    office: await parts.offices.competent(tx, procedure, dossier.agency, lang),
    agency: dossier.agency,
    status: dossier.status,
    filedAt: dossier.filed_at.toISOString(),
    dueAt: dossier.due_at?.toISOString() ?? null,
    calculation: dossier.due_at === null ? null : ([...history].reverse().find((event) => event.calculation !== null)?.calculation ?? null),
    countedOverdue: dossier.counted_overdue,
    paymentState: dossier.payment_state,
    rating: dossier.rating,
    answers: readAnswers(procedure.form, dossier.answers, lang),
    files: stored.map(({ id, slot, name, size, sha256 }) => ({ id, slot, name, size, sha256 })),
    fees: feeViews(fees, { dossier, history, now: parts.clock.now(), payment: parts.urls.payment }),
    history: [...history].reverse().map((event) => eventView(event, lang)),
  };
}

export const sampleView: DossierView = {
  code: 'H26-260302-0001',
  seq: 2,
  name: 'Đổi giấy phép lái xe',
  applicant: 'Nguyễn Thị Mẫu',
  office: 'Phòng Cảnh sát giao thông, Công an Hà Nội',
  agency: 'H26',
  status: 5,
  filedAt: '2026-03-02T02:00:00Z',
  dueAt: null,
  calculation: null,
  countedOverdue: false,
  paymentState: 'paid',
  rating: null,
  answers: {
    rows: [{ label: 'Họ và tên', value: 'Nguyễn Thị Mẫu' }],
    declarations: ['Tôi cam đoan các thông tin trên là đúng sự thật'],
  },
  files: [{ id: '0b9d7a52-6a7e-4c3f-9a49-4f4a4b1b2c3d', slot: 'photo', name: 'anh.jpg', size: 83211, sha256: 'a'.repeat(64) }],
  fees: [
    {
      items: [{ name: 'Lệ phí', amount: 115000 }],
      state: 'paid',
      url: 'http://localhost:3003/receipts/MC26-00000001?t=x',
      receipt: 'MC26-00000001',
    },
  ],
  history: [
    {
      seq: 2,
      title: 'Yêu cầu bổ sung giấy tờ',
      at: '2026-03-02T03:00:00Z',
      actor: 'officer',
      reason: 'Thiếu giấy tờ',
      ground: 'Nghị định 118/2025/NĐ-CP',
      remedy: 'Nộp giấy khám sức khỏe',
      missing: ['Giấy khám sức khỏe'],
      note: null,
      form: '02',
    },
    {
      seq: 1,
      title: 'Mới đăng ký',
      at: '2026-03-02T02:00:00Z',
      actor: 'citizen',
      reason: null,
      ground: null,
      remedy: null,
      missing: [],
      note: null,
      form: 'receipt',
    },
  ],
};

export const sampleCalculation: Calculation = {
  receivedAt: '2026-02-12T09:00:00Z',
  amount: 5,
  unit: 'working-days',
  startDay: '2026-02-13',
  startRule: 'after-cut-off',
  paused: 1,
  skipped: [{ date: '2026-02-17', name: { vi: 'Tết Âm lịch', en: 'Lunar New Year' } }],
  weekendDays: 4,
  dueAt: '2026-03-02T10:00:00Z',
};
