import { z } from 'zod';
import { cancelReasons, orderStates } from './order-state.ts';
import { eventTypes } from './event-sql.ts';

// What the API takes and answers, and what events say. Routes check with these, and the OpenAPI description is made from them.

const words = (most: number) => z.string().trim().min(1).max(most);
const moment = z.iso.datetime();
/** Whole đồng. */
const amount = z.int();
const receiptNumber = z.string().nullable();

export const orderParams = z.object({ id: z.string().describe('Order') });

export const orderRequest = z
  .object({
    reference: words(64),
    description: words(200),
    payer: z.object({ name: words(200), sub: z.string().min(1).max(255).optional() }),
    items: z
      .array(
        z.object({
          code: words(64),
          name: words(200),
          amount: z.number().int().min(0).max(100_000_000_000),
          kind: z.enum(['fee', 'charge', 'tax', 'other']),
        }),
      )
      .min(1)
      .max(50),
    returnUrl: z.string().max(2000),
    notifyUrl: z.string().max(2000),
  })
  .meta({ id: 'payment.OrderRequest' });

/** `replaced` is our own: a service that asks for other money cancels and makes a new order. */
export const cancelRequest = z
  .object({ reason: z.enum(cancelReasons).exclude(['replaced']).optional() })
  .meta({ id: 'payment.CancelRequest' });

export const newOrder = z
  .object({ id: z.uuid(), status: z.literal('created'), amount, url: z.url(), expiresAt: moment })
  .meta({ id: 'payment.NewOrder' });

export const orderView = z
  .object({
    id: z.uuid(),
    status: z.enum(orderStates).meta({ id: 'payment.OrderState' }),
    reference: z.string(),
    amount,
    url: z.url(),
    createdAt: moment,
    expiresAt: moment,
    paidAt: moment.nullable(),
    cancelReason: z.enum(cancelReasons).meta({ id: 'payment.CancelReason' }).nullable(),
    receiptNumber,
    suspenseAmount: amount.describe('Money that came for this order, did not pay it and is still held'),
    returnedAmount: amount.describe('Of such money, what has been given back'),
  })
  .meta({ id: 'payment.Order' });

/** What is sent to `notifyUrl`. */
export const orderEvent = z
  .object({
    id: z.uuid(),
    type: z.enum(eventTypes),
    at: moment,
    order: z.object({
      id: z.string(),
      reference: z.string(),
      amount,
      paidAt: moment.nullable(),
      receiptNumber,
      receiptUrl: z.url().nullable().describe('The page of the receipt; whoever has the link may see it'),
    }),
  })
  .meta({ id: 'payment.OrderEvent' });
