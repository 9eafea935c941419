export const orderStates = ['created', 'pending', 'paid', 'failed', 'expired', 'cancelled'] as const;
export type OrderState = (typeof orderStates)[number];

/** What an order's items may be; a discount has a negative amount. */
export const itemKinds = ['fee', 'charge', 'tax', 'fine', 'interest', 'discount', 'other'] as const;

/** Why an order is no longer to be paid: what it was for was withdrawn, refused or stopped; or another order stands in its place. */
export const cancelReasons = ['withdrawn', 'refused', 'stopped', 'replaced'] as const;
export type CancelReason = (typeof cancelReasons)[number];

/**
 * The moves of an order; the trigger `payment.guard_order` has the same table. `failed` means that the last attempt was
 * declined: the person may try again until the order expires, and a gateway may still correct itself.
 */
export const orderMoves: Readonly<Record<OrderState, readonly OrderState[]>> = {
  created: ['pending', 'expired', 'cancelled'],
  pending: ['paid', 'failed', 'expired', 'cancelled'],
  failed: ['pending', 'paid', 'expired', 'cancelled'],
  paid: [],
  expired: [],
  cancelled: [],
};

export const mayMove = (from: OrderState, to: OrderState): boolean => orderMoves[from].includes(to);

/** Whether money that arrives now pays the order. */
export const takesMoney = (state: OrderState): boolean => mayMove(state, 'paid');

/** Whether a person may still begin an attempt. */
export const payable = (state: OrderState): boolean => state === 'pending' || mayMove(state, 'pending');
