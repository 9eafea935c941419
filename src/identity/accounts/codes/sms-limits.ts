import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import type { Tx } from '#shared/db';
import { shareOf } from '#shared/limits';
import { rateLimits } from '#identity/accounts/limits';

export interface SmsLimits {
  /** Counts one message to `phone`, or throws `limit.exceeded`. Counted in `tx`: a message that is not queued does not count. */
  beforeSending(tx: Tx, phone: string): Promise<void>;
}

/** At most 3 messages in 10 minutes and 10 in a day to one number, and `perMinute` to everybody. */
export function createSmsLimits(deps: { clock: Clock; blindIndex: BlindIndex; perMinute: number }): SmsLimits {
  const total = { key: 'sms-total', points: deps.perMinute, seconds: 60, shares: 16 };
  return {
    async beforeSending(tx, phone) {
      const hash = deps.blindIndex('limit', JSON.stringify(['phone', phone]));
      const key = hash.toString('base64url');
      await rateLimits.count(tx, deps.clock.now(), [
        { key: `sms-soon:${key}`, points: 3, seconds: 600 },
        { key: `sms-day:${key}`, points: 10, seconds: 86_400 },
        shareOf(total, hash),
      ]);
    },
  };
}
