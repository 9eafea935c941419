import { z } from 'zod';
import type { Links, PaymentOptions } from '#payment/terms';
import { maybe } from '#shared/db';
import { route, show, type Route } from '#shared/http';
import { page, type FieldError } from '#shared/view';
import { receiptOfFine } from './fine-sql.ts';
import { dueToday, fineById, type Fine } from './fines.ts';
import { returnOf } from './paper-return.ts';
import { fineProblem } from './problems.ts';

export interface FineModel {
  readonly id: string;
  readonly token: string;
  readonly decisionNumber: string;
  readonly decisionDate: string;
  readonly recordNumber: string;
  readonly violationDate: string;
  readonly fullName: string;
  readonly plate: string | null;
  readonly authority: string;
  readonly treasuryAccount: string;
  readonly paperHeld: readonly string[];
  readonly status: 'unpaid' | 'paid';
  readonly fine: number;
  readonly lateDays: number;
  readonly interest: number;
  readonly deadline: string | null;
  readonly discount: { readonly nameVi: string; readonly nameEn: string; readonly legalBasis: string; readonly amount: number } | null;
  readonly total: number;
  readonly paidAmount: number | null;
  readonly receipt: string | null;
  readonly paperReturn: {
    readonly status: 'requested' | 'posted' | 'delivered';
    readonly trackingNumber: string | null;
    readonly name: string;
    readonly address: string;
  } | null;
  readonly typed: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}

const fineSample: FineModel = {
  id: '019c0000-0000-7000-8000-000000000001',
  token: 'x',
  decisionNumber: '0001/QĐ-XPHC',
  decisionDate: '2026-01-05',
  recordNumber: 'BB-0001',
  violationDate: '2026-01-02',
  fullName: 'Nguyễn Văn Thử',
  plate: '29A-000.01',
  authority: 'Phòng Cảnh sát giao thông mẫu',
  treasuryAccount: '3511.0.0000000',
  paperHeld: ['Giấy phép lái xe'],
  status: 'unpaid',
  fine: 2_000_000,
  lateDays: 30,
  interest: 30_000,
  deadline: '2026-01-15',
  discount: null,
  total: 2_030_000,
  paidAmount: null,
  receipt: null,
  paperReturn: null,
  typed: {},
  errors: [],
};
export const finePage = page<FineModel>('payment/fine', {
  late: fineSample,
  'with a reduction': {
    ...fineSample,
    lateDays: 0,
    interest: 0,
    paperHeld: [],
    plate: null,
    discount: { nameVi: 'Giảm do nộp trực tuyến', nameEn: 'Reduction for paying online', legalBasis: 'Nghị định mẫu', amount: 200_000 },
    total: 1_800_000,
  },
  paid: { ...fineSample, status: 'paid', paidAmount: 2_030_000, receipt: '/receipts/MC26-00000001?t=x' },
  'refused address': {
    ...fineSample,
    status: 'paid',
    paidAmount: 2_030_000,
    receipt: '/receipts/MC26-00000001?t=x',
    typed: { name: 'Nguyễn Văn Thử' },
    errors: [{ field: 'address', message: 'Nhập địa chỉ nhận' }],
  },
  posted: {
    ...fineSample,
    status: 'paid',
    paidAmount: 2_030_000,
    receipt: '/receipts/MC26-00000001?t=x',
    paperReturn: { status: 'posted', trackingNumber: 'EA123456789VN', name: 'Nguyễn Văn Thử', address: 'Số 11 phố Thử Nghiệm' },
  },
});

export type FineDeps = Pick<PaymentOptions, 'db' | 'clock' | 'sealer' | 'blindIndex' | 'jobs' | 'rp'> & { readonly links: Links };

export const fineParams = z.object({ id: z.string().regex(/^[0-9a-f-]{36}$/) });

/** One decision for whoever holds its link: what it costs today line by line, and the way to pay it, signed in or not. */
export function finePageRoute(deps: FineDeps): Route {
  return route({
    method: 'GET',
    path: '/fines/:id',
    who: deps.rp.visitor,
    params: fineParams,
    query: z.object({ t: z.string().max(64).optional() }),
    handle: async ({ params: { id }, query }) => show(finePage, await fineModel(deps, await admittedFine(deps, id, query.t))),
  });
}

/** The decision a link leads to. One without the right token is answered like one that does not exist. */
export async function admittedFine(deps: FineDeps, id: string, token: string | undefined): Promise<Fine> {
  const fine = deps.links.opens('fine', id, token) ? await fineById(deps, deps.db, id) : null;
  if (fine === null) throw fineProblem('fine.not-found');
  return fine;
}

/** What the page shows; `entry` is what a person typed into the form for the papers, with what is wrong with it. */
export async function fineModel(
  deps: FineDeps,
  fine: Fine,
  entry: Pick<FineModel, 'typed' | 'errors'> = { typed: {}, errors: [] },
): Promise<FineModel> {
  const { db, links } = deps;
  const due = await dueToday(deps, db, fine);
  const receipt = fine.status === 'paid' ? await maybe(db, receiptOfFine, [fine.id]) : null;
  const back = await returnOf(deps, db, fine.id);
  return {
    id: fine.id,
    token: links.token('fine', fine.id),
    decisionNumber: fine.decision_number,
    decisionDate: fine.decision_date,
    recordNumber: fine.record_number,
    violationDate: fine.violation_date,
    fullName: fine.fullName,
    plate: fine.plate,
    authority: fine.authority,
    treasuryAccount: fine.treasury_account,
    paperHeld: fine.paper_held,
    status: fine.status,
    fine: Number(due.fine),
    lateDays: due.lateDays,
    interest: Number(due.interest),
    deadline: due.deadline,
    discount:
      due.discount === null
        ? null
        : {
            nameVi: due.discount.rule.nameVi,
            nameEn: due.discount.rule.nameEn,
            legalBasis: due.discount.rule.legalBasis,
            amount: Number(due.discount.amount),
          },
    total: Number(due.total),
    paidAmount: fine.paid_amount === null ? null : Number(fine.paid_amount),
    receipt: receipt === null ? null : links.receipt(receipt.number),
    paperReturn:
      back === null
        ? null
        : { status: back.status, trackingNumber: back.trackingNumber, name: back.recipient.name, address: back.recipient.address },
    ...entry,
  };
}
