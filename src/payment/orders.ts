import type { z } from 'zod';
import { randomBytes } from 'node:crypto';
import { uuidv7, type Place } from '#shared/crypto';
import { many, maybe, one, run, type Tx } from '#shared/db';
import { insertAttempt, listAttempts } from './attempt-sql.ts';
import { announce } from './events.ts';
import type { Attempt, GatewayCode } from './gateway.ts';
import { limits, type PaymentOptions } from './options.ts';
import { cancelOrderAs, findOrder, insertOrder, lockOrder, moveOrder } from './order-sql.ts';
import { mayMove, payable, type CancelReason, type OrderState } from './order-state.ts';
import { paymentProblem } from './problems.ts';
import { later, MINUTE } from './vietnam-time.ts';

type Row = z.infer<typeof findOrder.row>;
export type OrderItem = Row['items'][number];
export type AttemptRow = z.infer<typeof listAttempts.row>;

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
    throw paymentProblem('order.amount-refused', { detail: `the sum of the items must be 1 to ${limits.amount}` });
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

/** Every try to pay an order, newest first. */
export const attemptsOf = (tx: Tx, orderId: string): Promise<AttemptRow[]> => many(tx, listAttempts, [orderId]);

export const asAttempt = (row: AttemptRow): Attempt => ({
  reference: row.reference,
  amount: row.amount,
  address: row.address,
  begunAt: row.begun_at,
  expiresAt: row.order_expires_at,
});

/** 60 random bits in digits and capital letters that nobody mixes up (Crockford's base 32). */
export function newReference(): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return `MC${[...randomBytes(12)].map((byte) => letters[byte & 31]).join('')}`;
}

/**
 * Begins to pay an order at a gateway, or goes on where it was begun: there is one open attempt per gateway, so pressing
 * twice or in two windows leads to the same payment. Refuses an order that is paid or over.
 */
export async function beginAttempt(
  deps: Pick<PaymentOptions, 'clock'>,
  tx: Tx,
  input: { orderId: string; gateway: GatewayCode; address: string },
): Promise<Attempt> {
  const now = deps.clock.now();
  const order = await maybe(tx, lockOrder, [input.orderId]);
  if (order === null) throw paymentProblem('order.not-found');
  if (!payable(order.status) || order.expires_at.getTime() <= now.getTime())
    throw paymentProblem('order.finished', { detail: order.status });
  if (order.status !== 'pending') await run(tx, moveOrder, [order.id, order.status, 'pending', null]);
  const open = (await attemptsOf(tx, order.id)).find(({ gateway, status }) => gateway === input.gateway && status === 'open');
  if (open !== undefined) return asAttempt(open);
  const reference = newReference();
  const address = input.address.slice(0, 45);
  await run(tx, insertAttempt, [
    uuidv7(now),
    order.id,
    input.gateway,
    reference,
    String(order.amount),
    address,
    now,
    later(now, limits.queryMinutes * MINUTE),
  ]);
  return { reference, amount: order.amount, address, begunAt: now, expiresAt: order.expires_at };
}

/** Ends an order whose time has passed. False when it has moved on meanwhile. */
export async function expireOrder(deps: Pick<PaymentOptions, 'clock' | 'jobs'>, tx: Tx, orderId: string): Promise<boolean> {
  const order = await maybe(tx, lockOrder, [orderId]);
  if (order === null || !mayMove(order.status, 'expired')) return false;
  await run(tx, moveOrder, [order.id, order.status, 'expired', null]);
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
