import { z } from 'zod';
import type { Clock } from '#shared/clock';
import type { Sealer } from '#shared/crypto';
import { maybe, run, type Tx } from '#shared/db';
import type { Recurring, Task } from '#shared/jobs';
import { notificationStatements } from './notification-sql.ts';
import { DELIVER, notificationPlaces } from './notifier.ts';
import { PermanentFailure, type Channel, type Message } from './notify.ts';

const TIDY = 'tidy_notifications';
const KEPT_DAYS = 90;
const BATCH = 1000;

export interface DeliveryOptions {
  readonly schema: string;
  readonly db: Tx;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly channels: Readonly<Record<Message['channel'], Channel>>;
}

/**
 * The tasks that deliver what `createNotifier` has queued, and the clock by which the rest is tidied: expired codes are
 * erased every minute, messages are forgotten after 90 days.
 */
export function notificationTasks(options: DeliveryOptions): { tasks: Record<string, Task>; recurring: readonly Recurring[] } {
  const sql = notificationStatements(options.schema);
  return {
    tasks: {
      [DELIVER]: deliver(options, sql),
      async [TIDY](_payload, { signal }) {
        const now = options.clock.now();
        const oldest = new Date(now.getTime() - KEPT_DAYS * 86_400_000);
        while (!signal.aborted && (await run(options.db, sql.expire, [now, BATCH])) === BATCH);
        while (!signal.aborted && (await run(options.db, sql.remove, [oldest, BATCH])) === BATCH);
      },
    },
    recurring: [{ task: TIDY, at: '* * * * *' }],
  };
}

/**
 * At least once: the message is marked as sent after the other side has accepted it, and when the process dies in
 * between it is sent again under the same id, by which the other side recognises it. No transaction is held meanwhile.
 */
function deliver(options: DeliveryOptions, sql: ReturnType<typeof notificationStatements>): Task {
  const { db, clock, sealer } = options;
  const places = notificationPlaces(options.schema);
  return async (payload, attempt) => {
    const { id } = z.object({ id: z.uuid() }).parse(payload);
    const found = await maybe(db, sql.queued, [id]);
    if (found === null) return attempt.unasked?.();
    if (found.expires_at <= clock.now()) {
      await run(db, sql.finish, [id, 'expired', null, 0, 'not delivered in time']);
      return attempt.unasked?.();
    }
    const content = z
      .object({ subject: z.string().optional(), text: z.string() })
      .parse(JSON.parse(sealer.open(found.body, places.body(id))));
    try {
      await options.channels[found.channel]({
        id,
        to: sealer.open(found.recipient, places.recipient(id)),
        subject: content.subject,
        text: content.text,
        signal: attempt.signal,
      });
    } catch (error) {
      const why = (error instanceof Error ? error.message : String(error)).slice(0, 500);
      if (error instanceof PermanentFailure) {
        await run(db, sql.finish, [id, 'failed', null, 1, why]);
        return;
      }
      if (attempt.last) await run(db, sql.finish, [id, 'failed', null, 1, why]);
      else await run(db, sql.failedTry, [id, why]);
      throw error;
    }
    await run(db, sql.finish, [id, 'sent', clock.now(), 1, null]);
  };
}
