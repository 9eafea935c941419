import type { Gateway } from '#payment/gateways';
import { asAttempt, attemptBy } from '#payment/orders';
import type { PaymentOptions } from '#payment/terms';
import { settle, type Settlement } from './settle.ts';

type Deps = Pick<PaymentOptions, 'db' | 'clock' | 'jobs' | 'collector' | 'metrics'>;

/**
 * Asks the gateway about one attempt and applies what it says, as a notification would. Null when the gateway did not
 * answer: nothing has changed and nothing is known.
 */
export async function askGateway(deps: Deps, gateways: readonly Gateway[], reference: string): Promise<Settlement | null> {
  const row = await attemptBy(deps.db, reference);
  const gateway = gateways.find(({ code }) => code === row?.gateway);
  if (row === null || gateway === undefined || row.status !== 'open') return null;
  const facts = await gateway.query(asAttempt(row));
  return facts === null ? null : deps.db.transaction((tx) => settle(deps, tx, facts));
}
