import type { FeeRow } from '#dossier/fees';
import { type Dossier, endedWithoutResult, type HistoryEvent } from '#dossier/record';

/**
 * Where a fee stands, as one thing for its payer to know and at most one to do. `coming`: the order is being made and comes
 * by itself; `late`: it should be there by now; `over`: the last order has expired, and a new one is made on request alone;
 * `away`: the payer has just asked for it in vain; `closed`: the dossier has ended before anything was paid.
 */
export type FeeStanding = 'coming' | 'late' | 'over' | 'away' | 'closed' | 'requested' | 'paid' | 'refunded';

export interface FeeView {
  readonly items: readonly { readonly name: string; readonly amount: number }[];
  readonly state: FeeStanding;
  /** Where it is paid, or once it has been, its receipt. */
  readonly url: string | null;
  readonly receipt: string | null;
}

/** An order is made within seconds; somebody who waits longer is told so. */
const LATE_MS = 60_000;

/** A dossier's fees as its page shows them. `payment` is the payment service's origin. */
export function feeViews(
  fees: readonly FeeRow[],
  about: {
    readonly dossier: Pick<Dossier, 'status'>;
    readonly history: readonly Pick<HistoryEvent, 'kind' | 'detail'>[];
    readonly now: Date;
    readonly payment: string;
  },
): FeeView[] {
  const standing = (fee: FeeRow): FeeStanding => {
    if (fee.state === 'paid' || fee.state === 'refunded') return fee.state;
    if (endedWithoutResult(about.dossier.status)) return 'closed';
    if (fee.state === 'requested') return 'requested';
    if (fee.attempt > 1) return 'over';
    return about.now.getTime() - fee.created_at.getTime() > LATE_MS ? 'late' : 'coming';
  };
  /** The receipt by the link the notice brought; older notices brought none, but the page of the order leads on to it. */
  const receiptUrl = ({ receipt_number: number, order_url: order }: FeeRow): string | null => {
    if (number === null) return order;
    const told = about.history.find(({ kind, detail }) => kind === 'fee-paid' && detail.receiptNumber === number)?.detail.receiptUrl;
    return told ?? order ?? `${about.payment}/receipts/${number}`;
  };
  return fees.map((fee) => ({
    items: fee.items.map(({ name, amount }) => ({ name, amount })),
    state: standing(fee),
    url: fee.state === 'requested' ? fee.order_url : receiptUrl(fee),
    receipt: fee.receipt_number,
  }));
}
