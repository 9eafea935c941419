import { z } from 'zod';
import { statement } from '#shared/db';

// inbox_message_dossier_id_seq_key
export const insertMessage = statement(
  'dossier.insert-inbox-message',
  'INSERT INTO dossier.inbox_message (id, person_id, dossier_id, seq, template, code, at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
  z.unknown(),
);
