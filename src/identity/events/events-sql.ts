import { z } from 'zod';
import { statement } from '#shared/db';

const nothing = z.object({}).strict();

/** One fact. Only inserts are possible: the application's role may not change or delete events. */
export const insertEvent = statement(
  'events.insert',
  `INSERT INTO identity.audit_event (id, at, type, account_id, client_id, actor, ip, trace_id, detail)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  nothing,
);

/** Partitions for the month of $1 and the $2 months after it; returns how many were made. */
export const preparePartitions = statement(
  'events.prepare-partitions',
  'SELECT identity.prepare_audit_partitions($1, $2) AS made',
  z.object({ made: z.number().int() }),
);
