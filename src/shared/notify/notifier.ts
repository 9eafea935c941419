import type { Clock } from '#shared/clock';
import { uuidv7, type BlindIndex, type Sealer } from '#shared/crypto';
import { many, maybe, run, type Tx } from '#shared/db';
import type { Jobs } from '#shared/jobs';
import { notificationStatements } from './notification-sql.ts';
import type { Message, NotificationRecord, Notifier } from './notify.ts';
import { checkSms } from './sms-text.ts';

export const DELIVER = 'deliver_notification';

/** A code is of no use after ten minutes; other news still is after two days. */
const LIFETIME_SECONDS = { secret: 600, plain: 172_800 };

export interface NotifierOptions {
  readonly schema: string;
  readonly jobs: Jobs;
  readonly sealer: Sealer;
  readonly blindIndex: BlindIndex;
  readonly clock: Clock;
  /**
   * Notices of the same kind (template) to the same recipient within so many seconds become two at most: the first at once, and one at the
   * end that stands for all after it. Only where a kind says all there is to say. All are sent unless stated.
   */
  readonly gatherSeconds?: number;
  /** False drops a notice: its recipient was sent too many today. A secret message is limited by whoever asks for it. */
  readonly admit?: (tx: Tx, message: Message) => Promise<boolean>;
}

export interface SupportedNotifier extends Notifier {
  /** The newest messages to one phone number or e-mail address, without their texts. */
  listNotifications(tx: Tx, input: { to: string; limit: number }): Promise<readonly NotificationRecord[]>;
  /** The newest messages that did not get through, to anybody. */
  listUndelivered(tx: Tx, input: { limit: number }): Promise<readonly NotificationRecord[]>;
}

/**
 * Stores each message sealed, with the job that will deliver it, in the caller's transaction: a cause that is rolled
 * back tells nobody. Throws for an SMS with a link or of more than two segments.
 */
export function createNotifier(options: NotifierOptions): SupportedNotifier {
  const { schema, jobs, sealer, clock } = options;
  const sql = notificationStatements(schema);
  const places = notificationPlaces(schema);
  const toRecord = (row: RecordRow): NotificationRecord => ({
    id: row.id,
    channel: row.channel,
    template: row.template,
    language: row.language,
    recipient: mask(sealer.open(row.recipient, places.recipient(row.id))),
    status: row.status,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at,
    sentAt: row.sent_at,
  });
  /** Null: it goes now. A moment: it goes then, for all that come before. `waiting`: one that goes anyway tells as much. */
  const gathered = async (tx: Tx, input: { recipient: Buffer; template: string; now: Date }): Promise<Date | 'waiting' | null> => {
    if (options.gatherSeconds === undefined) return null;
    const window = options.gatherSeconds * 1000;
    const last = await maybe(tx, sql.lately, [input.recipient, input.template, new Date(input.now.getTime() - window)]);
    if (last === null) return null;
    return last.waiting ? 'waiting' : new Date(last.created_at.getTime() + window);
  };
  return {
    async send(tx, message) {
      if (message.channel === 'sms') checkSms(message.text);
      const now = clock.now();
      const recipient = options.blindIndex(message.channel === 'sms' ? 'phone' : 'email', recipientKey(message.to));
      const later = message.secret ? null : await gathered(tx, { recipient, template: message.template, now });
      if (later === 'waiting' || (!message.secret && (await options.admit?.(tx, message)) === false)) return;
      const id = uuidv7(now);
      const expires = new Date(now.getTime() + (message.secret ? LIFETIME_SECONDS.secret : LIFETIME_SECONDS.plain) * 1000);
      const content = JSON.stringify({ subject: message.subject, text: message.text.normalize('NFC') });
      await run(tx, sql.insert, [
        id,
        message.channel,
        message.template,
        message.language,
        sealer.seal(message.to, places.recipient(id)),
        recipient,
        sealer.seal(content, places.body(id)),
        message.secret,
        now,
        expires,
      ]);
      await jobs.add(tx, DELIVER, { id }, { lane: `vendor:${message.channel}`, ...(later === null ? {} : { runAt: later }) });
    },
    async listNotifications(tx, { to, limit }) {
      const index = options.blindIndex(to.includes('@') ? 'email' : 'phone', recipientKey(to));
      return (await many(tx, sql.ofRecipient, [index, limit])).map(toRecord);
    },
    async listUndelivered(tx, { limit }) {
      return (await many(tx, sql.undelivered, [limit])).map(toRecord);
    },
  };
}

type RecordRow = Awaited<ReturnType<ReturnType<typeof notificationStatements>['undelivered']['row']['parseAsync']>>;

/** Where the sealed columns live; the delivery opens what `send` sealed. */
export function notificationPlaces(schema: string) {
  const table = `${schema}.notification`;
  return {
    recipient: (row: string) => ({ table, column: 'recipient', row }),
    body: (row: string) => ({ table, column: 'body', row }),
  };
}

const recipientKey = (to: string): string => to.trim().toLowerCase();

/** `•••• 678` for a phone number, `n•••@example.com` for an e-mail address. */
function mask(recipient: string): string {
  const at = recipient.lastIndexOf('@');
  return at < 0 ? `•••• ${recipient.slice(-3)}` : `${recipient.slice(0, 1)}•••${recipient.slice(at)}`;
}
