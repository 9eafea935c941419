import { z } from 'zod';
import { statement } from '#shared/db';

/**
 * What happened to one account, newest first, one page before the event ($2, $3). Index audit_event_account in each partition, from the
 * newest on, until the page is full; then the primary key of client.
 */
export const listActivity = statement(
  'account-centre.activity',
  `SELECT e.id, e.at, e.type, host(e.ip) AS ip, e.detail, c.name_vi, c.name_en
     FROM identity.audit_event e
     LEFT JOIN identity.client c ON c.id = e.client_id
    WHERE e.account_id = $1 AND (e.at, e.id) < ($2::timestamptz, $3::uuid) AND e.type = ANY ($4::text[])
    ORDER BY e.at DESC, e.id DESC
    LIMIT $5`,
  z.object({
    id: z.string(),
    at: z.date(),
    type: z.string(),
    ip: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()).nullable(),
    name_vi: z.string().nullable(),
    name_en: z.string().nullable(),
  }),
);
