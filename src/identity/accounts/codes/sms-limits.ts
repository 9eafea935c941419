import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import type { Tx } from '#shared/db';
import { shareOf, unwatched, type Limit, type Watch } from '#shared/limits';
import type { Message } from '#shared/notify';
import { Problem } from '#shared/problem';
import { rateLimits } from '#identity/accounts/limits';
import type { CodePurpose } from './contract.ts';

/** Who makes us write: strangers, who need nothing but a number; somebody behind a password, on a known browser, or signed in. */
export type Sender = 'stranger' | 'password' | 'known' | 'account';

export interface SmsLimits {
  /** Counts one message to `phone`, or throws `limit.exceeded`. Counted in `tx`: a message that is not queued does not count. */
  beforeSending(tx: Tx, phone: string, sender: Sender): Promise<void>;
}

export const senderOf = (purpose: CodePurpose, known: boolean): Sender =>
  purpose === 'sign-in' ? 'password' : purpose === 'change-phone' ? 'account' : known && purpose === 'recover' ? 'known' : 'stranger';

const TEN_MINUTES = 600;
const DAY = 86_400;

/**
 * Codes to one number, in ten minutes and in a day, by who asks for them: a help page that anybody can post to does not use up what the
 * owner's sign-in needs. All of them together stay below {@link MESSAGES_A_DAY}, so that no other budget meets that one.
 */
const budgets: Readonly<Record<Sender, { readonly soon: number; readonly day: number }>> = {
  stranger: { soon: 3, day: 6 },
  password: { soon: 3, day: 10 },
  known: { soon: 3, day: 6 },
  account: { soon: 3, day: 10 },
};

/** Messages of every kind to one number or address in a day: what a person can be told however many things happen. */
const MESSAGES_A_DAY = 60;

export const everyMessage = (recipient: string): Limit => ({ key: `message-day:${recipient}`, points: MESSAGES_A_DAY, seconds: DAY });

/** `perMinute` to everybody, of which strangers have half. */
export function createSmsLimits(deps: { clock: Clock; blindIndex: BlindIndex; perMinute: number; watch?: Watch | undefined }): SmsLimits {
  const table = rateLimits.watched(deps.watch ?? unwatched);
  const totals = {
    stranger: { key: 'sms-stranger-total', points: Math.ceil(deps.perMinute / 2), seconds: 60, shares: 16 },
    others: { key: 'sms-total', points: deps.perMinute, seconds: 60, shares: 16 },
  };
  return {
    async beforeSending(tx, phone, sender) {
      const hash = deps.blindIndex('limit', JSON.stringify(['phone', phone]));
      const key = hash.toString('base64url');
      const { soon, day } = budgets[sender];
      await table.count(tx, deps.clock.now(), [
        { key: `sms-${sender}-soon:${key}`, points: soon, seconds: TEN_MINUTES },
        { key: `sms-${sender}-day:${key}`, points: day, seconds: DAY },
        everyMessage(key),
        shareOf(sender === 'stranger' ? totals.stranger : totals.others, hash),
      ]);
    },
  };
}

/** Notices to one recipient in a day; with all codes they stay below what a person can be told. */
const NOTICES_A_DAY = 20;

/** Whether a notice is sent: the recipient has not had too many today. What is not sent stands in the records of the account all the same. */
export function createNoticeLimits(deps: { clock: Clock; blindIndex: BlindIndex; watch: Watch; dropped: () => void }) {
  const table = rateLimits.watched(deps.watch);
  return async (tx: Tx, { channel, to }: Pick<Message, 'channel' | 'to'>): Promise<boolean> => {
    const key = deps.blindIndex('limit', JSON.stringify([channel === 'sms' ? 'phone' : 'email', to])).toString('base64url');
    try {
      await table.count(tx, deps.clock.now(), [{ key: `notice-day:${key}`, points: NOTICES_A_DAY, seconds: DAY }, everyMessage(key)]);
      return true;
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'limit.exceeded')) throw error;
      deps.dropped();
      return false;
    }
  };
}
