import { many, maybe, run, type Db } from '#shared/db';
import type { Recurring, Task } from '#shared/jobs';
import { closeAttempt, findAttempt, scheduleQuery, takeDueAttempts } from './attempt-sql.ts';
import { probeReceivers } from './events.ts';
import type { Gateway } from './gateway.ts';
import { forgetAnswers } from './idempotency.ts';
import { sweepLookupLimits } from './lookup-limits.ts';
import { limits, type PaymentOptions } from './options.ts';
import { listOverdueOrders } from './order-sql.ts';
import { asAttempt, expireOrder } from './orders.ts';
import { settle, type Settlement } from './settle.ts';
import { DAY, HOUR, later, MINUTE } from './vietnam-time.ts';

const BATCH = 50;

type Deps = Pick<PaymentOptions, 'db' | 'clock' | 'jobs' | 'collector' | 'metrics' | 'log' | 'rp'>;

/**
 * Asks the gateway about one attempt and applies what it says, as a notification would. Null when the gateway did not
 * answer: nothing has changed and nothing is known.
 */
export async function askGateway(deps: Deps, gateways: readonly Gateway[], reference: string): Promise<Settlement | null> {
  const row = await maybe(deps.db, findAttempt, [reference]);
  const gateway = gateways.find(({ code }) => code === row?.gateway);
  if (row === null || gateway === undefined || row.status !== 'open') return null;
  const facts = await gateway.query(asAttempt(row));
  return facts === null ? null : deps.db.transaction((tx) => settle(deps, tx, facts));
}

/**
 * Finds out what became of money nobody told us about. An attempt is asked about 15 minutes after it began and every 15 minutes
 * from then on, from two hours after the order's end once a day, and given up after a week. An order is over once its time has
 * passed and none of its attempts is open, or after 24 hours of silence; money that comes later goes to suspense.
 */
export function repairTasks(deps: Deps, gateways: readonly Gateway[]): { tasks: Record<string, Task>; recurring: readonly Recurring[] } {
  return {
    tasks: {
      payment_repair: async () => {
        await queryDue(deps, gateways);
        await expireOverdue(deps.db, deps);
        await probeReceivers(deps);
      },
      payment_clean_up: async () => {
        await run(deps.db, forgetAnswers, [later(deps.clock.now(), -limits.idempotencyHours * HOUR)]);
        await sweepLookupLimits(deps.db, deps.clock.now());
        await deps.rp.sweep();
      },
    },
    recurring: [
      { task: 'payment_repair', at: '* * * * *' },
      { task: 'payment_clean_up', at: '23 * * * *' },
    ],
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
  const row = await maybe(db, findAttempt, [reference]);
  if (row === null) return;
  const now = clock.now();
  const since = now.getTime() - row.order_expires_at.getTime();
  if (since > limits.queryDays * DAY) await run(db, closeAttempt, [row.id, 'failed', 'unanswered']);
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
