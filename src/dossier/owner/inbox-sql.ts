import { z } from 'zod';
import { statement } from '#shared/db';

// inbox_person
export const inboxOf = statement(
  'dossier.inbox-of',
  'SELECT id, template, code, at, read_at FROM dossier.inbox_message WHERE person_id = $1 ORDER BY at DESC LIMIT 100',
  z.object({ id: z.string(), template: z.string(), code: z.string(), at: z.date(), read_at: z.date().nullable() }),
);

// inbox_person
export const markRead = statement(
  'dossier.mark-inbox-read',
  'UPDATE dossier.inbox_message SET read_at = $2 WHERE person_id = $1 AND read_at IS NULL',
  z.unknown(),
);
