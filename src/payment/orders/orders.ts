import type { z } from 'zod';
import { limits, type PaymentOptions } from '#payment/terms';
import { later, MINUTE } from '#shared/clock';
import { uuidv7, type Place } from '#shared/crypto';
import { maybe, one, run, type Tx } from '#shared/db';
import { announce } from './events.ts';
import { cancelOrderAs, expireOrderAs, findOrder, insertOrder, lockOrder } from './order-sql.ts';
import { mayMove, type CancelReason, type OrderState } from './order-state.ts';
import { orderProblem } from './problems.ts';

type Row = z.infer<typeof findOrder.row>;
export type OrderItem = Row['items'][number];

/** An order as the rest of the service sees it. */
export interface Order {
  readonly id: string;
  readonly status: OrderState;
  readonly clientId: string | null;
  readonly fineId: string | null;
  readonly reference: string;
  readonly description: string;
  readonly payerName: string;
  readonly ownerSub: string | null;
  readonly amount: bigint;
  readonly items: readonly OrderItem[];
  readonly returnUrl: string | null;
  readonly notifyUrl: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly paidAt: Date | null;
  /** Null also where whoever cancelled it gave none. */
  readonly cancelReason: CancelReason | null;
  readonly receipt: string | null;
}

export interface NewOrder {
  readonly clientId: string | null;
  readonly fineId: string | null;
  readonly reference: string;
  readonly description: string;
  readonly payerName: string;
  readonly ownerSub: string | null;
  readonly items: readonly OrderItem[];
  readonly returnUrl: string | null;
  readonly notifyUrl: string | null;
}

const namePlace = (id: string): Place => ({ table: 'payment_order', column: 'payer_name', row: id });
const total = (items: readonly OrderItem[]): bigint => items.reduce((sum, { amount }) => sum + BigInt(amount), 0n);

export function toOrder(deps: Pick<PaymentOptions, 'sealer'>, row: Row): Order {
  return {
    id: row.id,
    status: row.status,
    clientId: row.client_id,
    fineId: row.fine_id,
    reference: row.reference,
    description: row.description,
    payerName: deps.sealer.open(row.payer_name, namePlace(row.id)),
    ownerSub: row.owner_sub,
    amount: row.amount,
    items: row.items,
    returnUrl: row.return_url,
    notifyUrl: row.notify_url,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    paidAt: row.paid_at,
    cancelReason: row.cancel_reason,
    receipt: row.receipt,
  };
}

/** Writes a new order that can be paid for 90 minutes; its amount is the sum of its items and never changes. */
export async function createOrder(
  deps: Pick<PaymentOptions, 'sealer' | 'clock'>,
  tx: Tx,
  order: NewOrder,
): Promise<{ id: string; amount: bigint; expiresAt: Date }> {
  const now = deps.clock.now();
  const amount = total(order.items);
  if (amount <= 0n || amount > limits.amount)
    throw orderProblem('order.amount-refused', { detail: `the sum of the items must be 1 to ${limits.amount}` });
  const id = uuidv7(now);
  const expiresAt = later(now, limits.orderMinutes * MINUTE);
  await run(tx, insertOrder, [
    id,
    order.clientId,
    order.fineId,
    order.reference,
    order.description,
    deps.sealer.seal(order.payerName, namePlace(id)),
    order.ownerSub,
    String(amount),
    JSON.stringify(order.items),
    order.returnUrl,
    order.notifyUrl,
    now,
    expiresAt,
  ]);
  return { id, amount, expiresAt };
}

const isId = (id: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

/** The order, or null when there is none. */
export async function orderById(deps: Pick<PaymentOptions, 'sealer'>, tx: Tx, id: string): Promise<Order | null> {
  const row = isId(id) ? await maybe(tx, findOrder, [id]) : null;
  return row === null ? null : toOrder(deps, row);
}

/** Ends an order whose time has passed. False when it has moved on meanwhile. */
export async function expireOrder(deps: Pick<PaymentOptions, 'clock' | 'jobs'>, tx: Tx, orderId: string): Promise<boolean> {
  const order = await maybe(tx, lockOrder, [orderId]);
  if (order === null || !mayMove(order.status, 'expired')) return false;
  await run(tx, expireOrderAs, [order.id, order.status]);
  await announce(deps, tx, { type: 'order.expired', orderId: order.id, notifyUrl: order.notify_url, at: deps.clock.now() });
  return true;
}

/**
 * Takes an order back that nobody has paid; says how it stands then, `cancelled` unless it was paid or over before. Its attempts stay open:
 * money that is on its way is still asked about, and goes to suspense.
 */
export async function cancelOrder(tx: Tx, input: { orderId: string; reason: CancelReason | null }): Promise<OrderState> {
  const order = await one(tx, lockOrder, [input.orderId]);
  if (!mayMove(order.status, 'cancelled')) return order.status;
  await run(tx, cancelOrderAs, [order.id, order.status, input.reason]);
  return 'cancelled';
}
