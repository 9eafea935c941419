import { many } from '#shared/db';
import { anyone, route, show, type Route } from '#shared/http';
import { listTransactions } from './bank-sql.ts';
import { deliverDue } from './delivery.ts';
import type { BankOptions } from './options.ts';
import type { Outcome } from './outcomes.ts';
import { bookPage } from './pages.ts';
import { vietqrRoutes } from './vietqr-page.ts';
import { vnpayApiRoute } from './vnpay-api.ts';
import { vnpayPageRoutes } from './vnpay-page.ts';

export interface Bank {
  readonly routes: readonly Route[];
  /** Sends the notifications that are due; returns how many. */
  deliverDue(): Promise<number>;
  /** Looks every second whether a notification is due, until it is stopped. */
  start(): { stop(): Promise<void> };
}

const SECOND = 1000;
const LISTED = 50;

/** A bank that plays VNPAY and VietQR for one merchant, with every accident a person asks for. Moves no money. */
export function createBank(options: BankOptions): Bank {
  const { db, log } = options;
  return {
    routes: [bookRoute(), ...vnpayPageRoutes(options), vnpayApiRoute(options), ...vietqrRoutes(options)],
    deliverDue: () => deliverDue(options),
    start() {
      let round: Promise<unknown> = Promise.resolve();
      let busy = false;
      const timer = setInterval(() => {
        if (busy) return;
        busy = true;
        round = deliverDue(options)
          .catch((error: unknown) => {
            log.warn({ err: error }, 'the simulated bank could not look for notifications');
          })
          .finally(() => {
            busy = false;
          });
      }, SECOND);
      return {
        async stop() {
          clearInterval(timer);
          await round;
        },
      };
    },
  };

  /** What was paid, and what merchants answered. */
  function bookRoute(): Route {
    return route({
      method: 'GET',
      path: '/bank',
      who: anyone,
      async handle() {
        const rows = await many(db, listTransactions, [LISTED]);
        const transactions = rows.map((row) => ({
          id: row.id,
          gateway: row.gateway,
          reference: row.reference,
          amount: Number(row.amount),
          outcome: row.outcome as Outcome,
          code: row.response_code,
          at: row.decided_at.toISOString(),
          answers: row.answers,
          refunded: Number(row.refunded),
        }));
        return show(bookPage, { transactions });
      },
    });
  }
}
