import { z } from 'zod';
import { type FeeRow, type Fees, feeTasks } from '#dossier/fees';
import { type Dossier, type Dossiers, endedWithoutResult, type Status } from '#dossier/record';
import type { RelyingParty } from '#relying-party';
import type { Clock } from '#shared/clock';
import { type Db, maybe, run } from '#shared/db';
import type { Queue, Recurring, Task } from '#shared/jobs';
import * as sql from './order-sql.ts';

const PROBE = 'probe_payment';
/** What waits for the payment service. */
const waiting = [feeTasks.arrange, feeTasks.cancel];

/** The orders at the payment service that collect what dossiers owe. */
export interface Orders {
  /** Makes the order of a fee if it has none. Safe to repeat: the same key at the payment service gives the same order. */
  arrange(feeId: string): Promise<boolean>;
  readonly tasks: Readonly<Record<string, Task>>;
  readonly recurring: readonly Recurring[];
}

const order = z.object({ id: z.string().min(1).max(100), amount: z.coerce.number(), url: z.url(), expiresAt: z.coerce.date().nullish() });
type Order = z.infer<typeof order>;

/** Why the payment service is asked to cancel, in its words. */
const because: Readonly<Partial<Record<Status, string>>> = { 3: 'refused', 7: 'withdrawn', 8: 'stopped' };

export function createOrders(options: {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: Queue;
  readonly rp: Pick<RelyingParty, 'api'>;
  readonly urls: { readonly dossier: string; readonly payment: string };
  readonly dossiers: Pick<Dossiers, 'byId' | 'note'>;
  readonly fees: Pick<Fees, 'cancelLater'>;
}): Orders {
  const { db, clock, jobs, rp, urls, dossiers, fees } = options;
  const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    rp.api.call({
      ...{ as: 'client', resource: urls.payment, scope: 'payment:order', method: 'POST' },
      ...{ url: new URL(path, urls.payment), headers, body },
    });

  /** The order of a fee's present attempt: made now, or before by a try that nobody heard of. */
  const askForOrder = async (fee: FeeRow, dossier: Dossier): Promise<Order> => {
    const payer = await maybe(db, sql.payerOf, [dossier.person_id]);
    const body = {
      reference: dossier.code,
      description: `Phí, lệ phí hồ sơ ${dossier.code}`,
      // Our services are one sector, so the payment service knows the applicant by the same subject.
      payer: { name: dossier.applicant, ...(payer === null ? {} : { sub: payer.subject }) },
      items: fee.items,
      returnUrl: `${urls.dossier}/dossiers/${dossier.code}`,
      notifyUrl: `${urls.dossier}/webhooks/payment`,
    };
    const answer = await post('/api/orders', body, { 'idempotency-key': `${fee.id}-${fee.attempt}` });
    if (answer.status !== 201 && answer.status !== 200) throw new Error(`the payment service answered ${answer.status} to an order`);
    const made = order.parse(await answer.json());
    if (BigInt(made.amount) !== BigInt(fee.amount)) throw new Error('the payment service made an order of another amount');
    // An order leads a person to a page: only to one of the payment service itself.
    if (new URL(made.url).origin !== urls.payment) throw new Error('the payment service gave an address that is not its own');
    return made;
  };

  /** One try; `over` when the payment service answers with an order of an earlier try that nobody heard of and that has expired since. */
  const tryOnce = async (feeId: string): Promise<'made' | 'needless' | 'over'> => {
    const fee = await maybe(db, sql.feeById, [feeId]);
    if (fee === null || fee.state !== 'to-arrange') return 'needless';
    const dossier = await dossiers.byId(db, fee.dossier_id);
    if (dossier === null || endedWithoutResult(dossier.status)) return 'needless';
    const made = await askForOrder(fee, dossier);
    if (made.expiresAt != null && made.expiresAt <= clock.now()) {
      await run(db, sql.nextAttempt, [fee.id, fee.attempt]);
      return 'over';
    }
    await db.transaction(async (tx) => {
      if ((await run(tx, sql.setOrder, [fee.id, fee.attempt, made.id, made.url, made.expiresAt ?? null])) !== 1) return;
      const now = await dossiers.byId(tx, fee.dossier_id);
      if (now === null) return;
      // It ended while its order was being made.
      if (endedWithoutResult(now.status)) return fees.cancelLater(tx, fee.id);
      if (now.payment_state !== 'to-arrange') return;
      await dossiers.note(tx, now, { kind: 'fee-requested', detail: { amount: fee.amount } });
    });
    return 'made';
  };
  const arrange: Orders['arrange'] = async (feeId) => {
    let outcome = await tryOnce(feeId);
    if (outcome === 'over') outcome = await tryOnce(feeId);
    if (outcome === 'over') throw new Error('the payment service makes orders that have expired already');
    return outcome === 'made';
  };

  const cancel = async (feeId: string): Promise<boolean> => {
    const fee = await maybe(db, sql.feeById, [feeId]);
    if (fee === null || (fee.state !== 'to-arrange' && fee.state !== 'requested')) return false;
    const dossier = await dossiers.byId(db, fee.dossier_id);
    if (dossier === null || !endedWithoutResult(dossier.status)) return false;
    // Where no order is known, an answer may have been lost: the same key says which it was.
    const id = fee.order_id ?? (await askForOrder(fee, dossier)).id;
    const { status } = await post(`/api/orders/${encodeURIComponent(id)}/cancel`, { reason: because[dossier.status] });
    // 409: it is paid, of which a notice tells us, or it is over.
    if (status !== 200 && status !== 409) throw new Error(`the payment service answered ${status} to a cancellation`);
    return true;
  };
  /** `work` says whether the payment service has answered. */
  const task =
    (work: (feeId: string) => Promise<boolean>): Task =>
    async (payload, { number, unasked }) => {
      const answered = await work(z.object({ fee: z.uuid() }).parse(payload).fee);
      if (!answered) unasked?.();
      if (answered && number > 1) await jobs.wake(db, waiting);
    };

  return {
    arrange,
    tasks: { [feeTasks.arrange]: task(arrange), [feeTasks.cancel]: task(cancel), [PROBE]: () => jobs.probe(db, waiting) },
    recurring: [{ task: PROBE, at: '* * * * *' }],
  };
}
