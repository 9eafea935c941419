import { z } from 'zod';
import { vnd } from '#payment/ledger';
import { statement } from '#shared/db';

/** Money that came for an order, did not pay it and is still held; what of it has been given back, and when last. */
export const suspenseRow = z.object({ held: vnd, returned: vnd, returned_at: z.date().nullable() });

// Index incoming_order; returns by suspense_return_live.
export const suspenseOfOrder = statement(
  'payment.suspense.of-order',
  `SELECT coalesce(sum(incoming.amount) FILTER (WHERE back.id IS NULL), 0)::text AS held, coalesce(sum(back.amount), 0)::text AS returned, max(back.returned_at) AS returned_at
     FROM payment.incoming LEFT JOIN payment.suspense_return AS back ON back.incoming_id = incoming.id AND back.status = 'returned'
    WHERE order_id = $1 AND suspense IS NOT NULL`,
  suspenseRow,
);

/** What a page says of money that came for an order and did not pay it. */
export interface MoneyApart {
  /** Still held. */
  readonly suspense: number;
  /** What of such money has been given back, and when last. */
  readonly returned: { readonly amount: number; readonly at: string } | null;
}

export const moneyApart = ({ held, returned, returned_at: at }: z.infer<typeof suspenseRow>): MoneyApart => ({
  suspense: Number(held),
  returned: at === null ? null : { amount: Number(returned), at: at.toISOString() },
});
