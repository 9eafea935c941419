import { z } from 'zod';
import { statement } from '#shared/db';
import { statusColumn } from './dossier-sql.ts';

const event = z.object({
  id: z.string(),
  seq: z.number(),
  kind: z.enum(['filed', 'moved', 'fee-requested', 'fee-paid', 'fee-expired', 'fee-refunded', 'rated', 'noted']),
  from_status: statusColumn.nullable(),
  to_status: statusColumn.nullable(),
  at: z.date(),
  actor: z.enum(['citizen', 'officer', 'payment', 'system']),
  actor_id: z.string().nullable(),
  reason_code: z.string().nullable(),
  legal_ground: z.string().nullable(),
  remedy: z.string().nullable(),
  due_at: z.date().nullable(),
  calculation: z.unknown(),
  rating: z.number().nullable(),
  detail: z.instanceof(Buffer).nullable(),
  hash: z.instanceof(Buffer),
});
export type EventRow = z.infer<typeof event>;

// dossier_event_pkey of one partition
export const historyOf = statement(
  'dossier.history-of',
  `SELECT id, seq, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, due_at, calculation, rating, detail, hash
     FROM dossier.dossier_event WHERE dossier_id = $1 ORDER BY seq`,
  event,
);

// dossier_event_pkey. What the service itself notes changes nothing that somebody decides.
export const changedBetween = statement(
  'dossier.changed-between',
  `SELECT EXISTS (SELECT FROM dossier.dossier_event WHERE dossier_id = $1 AND seq > $2 AND seq <= $3 AND actor <> 'system') AS changed`,
  z.object({ changed: z.boolean() }),
);

/** The trigger `append` numbers, judges, chains and applies it. The dossier by its primary key; what is being filed has no change yet. */
export const appendEvent = statement(
  'dossier.append-event',
  `INSERT INTO dossier.dossier_event (dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, approved_by,
                                      payment_state, payment_notice, due_at, calculation, rating, detail)
   VALUES ($1, $2, $3, $4, $5, greatest($6, (SELECT changed_at FROM dossier.dossier WHERE id = $1)),
           $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING seq`,
  z.object({ seq: z.number() }),
);
