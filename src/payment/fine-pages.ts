import { z } from 'zod';
import { maybe } from '#shared/db';
import { anyone, redirect, route, show, type Route } from '#shared/http';
import { page, type FieldError } from '#shared/view';
import { findFineByDecision } from './fine-sql.ts';
import { dueToday, fineById, lookUp, orderForFine, type Fine } from './fines.ts';
import type { Links } from './links.ts';
import { createLookupLimits } from './lookup-limits.ts';
import { messages } from './messages/index.ts';
import type { PaymentOptions } from './options.ts';
import { requestReturn, returnOf } from './paper-return.ts';
import { paymentProblem } from './problems.ts';

export interface FinesModel {
  readonly typed: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
  /** A look-up that named everything and found nothing. */
  readonly notFound: boolean;
  /** More than one decision for one record. */
  readonly found: readonly { readonly decisionNumber: string; readonly authority: string; readonly href: string }[];
}

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

export const finesPage = page<FinesModel>('payment/fines', {
  fresh: { typed: {}, errors: [], notFound: false, found: [] },
  incomplete: {
    typed: { recordNumber: 'BB-01' },
    errors: [
      { field: 'fullName', message: 'Nhập họ và tên' },
      { field: 'violationDate', message: 'Nhập ngày vi phạm' },
    ],
    notFound: false,
    found: [],
  },
  'not found': {
    typed: {
      recordNumber: 'BB-01',
      fullName: 'Nguyễn Văn Thử',
      'violationDate-day': '1',
      'violationDate-month': '2',
      'violationDate-year': '2026',
    },
    errors: [],
    notFound: true,
    found: [],
  },
  several: {
    typed: {},
    errors: [],
    notFound: false,
    found: [
      { decisionNumber: '0001/QĐ-XPHC', authority: 'Phòng mẫu', href: '/fines/1?t=x' },
      { decisionNumber: '0002/QĐ-XPHC', authority: 'Phòng mẫu', href: '/fines/2?t=x' },
    ],
  },
});

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

type Deps = Pick<PaymentOptions, 'db' | 'clock' | 'sealer' | 'blindIndex' | 'jobs' | 'rp' | 'metrics' | 'lookupsPerMinute'> & {
  readonly links: Links;
};

const params = z.object({ id: z.string().regex(/^[0-9a-f-]{36}$/) });
const phone = /^(?:\+84|0)\d{9,10}$/;

