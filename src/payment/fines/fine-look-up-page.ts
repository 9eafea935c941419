import { z } from 'zod';
import type { Links, PaymentOptions } from '#payment/terms';
import { anyone, redirect, route, show, type Route } from '#shared/http';
import { secondsToWait, unwatched } from '#shared/limits';
import { sharedMessages } from '#shared/texts';
import { page, type FieldError } from '#shared/view';
import { lookUp } from './fines.ts';
import { createLookupLimits } from './lookup-limits.ts';
import { fineTexts } from './texts.ts';

export interface FinesModel {
  readonly typed: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
  /** A look-up that named everything and found nothing. */
  readonly notFound: boolean;
  /** More than one decision for one record. */
  readonly found: readonly { readonly decisionNumber: string; readonly authority: string; readonly href: string }[];
}

export const finesPage = page<FinesModel>('payment/fines', {
  fresh: { typed: {}, errors: [], notFound: false, found: [] },
  incomplete: {
    typed: { recordNumber: 'BB-01' },
    errors: [
      { field: 'fullName', message: 'Nhập họ và tên' },
      { field: 'violationDate-day', message: 'Nhập ngày vi phạm' },
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

type Deps = Pick<PaymentOptions, 'db' | 'clock' | 'sealer' | 'blindIndex' | 'jobs' | 'metrics' | 'lookupsPerMinute' | 'watch'> & {
  readonly links: Links;
};

/** Finding a decision, for everybody who can name record number, date and name; how often is limited. */
export function fineLookUpRoutes(deps: Deps): Route[] {
  const { db, links } = deps;
  const limits = createLookupLimits({
    db,
    clock: deps.clock,
    blindIndex: deps.blindIndex,
    perMinute: deps.lookupsPerMinute,
    watch: deps.watch ?? unwatched,
  });
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
      async handle(call) {
        const { body, lang, ip } = call;
        const { _csrf: _, ...typed } = body;
        const texts = fineTexts[lang].payment.fines.faults;
        const asked = {
          recordNumber: (typed['recordNumber'] ?? '').trim(),
          fullName: (typed['fullName'] ?? '').trim(),
          violationDate: dateOf(typed),
        };
        const errors: FieldError[] = [];
        if (asked.recordNumber === '' || asked.recordNumber.length > 64)
          errors.push({ field: 'recordNumber', message: texts.recordNumber });
        if (asked.violationDate === null) errors.push({ field: 'violationDate-day', message: texts.violationDate });
        if (asked.fullName === '' || asked.fullName.length > 100) errors.push({ field: 'fullName', message: texts.fullName });
        if (errors.length > 0 || asked.violationDate === null) return show(finesPage, { typed, errors, notFound: false, found: [] }, 400);
        const wait = (error: unknown): number => secondsToWait(error, call);
        const tooMany = (seconds: number) => {
          const message = sharedMessages[lang].shared.problem.tooManyLookUps(seconds);
          return show(finesPage, { typed, errors: [{ field: '', message }], notFound: false, found: [] }, 429);
        };
        const tried = await limits.begin(ip).catch(wait);
        if (typeof tried === 'number') return tooMany(tried);
        const found = await lookUp(deps, db, { ...asked, violationDate: asked.violationDate });
        deps.metrics.event(found.length > 0 ? 'fine.found' : 'fine.not-found');
        const over = found.length === 0 ? await tried.failed().catch(wait) : undefined;
        if (typeof over === 'number') return tooMany(over);
        const [only] = found;
        if (found.length === 1 && only !== undefined) return redirect(links.fine(only.id));
        const list = found.map((fine) => ({ decisionNumber: fine.decision_number, authority: fine.authority, href: links.fine(fine.id) }));
        return show(finesPage, { typed, errors: [], notFound: found.length === 0, found: list });
      },
    }),
  ];
}

/** The three fields of a date as `YYYY-MM-DD`, or null when there is no such day. */
function dateOf(typed: Readonly<Record<string, string>>): string | null {
  const [year = '', month = '', day = ''] = ['year', 'month', 'day'].map((part) => (typed[`violationDate-${part}`] ?? '').trim());
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return null;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return z.iso.date().safeParse(text).success ? text : null;
}
