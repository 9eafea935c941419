import { z } from 'zod';
import { statement } from '#shared/db';

const message = z.object({
  id: z.number(),
  channel: z.enum(['sms', 'email']),
  recipient: z.string(),
  subject: z.string().nullable(),
  body: z.string(),
  received_at: z.date(),
});

// Unique index on (channel, message_key) decides that a message is kept once.
export const insertMessage = statement(
  'sandbox.outbox.insert',
  `INSERT INTO sandbox.outbox (channel, message_key, fingerprint, recipient, subject, body, received_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (channel, message_key) DO NOTHING`,
  z.object({}),
);

// Unique index on (channel, message_key).
export const sameMessage = statement(
  'sandbox.outbox.same',
  `SELECT fingerprint = $3 AS same FROM sandbox.outbox WHERE channel = $1 AND message_key = $2`,
  z.object({ same: z.boolean() }),
);

// Primary key backwards; with a recipient, index outbox_recipient.
export const listMessages = statement(
  'sandbox.outbox.list',
  `SELECT id::int AS id, channel, recipient, subject, body, received_at
     FROM sandbox.outbox
    WHERE ($1::text IS NULL OR recipient = $1) AND ($2::text IS NULL OR channel = $2) AND id > $3::bigint
    ORDER BY id DESC
    LIMIT $4::int`,
  message,
);

export const clearMessages = statement('sandbox.outbox.clear', `DELETE FROM sandbox.outbox`, z.object({}));
