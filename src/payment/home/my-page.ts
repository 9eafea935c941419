import { citizenIndex } from '#payment/fines';
import { moneyApart, toOrder, type MoneyApart, type OrderState } from '#payment/orders';
import type { Links, PaymentOptions } from '#payment/terms';
import { satisfies, type Person } from '#relying-party';
import { many } from '#shared/db';
import { route, show, type Route } from '#shared/http';
import { page } from '#shared/view';
import { listFinesOf, listOrdersOf } from './my-sql.ts';

export interface MyModel {
  readonly payments: readonly (MoneyApart & {
    readonly description: string;
    readonly amount: number;
    readonly status: OrderState;
    readonly at: string;
    readonly href: string;
    readonly receipt: string | null;
  })[];
  /** Null when the identity is not verified: whose fines these are must be certain. */
  readonly fines:
    | readonly {
        readonly decisionNumber: string;
        readonly date: string;
        readonly authority: string;
        readonly amount: number;
        readonly status: 'unpaid' | 'paid';
        readonly href: string;
      }[]
    | null;
}

export const myPage = page<MyModel>('payment/my', {
  both: {
    payments: [
      {
        description: 'Lệ phí cấp đổi giấy phép lái xe',
        amount: 115_000,
        status: 'paid',
        at: '2026-03-01T03:00:00.000Z',
        href: '/orders/1',
        receipt: '/receipts/MC26-00000001?t=x',
        suspense: 0,
        returned: null,
      },
      {
        description: 'Nộp phạt theo quyết định 0001/QĐ-XPHC',
        amount: 2_030_000,
        status: 'pending',
        at: '2026-02-01T03:00:00.000Z',
        href: '/orders/2',
        receipt: null,
        suspense: 0,
        returned: null,
      },
      {
        description: 'Phí thẩm định',
        amount: 50_000,
        status: 'cancelled',
        at: '2026-01-20T03:00:00.000Z',
        href: '/orders/3',
        receipt: null,
        suspense: 50_000,
        returned: { amount: 50_000, at: '2026-01-25T03:00:00.000Z' },
      },
    ],
    fines: [
      {
        decisionNumber: '0001/QĐ-XPHC',
        date: '2026-01-05',
        authority: 'Phòng Cảnh sát giao thông mẫu',
        amount: 2_000_000,
        status: 'unpaid',
        href: '/fines/1?t=x',
      },
    ],
  },
  nothing: { payments: [], fines: [] },
  'not verified': { payments: [], fines: null },
});

export interface HomeModel {
  readonly signedIn: boolean;
  readonly signIn: string;
}

export const homePage = page<HomeModel>('payment/home', {
  out: { signedIn: false, signIn: '/sign-in/start' },
  in: { signedIn: true, signIn: '' },
});

/** The front page, and what a signed-in person has paid and has to pay. */
export function myPageRoutes(deps: Pick<PaymentOptions, 'db' | 'sealer' | 'blindIndex' | 'rp'> & { readonly links: Links }): Route[] {
  const { db, links, rp } = deps;
  return [
    route({
      method: 'GET',
      path: '/',
      who: rp.visitor,
      handle: async ({ principal }) => show(homePage, { signedIn: principal !== null, signIn: rp.signInPath('/my') }),
    }),
    route({
      method: 'GET',
      path: '/my',
      who: rp.signedIn(),
      async handle({ principal }) {
        const orders = (await many(db, listOrdersOf, [principal.sub, 100])).map((row) => ({
          order: toOrder(deps, row),
          ...moneyApart(row),
        }));
        return show(myPage, {
          payments: orders.map(({ order, ...apart }) => ({
            description: order.description,
            amount: Number(order.amount),
            status: order.status,
            at: (order.paidAt ?? order.createdAt).toISOString(),
            href: `/orders/${order.id}`,
            receipt: order.receipt === null ? null : `/receipts/${order.receipt}`,
            ...apart,
          })),
          fines: await finesOf(principal),
        });
      },
    }),
  ];

  /** By citizen number, which only a verified identity (LoA2) has for certain; anybody can declare somebody else's. */
  async function finesOf(person: Person): Promise<MyModel['fines']> {
    const number = person.claims['citizen_id'];
    if (typeof number !== 'string' || !satisfies(person.acr, 'LoA2')) return null;
    return (await many(db, listFinesOf, [citizenIndex(deps, number)])).map((fine) => ({
      decisionNumber: fine.decision_number,
      date: fine.decision_date,
      authority: fine.authority,
      amount: Number(fine.amount),
      status: fine.status,
      href: links.fine(fine.id),
    }));
  }
}
