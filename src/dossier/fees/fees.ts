import { randomUUID } from 'node:crypto';
import type { FeeItem } from '#dossier/procedures';
import type { Clock } from '#shared/clock';
import { many, run, type Tx } from '#shared/db';
import type { Jobs } from '#shared/jobs';
import * as sql from './fee-sql.ts';

/** The jobs that make a fee's order and take it back. */
export const feeTasks = { arrange: 'arrange_payment', cancel: 'cancel_payment' } as const;
/** With growing waits, and one every few minutes while the payment service is away. */
const TRIES = 50;
/** Both ask the payment service. */
const PAYMENT = 'service:payment';

/** What a dossier owes. Each step is part of a transaction that also says it in the dossier's history. */
export interface Fees {
  /** Asks for a fee in a dossier; its order is made by a job that keeps trying, so the payment service may be away. */
  ask(tx: Tx, dossierId: string, items: readonly FeeItem[]): Promise<void>;
  of(tx: Tx, dossierId: string): Promise<readonly sql.FeeRow[]>;
  /**
   * Holds the fees of a dossier that are not paid, and takes back their orders by jobs that keep trying. Before the dossier itself is
   * changed: whoever changes a fee holds the fee first and the dossier afterwards.
   */
  end(tx: Tx, dossierId: string): Promise<void>;
  /** The order of one fee is taken back later. */
  cancelLater(tx: Tx, feeId: string): Promise<void>;
}

export function createFees({ clock, jobs }: { clock: Clock; jobs: Jobs }): Fees {
  const cancelLater: Fees['cancelLater'] = (tx, feeId) =>
    jobs.add(tx, feeTasks.cancel, { fee: feeId }, { lane: PAYMENT, key: `fee-end:${feeId}`, maxAttempts: TRIES });
  return {
    async ask(tx, dossierId, items) {
      const id = randomUUID();
      const amount = items.reduce((sum, item) => sum + BigInt(item.amount), 0n);
      await run(tx, sql.insertFee, [id, dossierId, JSON.stringify(items), amount.toString(), clock.now()]);
      await jobs.add(tx, feeTasks.arrange, { fee: id }, { lane: PAYMENT, key: `fee:${id}`, maxAttempts: TRIES });
    },
    of: (tx, dossierId) => many(tx, sql.feesOf, [dossierId]),
    async end(tx, dossierId) {
      for (const { id } of await many(tx, sql.lockOpenFees, [dossierId])) await cancelLater(tx, id);
    },
    cancelLater,
  };
}
