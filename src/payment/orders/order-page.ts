import { z } from 'zod';
import type { Gateway } from '#payment/gateways';
import type { Links, PaymentOptions } from '#payment/terms';
import type { Person } from '#relying-party';
import { one } from '#shared/db';
import { allowFormTarget, route, show, type Request, type Route } from '#shared/http';
import { page, qrImage, type FieldError } from '#shared/view';
import { asAttempt, attemptsOf } from './attempts.ts';
import { moneyApart, suspenseOfOrder, type MoneyApart } from './money-apart.ts';
import { orderParams } from './order-schemas.ts';
import type { CancelReason, OrderState } from './order-state.ts';
import { orderById, type Order } from './orders.ts';
import { orderProblem } from './problems.ts';

export interface Transfer {
  /** The text in the QR code, for the simulated bank of a development system. */
  readonly payload: string;
  readonly image: string;
  readonly bank: string;
  readonly account: string;
  readonly accountName: string;
  readonly purpose: string;
}

export interface OrderModel extends MoneyApart {
  readonly id: string;
  readonly token: string;
  readonly status: OrderState;
  readonly description: string;
  readonly reference: string;
  readonly items: readonly { readonly name: string; readonly amount: number }[];
  readonly amount: number;
  readonly expiresAt: string;
  /** The way to pay that was begun and is not decided. */
  readonly open: 'vnpay' | 'vietqr' | null;
  readonly transfer: Transfer | null;
  /** The gateway's code of the last attempt, when it was declined. */
  readonly failure: string | null;
  readonly choosing: boolean;
  /** Why it was cancelled; null also where nobody said. */
  readonly cancelReason: CancelReason | null;
  readonly receipt: string | null;
  readonly returnUrl: string | null;
  readonly finePage: string | null;
  readonly errors: readonly FieldError[];
}

const image = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>').toString('base64')}`;
const sample: OrderModel = {
  id: '019c0000-0000-7000-8000-000000000001',
  token: 'AAAAAAAAAAAAAAAAAAAAAA',
  status: 'created',
  description: 'Lệ phí cấp đổi giấy phép lái xe',
  reference: 'H26.1-260301-0001',
  items: [
    { name: 'Lệ phí', amount: 114_000 },
    { name: 'Phí', amount: 1000 },
  ],
  amount: 115_000,
  expiresAt: '2026-03-01T03:30:00.000Z',
  open: null,
  transfer: null,
  failure: null,
  choosing: true,
  cancelReason: null,
  suspense: 0,
  returned: null,
  receipt: null,
  returnUrl: null,
  finePage: null,
  errors: [],
};
const transfer: Transfer = {
  payload: '000201',
  image,
  bank: '970436',
  account: '0123456789',
  accountName: 'KHO BAC MAU',
  purpose: 'MC0123456789AB',
};

export const orderPage = page<OrderModel>('payment/order', {
  'choose a way': sample,
  'nothing chosen': { ...sample, errors: [{ field: 'way', message: 'Chọn một cách thanh toán' }] },
  'scan to pay': { ...sample, status: 'pending', open: 'vietqr', transfer },
  declined: { ...sample, status: 'failed', failure: '51' },
  paid: { ...sample, status: 'paid', choosing: false, receipt: '/receipts/MC26-00000001?t=x', returnUrl: 'https://hoso.example.vn/1' },
  expired: { ...sample, status: 'expired', choosing: false, suspense: 115_000, finePage: '/fines/1?t=x' },
  cancelled: { ...sample, status: 'cancelled', choosing: false, cancelReason: 'withdrawn', returnUrl: 'https://hoso.example.vn/1' },
  'cancelled, and paid too late': { ...sample, status: 'cancelled', choosing: false, cancelReason: 'stopped', suspense: 115_000 },
  'given back': { ...sample, status: 'expired', choosing: false, returned: { amount: 115_000, at: '2026-03-05T03:00:00.000Z' } },
});

export type OrderDeps = Pick<PaymentOptions, 'db' | 'clock' | 'sealer' | 'rp'> & {
  readonly links: Links;
  /** The ways to pay, in the order in which they are offered. */
  readonly gateways: readonly Gateway[];
};

export const linkToken = z.object({ t: z.string().max(64).optional() });

/** The page of an order, for whoever has its link and for the signed-in person it belongs to. */
export function orderPageRoute(deps: OrderDeps): Route {
  return route({
    method: 'GET',
    path: '/orders/:id',
    who: deps.rp.visitor,
    params: orderParams,
    query: linkToken,
    async handle(call) {
      const order = await admittedOrder(deps, { id: call.params.id, token: call.query.t, person: call.principal });
      for (const target of formTargets(deps)) allowFormTarget(call.koa, target);
      return show(orderPage, await orderModel(deps, call, order));
    },
  });
}

function formTargets({ clock, gateways }: OrderDeps): string[] {
  const attempt = { reference: 'MC000000000000', amount: 1n, address: '', begunAt: clock.now(), expiresAt: clock.now() };
  return gateways
    .map((gateway) => gateway.begin(attempt, 'vi'))
    .flatMap((beginning) => (beginning.kind === 'redirect' ? [new URL(beginning.url).origin] : []));
}

/** The order a link or a person leads to. One they may not see is answered like one that does not exist. */
export async function admittedOrder(
  deps: OrderDeps,
  by: { readonly id: string; readonly token: string | undefined; readonly person: Person | null },
): Promise<Order> {
  const order = await orderById(deps, deps.db, by.id);
  const own = order !== null && by.person !== null && order.ownerSub === by.person.sub;
  if (order === null || !(deps.links.opens('order', by.id, by.token) || own)) throw orderProblem('order.not-found');
  return order;
}

/** What the page shows; `errors` is what is wrong with what was chosen. */
export async function orderModel(deps: OrderDeps, call: Request, order: Order, errors: readonly FieldError[] = []): Promise<OrderModel> {
  const { db, links, gateways } = deps;
  const attempts = await attemptsOf(db, order.id);
  const apart = moneyApart(await one(db, suspenseOfOrder, [order.id]));
  const current = attempts.find(({ status }) => status === 'open');
  const over = order.expiresAt.getTime() <= deps.clock.now().getTime();
  const gateway = current === undefined ? undefined : gateways.find(({ code }) => code === current.gateway);
  const beginning =
    gateway === undefined || current === undefined || order.status !== 'pending' ? null : gateway.begin(asAttempt(current), call.lang);
  return {
    id: order.id,
    token: links.token('order', order.id),
    status: order.status === 'created' && over ? 'expired' : order.status,
    description: order.description,
    reference: order.reference,
    items: order.items,
    amount: Number(order.amount),
    expiresAt: order.expiresAt.toISOString(),
    open: order.status === 'pending' ? (current?.gateway ?? null) : null,
    transfer:
      beginning?.kind === 'qr' && current !== undefined
        ? {
            payload: beginning.payload,
            image: await qrImage(beginning.payload),
            bank: beginning.bank,
            account: beginning.account,
            accountName: beginning.accountName,
            purpose: current.reference,
          }
        : null,
    failure: order.status === 'failed' ? (attempts[0]?.failure ?? null) : null,
    choosing: !over && ['created', 'pending', 'failed'].includes(order.status),
    cancelReason: order.cancelReason,
    ...apart,
    receipt: order.receipt === null ? null : links.receipt(order.receipt),
    returnUrl: order.returnUrl,
    finePage: order.fineId === null ? null : links.fine(order.fineId),
    errors,
  };
}
