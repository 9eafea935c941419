import { z } from 'zod';
import { plainName, statement } from '#shared/db';

const record = {
  id: z.string(),
  channel: z.enum(['sms', 'email']),
  template: z.string(),
  language: z.enum(['vi', 'en']),
  recipient: z.instanceof(Buffer),
  status: z.enum(['queued', 'sent', 'failed', 'expired']),
  attempts: z.number(),
  last_error: z.string().nullable(),
  created_at: z.date(),
  sent_at: z.date().nullable(),
};

/**
 * The statements over one module's notifications. SQL has no parameter for a schema name, so the texts are built here
 * once, from a plain lower-case name; nothing else is ever put into them.
 */
export function notificationStatements(given: string) {
  const schema = plainName(given);
  const name = (verb: string): string => `notify.${schema}.${verb}`;
  return {
    insert: statement(
      name('insert'),
      `INSERT INTO ${schema}.notification
         (id, channel, template, language, recipient, recipient_index, body, secret, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      z.object({}),
    ),
    // Index notification_recipient: the newest of its kind since $3.
    lately: statement(
      name('lately'),
      `SELECT status = 'queued' AS waiting, created_at FROM ${schema}.notification
        WHERE recipient_index = $1 AND template = $2 AND created_at > $3
        ORDER BY created_at DESC LIMIT 1`,
      z.object({ waiting: z.boolean(), created_at: z.date() }),
    ),
    // Primary key.
    queued: statement(
      name('queued'),
      `SELECT id, channel, recipient, body, secret, expires_at
         FROM ${schema}.notification
        WHERE id = $1 AND status = 'queued'`,
      z.object({
        id: z.string(),
        channel: z.enum(['sms', 'email']),
        recipient: z.instanceof(Buffer),
        body: z.instanceof(Buffer),
        secret: z.boolean(),
        expires_at: z.date(),
      }),
    ),
    // Primary key. A secret text is erased with the end of its delivery, whichever end that is.
    finish: statement(
      name('finish'),
      `UPDATE ${schema}.notification
          SET status = $2, sent_at = $3, attempts = attempts + $4::int, last_error = $5,
              body = CASE WHEN secret THEN NULL ELSE body END
        WHERE id = $1 AND status = 'queued'`,
      z.object({}),
    ),
    // Primary key.
    failedTry: statement(
      name('failed-try'),
      `UPDATE ${schema}.notification SET attempts = attempts + 1, last_error = $2 WHERE id = $1 AND status = 'queued'`,
      z.object({}),
    ),
    // Index notification_unfinished.
    expire: statement(
      name('expire'),
      `UPDATE ${schema}.notification
          SET status = 'expired', body = CASE WHEN secret THEN NULL ELSE body END
        WHERE id IN (SELECT id FROM ${schema}.notification
                      WHERE status = 'queued' AND expires_at < $1
                      ORDER BY expires_at LIMIT $2::int FOR UPDATE SKIP LOCKED)`,
      z.object({}),
    ),
    // Index notification_created.
    remove: statement(
      name('remove'),
      `DELETE FROM ${schema}.notification
        WHERE id IN (SELECT id FROM ${schema}.notification WHERE created_at < $1 ORDER BY created_at LIMIT $2::int FOR UPDATE SKIP LOCKED)`,
      z.object({}),
    ),
    // Index notification_recipient.
    ofRecipient: statement(
      name('of-recipient'),
      `SELECT id, channel, template, language, recipient, status, attempts, last_error, created_at, sent_at
         FROM ${schema}.notification
        WHERE recipient_index = $1
        ORDER BY created_at DESC
        LIMIT $2::int`,
      z.object(record),
    ),
    // Index notification_failed.
    undelivered: statement(
      name('undelivered'),
      `SELECT id, channel, template, language, recipient, status, attempts, last_error, created_at, sent_at
         FROM ${schema}.notification
        WHERE status IN ('failed', 'expired')
        ORDER BY created_at DESC
        LIMIT $1::int`,
      z.object(record),
    ),
  };
}
