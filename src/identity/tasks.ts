import { type Channel, notificationTasks } from '#shared/notify';
import type { Recurring, Task } from '#shared/jobs';
import { createPhoneChangeJob } from '#identity/account-centre';
import { logoutJob } from '#identity/provider';
import { deleteExpiredFlows } from '#identity/sign-in';
import type { IdentityRuntime } from './runtime.ts';

const BATCH = 500;
const MOST_BATCHES = 40;
/** Signing keys are replaced after this many days. */
const KEY_DAYS = 90;

/** Everything identity does outside a request. */
export function identityTasks(
  runtime: IdentityRuntime,
  channels: Readonly<Record<'sms' | 'email', Channel>>,
): { tasks: Record<string, Task>; recurring: readonly Recurring[] } {
  const { accounts, db, clock, deliveries, log, sealer, store, keys, events, live } = runtime;
  const completePhoneChanges = createPhoneChangeJob(runtime);
  const notifications = notificationTasks({ schema: 'identity', db, sealer, clock, channels });
  return {
    tasks: {
      ...notifications.tasks,
      async deliver_logout(payload, { last, signal, unasked }) {
        const job = logoutJob.parse(payload);
        try {
          if (!(await live.current().deliverLogout(job, signal))) unasked?.();
          await deliveries.mark(db, job, 'told');
        } catch (error) {
          await deliveries.mark(db, job, last ? 'given-up' : 'retrying');
          throw error;
        }
      },
      async clean_up() {
        const removed = await store.deleteExpired(db, { batch: BATCH, maxBatches: MOST_BATCHES });
        const flows = await deleteExpiredFlows(db, { now: clock.now(), batch: BATCH, maxBatches: MOST_BATCHES });
        await accounts.cleanUp(db);
        await deliveries.cleanUp(db);
        log.debug({ removed, flows }, 'expired rows removed');
      },
      complete_phone_changes: completePhoneChanges,
      async prepare_partitions() {
        await db.transaction((tx) => events.preparePartitions(tx));
      },
      async maintain_keys() {
        await db.transaction(async (tx) => {
          await keys.ensure(tx);
          await keys.maintain(tx, { maximumDays: KEY_DAYS });
        });
      },
    },
    recurring: [
      ...notifications.recurring,
      { task: 'clean_up', at: '* * * * *' },
      { task: 'complete_phone_changes', at: '*/10 * * * *' },
      { task: 'prepare_partitions', at: '17 3 * * *' },
      { task: 'maintain_keys', at: '*/10 * * * *' },
    ],
  };
}
