import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { many, maybe, run, type Tx } from '#shared/db';
import type { Task } from '#shared/jobs';
import type { Dossier, Dossiers } from './dossiers.ts';
import * as sql from './fee-sql.ts';
import type { DossierOptions } from './options.ts';
import type { FeeItem } from './procedure.ts';

export const ARRANGE = 'arrange_payment';

export interface Fees {
  /** Asks for a fee in a dossier; its order is made by a job that keeps trying, so the payment service may be away. */
  ask(tx: Tx, dossier: Pick<Dossier, 'id'>, items: readonly FeeItem[]): Promise<void>;
  of(tx: Tx, dossier: Pick<Dossier, 'id'>): Promise<readonly sql.FeeRow[]>;
  /** Makes the order of a fee if it has none. Safe to repeat: the same key at the payment service gives the same order. */
  arrange(feeId: string): Promise<void>;
  readonly tasks: Readonly<Record<string, Task>>;
}

const order = z.object({ id: z.string().min(1).max(100), amount: z.coerce.number(), url: z.url(), expiresAt: z.coerce.date().nullish() });

export function createFees(
  options: Pick<DossierOptions, 'db' | 'clock' | 'jobs' | 'rp' | 'urls'> & { dossiers: Pick<Dossiers, 'byId' | 'happen'> },
): Fees {
  const { db, clock, jobs, rp, urls, dossiers } = options;

  /** One try; `over` when the payment service answers with an order of an earlier try that nobody heard of and that has expired since. */
  const tryOnce = async (feeId: string): Promise<'done' | 'over'> => {
    const [fee] = await many(db, sql.lockFee, [feeId]);
    if (fee === undefined || fee.state !== 'to-arrange') return 'done';
    const dossier = await dossiers.byId(db, fee.dossier_id);
    if (dossier === null || [3, 7, 8].includes(dossier.status)) return 'done';
    const payer = await maybe(db, sql.payerOf, [dossier.person_id]);
    const answer = await rp.api.call({
      as: 'client',
      resource: urls.payment,
      scope: 'payment:order',
      method: 'POST',
      url: new URL('/api/orders', urls.payment),
      headers: { 'idempotency-key': `${fee.id}-${fee.attempt}` },
      body: {
        reference: dossier.code,
        description: `Phí, lệ phí hồ sơ ${dossier.code}`,
        // Our services are one sector, so the payment service knows the applicant by the same subject.
        payer: { name: dossier.applicant, ...(payer === null ? {} : { sub: payer.subject }) },
        items: fee.items,
        returnUrl: `${urls.dossier}/dossiers/${dossier.code}`,
        notifyUrl: `${urls.dossier}/webhooks/payment`,
      },
    });
    if (answer.status !== 201 && answer.status !== 200) throw new Error(`the payment service answered ${answer.status} to an order`);
    const made = order.parse(await answer.json());
    if (BigInt(made.amount) !== BigInt(fee.amount)) throw new Error('the payment service made an order of another amount');
    // An order leads a person to a page: only to one of the payment service itself.
    if (new URL(made.url).origin !== urls.payment) throw new Error('the payment service gave an address that is not its own');
    if (made.expiresAt != null && made.expiresAt <= clock.now()) {
      await run(db, sql.nextAttempt, [fee.id, fee.attempt]);
      return 'over';
    }
    await db.transaction(async (tx) => {
      if ((await run(tx, sql.setOrder, [fee.id, fee.attempt, made.id, made.url, made.expiresAt ?? null])) !== 1) return;
      const now = await dossiers.byId(tx, fee.dossier_id);
      if (now === null || now.payment_state !== 'to-arrange') return;
      await dossiers.happen(tx, now, {
        kind: 'fee-requested',
        at: clock.now(),
        actor: 'system',
        paymentState: 'requested',
        detail: { amount: fee.amount },
      });
    });
    return 'done';
  };
  const arrange: Fees['arrange'] = async (feeId) => {
    if ((await tryOnce(feeId)) === 'over' && (await tryOnce(feeId)) === 'over')
      throw new Error('the payment service makes orders that have expired already');
  };

  return {
    async ask(tx, dossier, items) {
      const id = randomUUID();
      const amount = items.reduce((sum, item) => sum + BigInt(item.amount), 0n);
      await run(tx, sql.insertFee, [id, dossier.id, JSON.stringify(items), amount.toString(), clock.now()]);
      await jobs.add(tx, ARRANGE, { fee: id }, { key: `fee:${id}`, maxAttempts: 50 });
    },
    of: (tx, dossier) => many(tx, sql.feesOf, [dossier.id]),
    arrange,
    tasks: {
      async [ARRANGE](payload) {
        await arrange(z.object({ fee: z.uuid() }).parse(payload).fee);
      },
    },
  };
}

/** A fee as it is locked, for whoever changes its state. */
export const holdFee = (tx: Tx, id: string): Promise<sql.FeeRow | null> => maybe(tx, sql.lockFee, [id]);
