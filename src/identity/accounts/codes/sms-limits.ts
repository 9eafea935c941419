import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import type { Tx } from '#shared/db';
import { count } from '#identity/accounts/limits';

const SHARES = 16;

export interface SmsLimits {
  /** Counts one message to `phone`, or throws `limit.exceeded`. Counted in `tx`: a message that is not queued does not count. */
  beforeSending(tx: Tx, phone: string): Promise<void>;
}

/** At most 3 messages in 10 minutes and 10 in a day to one number, and `perMinute` to everybody. */
export function createSmsLimits(deps: { clock: Clock; blindIndex: BlindIndex; perMinute: number }): SmsLimits {
  return {
    async beforeSending(tx, phone) {
      const hash = deps.blindIndex('limit', JSON.stringify(['phone', phone]));
      const key = hash.toString('base64url');
      await count(tx, deps.clock, [
        { key: `sms-soon:${key}`, points: 3, seconds: 600 },
        { key: `sms-day:${key}`, points: 10, seconds: 86_400 },
        { key: `sms-total:${String(hash.readUInt8(0) % SHARES)}`, points: Math.ceil(deps.perMinute / SHARES), seconds: 60 },
      ]);
    },
  };
}
