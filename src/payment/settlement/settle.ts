import type { z } from 'zod';
import type { Facts } from '#payment/gateways';
import { payableAccount, writeJournal, type SuspenseReason } from '#payment/ledger';
import { announce, takesMoney } from '#payment/orders';
import { issueReceipt } from '#payment/receipts';
import type { PaymentOptions } from '#payment/terms';
import { uuidv7 } from '#shared/crypto';
import { maybe, one, run, type Tx } from '#shared/db';
import * as sql from './settlement-sql.ts';

/**
 * What became of a report. `paid`, `failed`: this call changed the order. `already`: it, or another attempt, had been decided
 * before. `late`, `twice`, `wrong-amount`, `unknown-reference`: not applied; money that was taken is in suspense. `open`: the
 * gateway has not decided.
 */
export type Settlement = 'paid' | 'failed' | 'already' | 'open' | SuspenseReason;

type Deps = Pick<PaymentOptions, 'clock' | 'jobs' | 'collector' | 'metrics'>;

/**
 * The one way in which an order becomes paid or failed: notification, return and query all come here with checked facts.
 *
 * Idempotent, also for any number of parallel calls: the order's row lock decides, and each transaction number of a gateway
 * is booked once. Paying writes, in this one transaction: the incoming money, the journal, the order, the attempts, the fine
 * if there is one, the event for whoever asked, and the receipt. Money that does not pay an order is booked to suspense.
 */
export async function settle(deps: Deps, tx: Tx, facts: Facts): Promise<Settlement> {
  const seen = await before(tx, facts);
  if (seen !== null) return seen;
  const found = facts.reference === null ? null : await maybe(tx, sql.lockAttempt, [facts.reference, facts.gateway]);
  const outcome = found === null ? await unknown(deps, tx, facts) : await decide(deps, tx, { facts, found });
  deps.metrics.event(`payment.${facts.gateway}.${outcome}`);
  return outcome;
}

type Found = z.infer<typeof sql.lockAttempt.row>;

/** A transaction that is booked already needs no lock; most repetitions end here. */
async function before(tx: Tx, facts: Facts): Promise<Settlement | null> {
  if (facts.outcome !== 'paid') return null;
  const incoming = await maybe(tx, sql.findIncoming, [facts.gateway, facts.transactionNo]);
  return incoming === null ? null : (incoming.suspense ?? 'already');
}

async function unknown(deps: Deps, tx: Tx, facts: Facts): Promise<Settlement> {
  if (facts.outcome === 'paid') await bookSuspense(deps, tx, { facts, found: null, why: 'unknown-reference' });
  return 'unknown-reference';
}

async function decide(deps: Deps, tx: Tx, { facts, found }: { facts: Facts; found: Found }): Promise<Settlement> {
  if (facts.outcome === 'paid') {
    if (facts.amount !== found.amount) return bookSuspense(deps, tx, { facts, found, why: 'wrong-amount' });
    if (found.order_status === 'paid') return bookSuspense(deps, tx, { facts, found, why: 'twice' });
    if (!takesMoney(found.order_status)) return bookSuspense(deps, tx, { facts, found, why: 'late' });
    return pay(deps, tx, { facts, found });
  }
  if (facts.amount !== found.amount) return 'wrong-amount';
  if (facts.outcome === 'open') return found.status === 'open' ? 'open' : 'already';
  if (found.status !== 'open') return 'already';
  await run(tx, sql.failAttempt, [found.id, facts.code]);
  const { open } = await one(tx, sql.countOpenAttempts, [found.order_id]);
  if (open === 0 && found.order_status === 'pending') await run(tx, sql.failOrder, [found.order_id]);
  return 'failed';
}

type Paid = Extract<Facts, { outcome: 'paid' }>;

async function recordIncoming(
  deps: Deps,
  tx: Tx,
  input: { facts: Paid; found: Found | null; why: SuspenseReason | null },
): Promise<string | null> {
  const { facts, found, why } = input;
  const now = deps.clock.now();
  const id = uuidv7(now);
  const values = [
    id,
    facts.gateway,
    facts.transactionNo,
    facts.reference,
    found?.id ?? null,
    found?.order_id ?? null,
    String(facts.amount),
    why,
    now,
  ];
  return (await run(tx, sql.insertIncoming, values)) === 1 ? id : null;
}

/** Books money that pays nothing, so that somebody finds it and gives it back. */
async function bookSuspense(deps: Deps, tx: Tx, input: { facts: Paid; found: Found | null; why: SuspenseReason }): Promise<Settlement> {
  const { facts, found, why } = input;
  const incomingId = await recordIncoming(deps, tx, input);
  if (incomingId === null) return (await before(tx, facts)) ?? 'already';
  await writeJournal(tx, {
    kind: 'suspense',
    orderId: found?.order_id ?? null,
    incomingId,
    at: deps.clock.now(),
    postings: [
      { account: `received/${facts.gateway}`, amount: facts.amount },
      { account: 'suspense', amount: -facts.amount },
    ],
  });
  return why;
}

async function pay(deps: Deps, tx: Tx, { facts, found }: { facts: Paid; found: Found }): Promise<Settlement> {
  const at = deps.clock.now();
  const incomingId = await recordIncoming(deps, tx, { facts, found, why: null });
  if (incomingId === null) return (await before(tx, facts)) ?? 'already';
  await writeJournal(tx, {
    kind: 'payment',
    orderId: found.order_id,
    incomingId,
    at,
    postings: [
      { account: `received/${facts.gateway}`, amount: facts.amount },
      ...found.items.map(({ kind, amount }) => ({ account: payableAccount(kind), amount: -BigInt(amount) })),
    ],
  });
  if ((await run(tx, sql.payOrder, [found.order_id, found.order_status, at])) !== 1)
    throw new Error(`order ${found.order_id} changed under its lock`);
  await run(tx, sql.closeAllAttempts, [found.order_id, found.id]);
  if (found.fine_id !== null) await run(tx, sql.markFinePaid, [found.fine_id, at, String(facts.amount)]);
  await announce(deps, tx, { type: 'order.paid', orderId: found.order_id, notifyUrl: found.notify_url, at });
  await issueReceipt(tx, { collector: deps.collector, orderId: found.order_id, amount: facts.amount, at });
  return 'paid';
}
