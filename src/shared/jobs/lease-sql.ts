import { z } from 'zod';
import { statement } from '#shared/db';

// Session-level advisory locks: the server drops them the moment the holder's connection is gone.
export const takeLease = statement(
  'jobs.lease.take',
  `SELECT true AS taken FROM (SELECT pg_advisory_lock(hashtextextended($1::text, 4471))) AS done`,
  z.object({ taken: z.boolean() }),
);

export const tryLease = statement(
  'jobs.lease.try',
  `SELECT pg_try_advisory_lock(hashtextextended($1::text, 4471)) AS free`,
  z.object({ free: z.boolean() }),
);

export const dropLease = statement(
  'jobs.lease.drop',
  `SELECT pg_advisory_unlock(hashtextextended($1::text, 4471)) AS dropped`,
  z.object({ dropped: z.boolean() }),
);