/** Traffic fines for everybody: find yours, see it line by line, pay it with or without signing in, get your papers back by post. */
export function finePageRoutes(deps: Deps): Route[] {
  const { db, links, rp } = deps;
  const limits = createLookupLimits({ db, blindIndex: deps.blindIndex, perMinute: deps.lookupsPerMinute });
  return [
    route({
      method: 'GET',
      path: '/fines',
      who: anyone,
      handle: async () => show(finesPage, { typed: {}, errors: [], notFound: false, found: [] }),
    }),
    route({
      method: 'POST',
      path: '/fines',
      who: anyone,
      body: z.record(z.string(), z.string()),
      async handle({ body, lang, ip }) {
        const { _csrf: _, ...typed } = body;
        const texts = messages[lang].payment.fines.faults;
        const asked = {
          recordNumber: (typed['recordNumber'] ?? '').trim(),
          fullName: (typed['fullName'] ?? '').trim(),
          violationDate: dateOf(typed),
        };
        const errors: FieldError[] = [];
        if (asked.recordNumber === '' || asked.recordNumber.length > 64)
          errors.push({ field: 'recordNumber', message: texts.recordNumber });
        if (asked.violationDate === null) errors.push({ field: 'violationDate', message: texts.violationDate });
        if (asked.fullName === '' || asked.fullName.length > 100) errors.push({ field: 'fullName', message: texts.fullName });
        if (errors.length > 0 || asked.violationDate === null) return show(finesPage, { typed, errors, notFound: false, found: [] }, 400);
        await limits.take(ip);
        const found = await lookUp(deps, db, { ...asked, violationDate: asked.violationDate });
        deps.metrics.event(found.length > 0 ? 'fine.found' : 'fine.not-found');
        const [only] = found;
        if (found.length === 1 && only !== undefined) return redirect(links.fine(only.id));
        const list = found.map((fine) => ({ decisionNumber: fine.decision_number, authority: fine.authority, href: links.fine(fine.id) }));
        return show(finesPage, { typed, errors: [], notFound: found.length === 0, found: list });
      },
    }),
    route({
      method: 'GET',
      path: '/fines/:id',
      who: rp.visitor,
      params,
      query: z.object({ t: z.string().max(64).optional() }),
      handle: async ({ params: { id }, query }) => show(finePage, await modelOf(await admitted(id, query.t), {}, [])),
    }),
    route({
      method: 'POST',
      path: '/fines/:id/pay',
      who: rp.visitor,
      params,
      body: z.object({ t: z.string().max(64).optional() }),
      async handle({ params: { id }, body, principal }) {
        const fine = await admitted(id, body.t);
        if (fine.status === 'paid') return redirect(links.fine(id));
        const order = await db.transaction((tx) => orderForFine(deps, tx, { fine, ownerSub: principal?.sub ?? null }));
        return redirect(links.order(order));
      },
    }),
    route({
      method: 'POST',
      path: '/fines/:id/return',
      who: rp.visitor,
      params,
      body: z.record(z.string(), z.string()),
      async handle({ params: { id }, body, lang }) {
        const { _csrf: _, t, ...typed } = body;
        const fine = await admitted(id, t);
        if (fine.status !== 'paid' || fine.paper_held.length === 0) throw paymentProblem('fine.return-refused');
        const texts = messages[lang].payment.fine.faults;
        const recipient = {
          name: (typed['name'] ?? '').trim(),
          phone: (typed['phone'] ?? '').replace(/[\s.-]/g, ''),
          address: (typed['address'] ?? '').trim(),
        };
        const errors: FieldError[] = [];
        if (recipient.name === '' || recipient.name.length > 100) errors.push({ field: 'name', message: texts.name });
        if (!phone.test(recipient.phone)) errors.push({ field: 'phone', message: texts.phone });
        if (recipient.address.length < 5 || recipient.address.length > 300) errors.push({ field: 'address', message: texts.address });
        if (errors.length > 0) return show(finePage, await modelOf(fine, typed, errors), 400);
        await requestReturn(deps, db, { fineId: id, recipient });
        return redirect(links.fine(id));
      },
    }),
  ];

  async function admitted(id: string, token: string | undefined): Promise<Fine> {
    const fine = links.opens('fine', id, token) ? await fineById(deps, db, id) : null;
    if (fine === null) throw paymentProblem('fine.not-found');
    return fine;
  }

  async function modelOf(fine: Fine, typed: Readonly<Record<string, string>>, errors: readonly FieldError[]): Promise<FineModel> {
    const due = await dueToday(deps, db, fine);
    const report = fine.status === 'paid' ? await maybe(db, findFineByDecision, [fine.decision_number]) : null;
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
      receipt: report?.receipt == null ? null : links.receipt(report.receipt),
      paperReturn:
        back === null
          ? null
          : { status: back.status, trackingNumber: back.trackingNumber, name: back.recipient.name, address: back.recipient.address },
      typed,
      errors,
    };
  }
}

/** The three fields of a date as `YYYY-MM-DD`, or null when there is no such day. */
function dateOf(typed: Readonly<Record<string, string>>): string | null {
  const [year = '', month = '', day = ''] = ['year', 'month', 'day'].map((part) => (typed[`violationDate-${part}`] ?? '').trim());
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return null;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return z.iso.date().safeParse(text).success ? text : null;
}
