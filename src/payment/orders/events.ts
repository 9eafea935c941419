import { z } from 'zod';
import type { Links, PaymentOptions } from '#payment/terms';
import { DAY, later, MINUTE } from '#shared/clock';
import { uuidv7 } from '#shared/crypto';
import { many, maybe, run, type Tx } from '#shared/db';
import { signatureHeaders } from '#shared/fetch';
import { isAboutContent, NotTaken, type Task } from '#shared/jobs';
import { findEvent, insertEvent, markDelivered, markUndelivered, oldestWaiting, waitingFor, type EventType } from './event-sql.ts';
import type { orderEvent } from './order-schemas.ts';

export const deliverEventTask = 'payment_deliver_event';

/**
 * Tells whoever asked for the money what became of it: the event and the job that sends it are written with the fact. An
 * order without `notifyUrl` (a fine) tells nobody.
 */
export async function announce(
  deps: Pick<PaymentOptions, 'jobs'>,
  tx: Tx,
  event: { type: EventType; orderId: string; notifyUrl: string | null; at: Date },
): Promise<void> {
  if (event.notifyUrl === null) return;
  const id = uuidv7(event.at);
  await run(tx, insertEvent, [id, event.orderId, event.type, event.at]);
  await deps.jobs.add(tx, deliverEventTask, { id }, { lane: `webhook:${new URL(event.notifyUrl).host}`, key: jobKey(id) });
}

const jobKey = (eventId: string): string => `event:${eventId}`;

/**
 * Every minute: tries the oldest event that each receiver has not taken. After an outage the waits between retries have grown to
 * hours; whoever has paid must not wait for them. The first that is taken wakes the rest. After a week a receiver is left alone.
 */
export async function probeReceivers(deps: Pick<PaymentOptions, 'db' | 'clock' | 'jobs'>): Promise<void> {
  const now = deps.clock.now();
  for (const { id } of await many(deps.db, oldestWaiting, [later(now, -7 * DAY), later(now, -MINUTE)])) {
    await deps.jobs.hurry(deps.db, jobKey(id));
  }
}

const job = z.object({ id: z.uuid() });

/**
 * Sends one event, signed with `signatureHeaders` under the event's id. Anything but a 2xx answer is tried again; the
 * receiver knows a repetition by the id.
 */
export function deliverEvent(
  deps: Pick<PaymentOptions, 'db' | 'clock' | 'jobs' | 'webhookKey' | 'webhookFetch' | 'log'> & { readonly links: Pick<Links, 'receipt'> },
): Task {
  const { db, clock } = deps;
  return async (payload, { signal, unasked }) => {
    const event = await maybe(db, findEvent, [job.parse(payload).id]);
    if (event === null || event.notify_url === null || event.delivered_at !== null) return unasked?.();
    const url = new URL(event.notify_url);
    const said: z.output<typeof orderEvent> = {
      id: event.id,
      type: event.type,
      order: {
        id: event.order_id,
        reference: event.reference,
        amount: Number(event.amount),
        paidAt: event.paid_at?.toISOString() ?? null,
        receiptNumber: event.receipt,
        receiptUrl: event.receipt === null ? null : deps.links.receipt(event.receipt),
      },
      at: event.at.toISOString(),
    };
    const body = JSON.stringify(said);
    const signed = signatureHeaders(deps.webhookKey, event.id, clock.epoch(), { method: 'POST', path: url.pathname + url.search, body });
    try {
      const headers = { ...signed, 'content-type': 'application/json' };
      const response = await deps.webhookFetch(url, { method: 'POST', headers, body, signal });
      const what = `the receiver answered ${response.status}`;
      if (!response.ok) throw isAboutContent(response.status) ? new NotTaken(what) : new Error(what);
    } catch (error) {
      await run(db, markUndelivered, [event.id, String(error instanceof Error ? error.message : error).slice(0, 300)]);
      throw error;
    }
    await run(db, markDelivered, [event.id, clock.now()]);
    // The receiver is there: what it missed comes now.
    const missed = await many(db, waitingFor, [event.notify_url, later(clock.now(), -MINUTE)]);
    for (const { id } of missed) await deps.jobs.hurry(db, jobKey(id));
  };
}
