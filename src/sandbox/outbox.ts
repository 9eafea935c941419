import type { Clock } from '#shared/clock';
import { sha256 } from '#shared/crypto';
import { many, maybe, run, type Tx } from '#shared/db';
import { clearMessages, insertMessage, listMessages, sameMessage } from './outbox-sql.ts';

export interface OutboxMessage {
  readonly id: number;
  readonly channel: 'sms' | 'email';
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
  /** ISO 8601. */
  readonly receivedAt: string;
}

export interface Incoming {
  readonly channel: 'sms' | 'email';
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
}

/** Keeps a message once per key. `conflict` when another message already came under the same key. */
export async function keepMessage(tx: Tx, input: { key: string; message: Incoming; clock: Clock }): Promise<'kept' | 'known' | 'conflict'> {
  const { channel, to, subject, text } = input.message;
  const fingerprint = sha256(JSON.stringify([to, subject, text]));
  const values = [channel, input.key, fingerprint, recipientOf(to), subject, text, input.clock.now()];
  if ((await run(tx, insertMessage, values)) === 1) return 'kept';
  const found = await maybe(tx, sameMessage, [channel, input.key, fingerprint]);
  return found?.same === true ? 'known' : 'conflict';
}

/** Newest first. */
export async function readOutbox(tx: Tx, filter: OutboxFilter): Promise<OutboxMessage[]> {
  const to = filter.to === undefined || filter.to.trim() === '' ? null : recipientOf(filter.to);
  const rows = await many(tx, listMessages, [to, filter.channel ?? null, filter.after ?? 0, filter.limit]);
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    to: row.recipient,
    subject: row.subject,
    text: row.body,
    receivedAt: row.received_at.toISOString(),
  }));
}

export interface OutboxFilter {
  readonly to?: string | undefined;
  readonly channel?: 'sms' | 'email' | undefined;
  /** Only messages after this id. */
  readonly after?: number | undefined;
  readonly limit: number;
}

export async function emptyOutbox(tx: Tx): Promise<void> {
  await run(tx, clearMessages, []);
}

/** One spelling per recipient: `0912…`, `84912…` and ` 84912…` (an unencoded plus in a URL) are all `+84912…`. */
export function recipientOf(to: string): string {
  const text = to.trim().toLowerCase();
  if (text.includes('@')) return text;
  const digits = text.replace(/[^\d]/g, '');
  return digits.startsWith('0') ? `+84${digits.slice(1)}` : `+${digits}`;
}
