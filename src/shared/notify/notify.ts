import type { Tx } from '#shared/db';
import type { Language } from '#shared/texts';

/** One message to one person. The text is rendered when it is queued, in the person's language, and never has a link in an SMS. */
export interface Message {
  readonly channel: 'sms' | 'email';
  /** E.164 phone number or e-mail address. */
  readonly to: string;
  /** Template name, e.g. `sign-in-code`; kept beside the message for statistics and support. */
  readonly template: string;
  readonly language: Language;
  /** E-mail only. */
  readonly subject?: string;
  readonly text: string;
  /** Holds a code or another secret: kept sealed and erased once it has been delivered. */
  readonly secret: boolean;
}

/** Queues messages in the transaction of their cause; a worker delivers them at least once, with retries. */
export interface Notifier {
  send(tx: Tx, message: Message): Promise<void>;
}

export type NotificationStatus = 'queued' | 'sent' | 'failed' | 'expired';

/** What support may see of a message: never its text, and of the recipient only the end. */
export interface NotificationRecord {
  readonly id: string;
  readonly channel: Message['channel'];
  readonly template: string;
  readonly language: Language;
  readonly recipient: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

/** What a channel is given to deliver. `id` is the same at every try, so that the receiving side can tell a repetition. */
export interface Delivery {
  readonly id: string;
  readonly to: string;
  readonly subject: string | undefined;
  readonly text: string;
  readonly signal: AbortSignal;
}

/** One way out. Resolves when the message has been accepted; rejects with `PermanentFailure` when trying again is useless. */
export type Channel = (delivery: Delivery) => Promise<void>;

/** The other side will never accept this message (a malformed number, an unknown mailbox). */
export class PermanentFailure extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PermanentFailure';
  }
}
