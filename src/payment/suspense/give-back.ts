import { z } from 'zod';
import type { Gateway } from '#payment/gateways';
import { asAttempt, attemptBy } from '#payment/orders';
import type { PaymentOptions } from '#payment/terms';
import { maybe, run } from '#shared/db';
import type { Task } from '#shared/jobs';
import { bookReturned, move } from './moves.ts';
import { lockReturn, markAsked } from './suspense-sql.ts';

export const giveBackTask = 'payment_give_back';

const job = z.object({ id: z.uuid() });

/**
 * Has a gateway give back what was approved. It is asked under the return's own id, so that asking again gives nothing twice, and no
 * answer means asking again later. A refusal after an answer was lost proves nothing: the gateway may have refused because it had
 * given the money back already. Such a return is `unclear` and waits for a person.
 */
export function giveBack(deps: Pick<PaymentOptions, 'db' | 'clock' | 'log' | 'metrics'>, gateways: readonly Gateway[]): Task {
  const { db, clock } = deps;
  return async (payload, { unasked }) => {
    const { id } = job.parse(payload);
    const begun = await db.transaction(async (tx) => {
      const row = await maybe(tx, lockReturn, [id]);
      if (row === null || row.status !== 'approved' || row.way !== 'gateway') return null;
      await run(tx, markAsked, [id, clock.now()]);
      return row;
    });
    if (begun === null) return unasked?.();
    const attempt = begun.reference === null ? null : await attemptBy(db, begun.reference);
    const gateway = gateways.find(({ code }) => code === begun.gateway);
    if (attempt === null || gateway?.giveBack === undefined) throw new Error(`return ${id} has no gateway that can make it`);
    const answer = await gateway.giveBack({
      id,
      attempt: asAttempt(attempt),
      amount: begun.amount,
      transactionNo: begun.transaction_no,
      by: begun.approved_by ?? '',
    });
    if (answer === null) throw new Error(`the gateway did not answer to return ${id}`);
    await db.transaction(async (tx) => {
      const row = await maybe(tx, lockReturn, [id]);
      if (row?.status !== 'approved') return;
      const at = clock.now();
      if (answer.outcome === 'returned') await bookReturned(tx, row, { actor: 'gateway', number: answer.number, at });
      else {
        const status = begun.asked_at === null ? 'declined' : 'unclear';
        await move(tx, row, { status, actor: 'gateway', at, failure: answer.code });
        deps.log.warn({ return: id, code: answer.code, status }, 'a gateway did not give money back');
      }
      deps.metrics.event(`suspense.${answer.outcome}`);
    });
  };
}
