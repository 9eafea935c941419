import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Attempt, GatewayCode } from '#payment/gateways';
import { limits, type PaymentOptions } from '#payment/terms';
import { later, MINUTE } from '#shared/clock';
import { uuidv7 } from '#shared/crypto';
import { many, maybe, run, type Tx } from '#shared/db';
import { findAttempt, insertAttempt, listAttempts } from './attempt-sql.ts';
import { beginOrder, lockOrder } from './order-sql.ts';
import { payable } from './order-state.ts';
import { orderProblem } from './problems.ts';

export type AttemptRow = z.infer<typeof listAttempts.row>;

/** Every try to pay an order, newest first. */
export const attemptsOf = (tx: Tx, orderId: string): Promise<AttemptRow[]> => many(tx, listAttempts, [orderId]);

/** The attempt of this reference, or null. */
export const attemptBy = (tx: Tx, reference: string): Promise<AttemptRow | null> => maybe(tx, findAttempt, [reference]);

/** An attempt as a gateway sees it. */
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
  if (order === null) throw orderProblem('order.not-found');
  if (!payable(order.status) || order.expires_at.getTime() <= now.getTime()) throw orderProblem('order.finished', { detail: order.status });
  if (order.status !== 'pending') await run(tx, beginOrder, [order.id, order.status]);
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
