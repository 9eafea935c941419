import type { Gateway } from '#payment/gateways';
import { attemptBy, expireOrder, probeReceivers } from '#payment/orders';
import { limits, type PaymentOptions } from '#payment/terms';
import { DAY, HOUR, later, MINUTE } from '#shared/clock';
import { many, run, type Db } from '#shared/db';
import type { Task } from '#shared/jobs';
import { askGateway } from './ask-gateway.ts';
import { listOverdueOrders, scheduleQuery, takeDueAttempts } from './repair-sql.ts';
import { failAttempt } from './settlement-sql.ts';

const BATCH = 50;

type Deps = Pick<PaymentOptions, 'db' | 'clock' | 'jobs' | 'collector' | 'metrics' | 'log'>;

/**
 * Finds out what became of money nobody told us about. An attempt is asked about 15 minutes after it began and every 15 minutes
 * from then on, from two hours after the order's end once a day, and given up after a week. An order is over once its time has
 * passed and none of its attempts is open, or after 24 hours of silence; money that comes later goes to suspense.
 */
export function repair(deps: Deps, gateways: readonly Gateway[]): Task {
  return async () => {
    // First, since a gateway that hangs takes its time.
    await probeReceivers(deps);
    await queryDue(deps, gateways);
    await expireOverdue(deps.db, deps);
  };
}

async function queryDue(deps: Deps, gateways: readonly Gateway[]): Promise<void> {
  const { db, clock, log } = deps;
  for (;;) {
    const now = clock.now();
    const due = await many(db, takeDueAttempts, [now, later(now, limits.queryMinutes * MINUTE), BATCH]);
    for (const { reference } of due) {
      const outcome = await askGateway(deps, gateways, reference).catch((error: unknown) => {
        log.error({ err: error, reference }, 'a query could not be settled');
        return null;
      });
      if (outcome === null || outcome === 'open') await askLater(deps, reference);
    }
    if (due.length < BATCH) return;
  }
}

async function askLater({ db, clock }: Deps, reference: string): Promise<void> {
  const row = await attemptBy(db, reference);
  if (row === null) return;
  const now = clock.now();
  const since = now.getTime() - row.order_expires_at.getTime();
  if (since > limits.queryDays * DAY) await run(db, failAttempt, [row.id, 'unanswered']);
  else if (since > limits.queryDailyAfterHours * HOUR) await run(db, scheduleQuery, [row.id, later(now, DAY)]);
}

async function expireOverdue(db: Db, deps: Deps): Promise<void> {
  for (;;) {
    const now = deps.clock.now();
    const overdue = await many(db, listOverdueOrders, [now, later(now, -limits.silenceHours * HOUR), BATCH]);
    for (const { id } of overdue) await db.transaction((tx) => expireOrder(deps, tx, id));
    if (overdue.length < BATCH) return;
  }
}
