import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { dossierProblem } from '#dossier/problems';
import { type Dossiers, endedWithoutResult, type EventDetail, parseDossierCode } from '#dossier/record';
import type { Clock } from '#shared/clock';
import { type Db, many, run, type Tx } from '#shared/db';
import { signatureFields, type SigningKey, verifySignature } from '#shared/fetch';
import { anyone, json, route, type Route } from '#shared/http';
import * as sql from './order-sql.ts';

/** A moment in JSON. */
const moment = z.coerce.date().meta({ type: 'string', format: 'date-time' });

/** What the payment service says about an order of ours. */
const paymentNotice = z
  .object({
    id: z.string().min(8).max(100),
    type: z.enum(['order.paid', 'order.expired', 'order.refunded']),
    order: z.object({
      id: z.string().min(1).max(100),
      reference: z.string().max(60),
      amount: z.union([z.int(), z.string().regex(/^\d{1,15}$/)]).transform((amount) => String(amount)),
      paidAt: moment.nullish(),
      receiptNumber: z.union([z.string().max(60), z.number().transform(String)]).nullish(),
      receiptUrl: z
        .url({ protocol: /^https?$/ })
        .max(500)
        .nullish(),
    }),
    at: moment.optional(),
  })
  .meta({ id: 'dossier.PaymentNotice' });
type Notice = z.infer<typeof paymentNotice>;

/** What came of a notice: it changed something, it had been taken before, or there was nothing left to change. */
const noticeOutcome = z.enum(['taken', 'known', 'no-effect']);
const answer = z.object({ outcome: noticeOutcome }).meta({ id: 'dossier.Outcome' });

/**
 * `POST /webhooks/payment` — the only way a dossier learns about money. Signed (five minutes), counted once by the
 * event's id, in any order and any number of times; checked against the dossier and the amount before anything happens.
 */
export function noticeRoute(options: {
  readonly db: Db;
  readonly clock: Clock;
  readonly urls: { readonly payment: string };
  /** Several while a key is being replaced. */
  readonly webhookKeys: readonly SigningKey[];
  readonly dossiers: Pick<Dossiers, 'byCode' | 'move' | 'note'>;
}): Route {
  const { db, clock, dossiers } = options;
  return route({
    method: 'POST',
    path: '/webhooks/payment',
    who: anyone,
    surface: 'api',
    limit: 16_384,
    operation: {
      id: 'tellPayment',
      summary: 'What became of an order for a dossier’s fee',
      description:
        'For the payment service. May come any number of times and in any order: one `id` counts once. `order.reference` is the code of the dossier. X-Signature is HMAC-SHA-256 in hexadecimal over key id, idempotency key, time, method, path and SHA-256 of the body, one per line.',
      checks: { headers: signatureFields, body: paymentNotice },
      answers: { 200: { means: 'Taken, or there was nothing to do', body: answer } },
      refuses: {
        'dossier.notice-unsigned': 'The signature does not hold; `detail` says why',
        'dossier.changed': 'The dossier was moved at the same moment; send the notice again',
        'dossier.move-refused': 'The dossier does not take this now; send the notice again',
        'dossier.notice-wrong': 'Not understood, or no such order in that dossier',
      },
    },
    async handle({ koa, body }) {
      const raw = koa.state['rawBody'] as Buffer;
      const checked = verifySignature({
        keys: options.webhookKeys,
        clock,
        request: { method: koa.method, path: koa.originalUrl, body: raw.toString('utf8') },
        header: (name) => koa.get(name),
      });
      if ('fault' in checked) throw dossierProblem('dossier.notice-unsigned', { detail: `signature ${checked.fault}` });
      const parsed = paymentNotice.safeParse(body);
      if (!parsed.success) throw dossierProblem('dossier.notice-wrong', { detail: parsed.error.issues[0]?.message });
      const outcome = await db.transaction((tx) => take(tx, parsed.data));
      return json({ outcome });
    },
  });

  /** Like an order, a receipt leads a person to a page: only to one of the payment service itself. */
  function receiptOf({ receiptNumber, receiptUrl }: Notice['order']): Pick<EventDetail, 'receiptNumber' | 'receiptUrl'> {
    if (receiptNumber == null) return {};
    const own = receiptUrl != null && new URL(receiptUrl).origin === options.urls.payment;
    return { receiptNumber, ...(own ? { receiptUrl } : {}) };
  }

  async function take(tx: Tx, { id, type, order }: Notice): Promise<z.infer<typeof noticeOutcome>> {
    // The fees are held before the dossier is read, and before the notice is written, which holds the dossier as well: whoever ends a
    // dossier takes them in this order too (`move`).
    const fees = await many(tx, sql.lockFeesOf, [parseDossierCode(order.reference)?.code ?? order.reference]);
    const dossier = await dossiers.byCode(tx, order.reference);
    if (dossier === null) throw dossierProblem('dossier.notice-wrong', { detail: 'no such dossier' });
    // The notice may overtake the answer that tells us the order's id.
    const fee =
      fees.find((fee) => fee.order_id === order.id) ?? fees.find((fee) => fee.state === 'to-arrange' && fee.amount === order.amount);
    if (fee === undefined || fee.amount !== order.amount)
      throw dossierProblem('dossier.notice-wrong', { detail: 'no such order in this dossier' });
    const notice = randomUUID();
    const now = clock.now();
    if ((await run(tx, sql.insertNotice, [notice, id, type, dossier.id, order.id, order.amount, now])) !== 1) return 'known';
    const detail = { amount: order.amount };
    if (type === 'order.paid') {
      if ((await run(tx, sql.feePaid, [fee.id, order.id, order.paidAt ?? now, order.receiptNumber ?? null])) !== 1) return 'no-effect';
      await dossiers.note(tx, dossier, { kind: 'fee-paid', notice, detail: { ...detail, ...receiptOf(order) } });
      // What kept the dossier waiting has come: it goes on by itself, and so does its clock.
      if (dossier.status === 6) await dossiers.move(tx, dossier, { by: { actor: 'payment', notice }, move: { to: 4 } });
      return 'taken';
    }
    if (type === 'order.expired') {
      // A dossier that has ended needs no other order, and nobody is told to pay.
      if (endedWithoutResult(dossier.status)) return 'no-effect';
      if ((await run(tx, sql.orderExpired, [fee.id, order.id])) !== 1) return 'no-effect';
      await dossiers.note(tx, dossier, { kind: 'fee-expired', notice, detail });
      return 'taken';
    }
    if ((await run(tx, sql.feeRefunded, [fee.id])) !== 1) return 'no-effect';
    await dossiers.note(tx, dossier, { kind: 'fee-refunded', notice, detail });
    return 'taken';
  }
}
