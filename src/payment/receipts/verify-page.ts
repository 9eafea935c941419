import { z } from 'zod';
import type { Links, PaymentOptions } from '#payment/terms';
import { anyone, redirect, route, show, type Route } from '#shared/http';
import { page, type FieldError } from '#shared/view';
import { receiptByNumber } from './receipts.ts';
import { receiptTexts } from './texts.ts';

export interface VerifyModel {
  readonly receipt: { readonly number: string; readonly amount: number; readonly issuedAt: string; readonly collector: string } | null;
}

export interface CheckModel {
  readonly typed: string;
  readonly errors: readonly FieldError[];
}

export const checkPage = page<CheckModel>('payment/check', {
  fresh: { typed: '', errors: [] },
  'not a code': { typed: 'MC26-1', errors: [{ field: 'code', message: 'Nhập đủ địa chỉ hoặc mã in cạnh mã QR của biên lai' }] },
});

export const verifyPage = page<VerifyModel>('payment/verify', {
  genuine: {
    receipt: { number: 'MC26-00000001', amount: 115_000, issuedAt: '2026-03-01T03:00:00.000Z', collector: 'Trung tâm thanh toán mẫu' },
  },
  unknown: { receipt: null },
});

type Deps = Pick<PaymentOptions, 'db' | 'collector'> & { readonly links: Links };

/** Receipt number, dot, 22 letters: as it is printed, alone or at the end of an address. */
const printed = /[A-Z]{1,6}\d{2}-\d{8}\.[\w-]{22}(?![\w-])/;

/** An address as it is printed is far shorter. */
const LONGEST = 500;

/** What anybody may learn from the code printed on a receipt: whether it is genuine. */
export function verifyRoutes({ db, links, collector }: Deps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/verify',
      who: anyone,
      query: z.object({ code: z.string().optional() }),
      async handle({ query: { code }, lang }) {
        if (code === undefined) return show(checkPage, { typed: '', errors: [] });
        const typed = code.slice(0, LONGEST);
        const token = printed.exec(typed.replaceAll(/\s/g, ''))?.[0];
        if (token !== undefined) return redirect(`/verify/${token}`);
        const errors = [{ field: 'code', message: receiptTexts[lang].payment.check.fault }];
        return show(checkPage, { typed, errors }, 400);
      },
    }),
    route({
      method: 'GET',
      path: '/verify/:token',
      who: anyone,
      params: z.object({ token: z.string() }),
      async handle(call) {
        const number = links.readVerify(call.params.token);
        const found = number === null ? null : await receiptByNumber(db, number);
        const receipt =
          found === null
            ? null
            : { number: found.number, amount: Number(found.amount), issuedAt: found.issued_at.toISOString(), collector: collector.name };
        return show(verifyPage, { receipt }, receipt === null ? 404 : 200);
      },
    }),
  ];
}
