import type { z } from 'zod';
import type { suspense } from './order-sql.ts';

/** What a page says of money that came for an order and did not pay it. */
export interface MoneyApart {
  /** Still held. */
  readonly suspense: number;
  /** What of such money has been given back, and when last. */
  readonly returned: { readonly amount: number; readonly at: string } | null;
}

export const moneyApart = ({ held, returned, returned_at: at }: z.infer<typeof suspense>): MoneyApart => ({
  suspense: Number(held),
  returned: at === null ? null : { amount: Number(returned), at: at.toISOString() },
});
