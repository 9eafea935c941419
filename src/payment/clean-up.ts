import { sweepLookupLimits } from '#payment/fines';
import { forgetAnswers } from '#payment/orders';
import type { PaymentOptions } from '#payment/terms';
import type { Task } from '#shared/jobs';

/** Deletes what is kept for a time only: answers to Idempotency-Keys, counted look-ups, ended sessions. */
export function cleanUp({ db, clock, rp }: Pick<PaymentOptions, 'db' | 'clock' | 'rp'>): Task {
  return async () => {
    await forgetAnswers(db, clock.now());
    await sweepLookupLimits(db, clock.now());
    await rp.sweep();
  };
}
